"""TeX → a drawing in outlines with its size in em, and what it says aloud, by mathra.

The drawing is in the letters of STIX Two. What that font lacks, such as Chinese, mathra draws as
boxes, in order; they become texts here, which are set in the book's own fonts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import mathra
from lxml import etree

from nkbook.maths.macros import RefusedError
from nkbook.maths.spelling import for_drawing

SVG = "{http://www.w3.org/2000/svg}"
_EM = 1000  # units of a drawing
_LOCALE = "zh"  # of what is said: Chinese, in simplified characters
_MISSING = "E-REC-8"
_MISSED = re.compile(r"the font has no '.*' \(U\+([0-9A-F]+)\)", re.DOTALL)
_BOX = "M886 -162 L886 678 L46 678 L46 -162 Z"  # the outline of the box begins so
_ADVANCE = 932  # of a box
_SIGN = "\u2660"  # ♠, and how its outline begins
_SIGN_OUTLINE = "M331 69 C331 7 309 -81 247 -86 L247 -102 L475 -102"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LENGTH = re.compile(r"((?:-|(?<![\d.]))[\d.]++)em")
_DROPPED = ("metadata", "style", "title", "text")
_LARGEST = 300.0  # em: what is larger fits no page
_SMALLEST = 0.01


@dataclass(frozen=True, slots=True)
class Drawing:
    """A formula drawn: an SVG file, its size in em, how far it is below the baseline, its words.

    ``speech`` is what is said aloud, ``text`` a line of plain text for contents and bookmarks.
    ``others`` are the characters that stand in it as text, for the book's fonts.
    """

    svg: bytes
    width: float
    height: float
    depth: float
    speech: str
    text: str
    others: str = ""


@lru_cache(maxsize=4096)
def drawing(tex: str, *, display: bool) -> Drawing:
    """Return the drawing of plain TeX; raises RefusedError with the tool's reason.

    Whatever the tool warns of is refused, for it then draws something else than what is written.
    """
    fitted = for_drawing(tex)
    made = _rendered(fitted, display)
    said = made if fitted == tex else _rendered(tex, display)
    others: list[str] = []
    for warning in made["warnings"]:
        missed = _MISSED.match(warning["description"])
        if warning["rule"] != _MISSING or missed is None:
            reason = warning["description"].partition("; ")[0]  # what it draws instead: not here
            raise RefusedError(reason)
        others.append(chr(int(missed[1], 16)))
    root = _drawn(made)
    width, height, depth = _size(root)
    _clean(root)
    if others:
        count = len(uses_of(root, _BOX))
        _write_others(root, _in_order(fitted, others, display, count))
    data = etree.tostring(root, encoding="utf-8")
    words = " ".join(said["speech"].split())
    return Drawing(data, width, height, depth, words, _line(said["text"], tex), "".join(others))


def _line(text: str, tex: str) -> str:
    """Return a formula as a line of plain text, in characters that Chinese fonts have, or its TeX.

    A book's fonts have few letters of mathematics: ℝ is R there. GBK holds the common signs.
    """
    simple = unicodedata.normalize("NFKC", text).replace("∗", "*").replace("−", "-")
    try:
        simple.encode("gbk")
    except UnicodeEncodeError:
        return tex
    return simple


def _rendered(tex: str, display: bool) -> dict[str, Any]:
    try:
        return dict(mathra.render(tex, _LOCALE, display=display))
    except (ValueError, RecursionError) as error:  # too deep, too many
        raise RefusedError(str(error)) from error


def _drawn(made: dict[str, Any]) -> Any:
    try:
        return etree.fromstring(made["svg"].encode())
    except etree.XMLSyntaxError as error:
        message = f"its drawing cannot be read: {error.msg}"
        raise RefusedError(message) from error


def _size(root: Any) -> tuple[float, float, float]:
    """Return width, height and depth in em."""
    lengths = [_LENGTH.search(str(root.get(name))) for name in ("width", "height", "style")]
    if not all(lengths):
        message = "the drawing has no size"
        raise RefusedError(message)
    width, height, below = (float(length[1]) for length in lengths if length)
    if max(width, height) > _LARGEST:
        message = f"it is {width:.0f} em wide and {height:.0f} em high, more than any page"
        raise RefusedError(message)
    return max(width, _SMALLEST), max(height, _SMALLEST), -below


def _clean(root: Any) -> None:
    """Leave outlines only: no data, no style, no hidden text, no size but the view box."""
    for name in ("width", "height", "style", "role", "aria-labelledby", "lang"):
        root.attrib.pop(name, None)
    for name in [name for name in root.attrib if str(name).startswith("data-")]:
        del root.attrib[name]
    for element in [child for child in root if etree.QName(child).localname in _DROPPED]:
        root.remove(element)
    etree.cleanup_namespaces(root)


def uses_of(root: Any, outline: str) -> list[Any]:
    """Return the uses of a glyph, known by its outline's beginning, in the order of drawing."""
    ids = {
        f"#{path.get('id')}"
        for path in root.iter(f"{SVG}path")
        if str(path.get("d", "")).startswith(outline)
    }
    return [use for use in root.iter(f"{SVG}use") if use.get("href") in ids]


def _in_order(tex: str, missing: list[str], display: bool, count: int) -> list[str]:
    """Return what each of ``count`` boxes stands for: a character, or "" for a box that is meant.

    mathra names each character once. Drawn again with a sign of the font in its place, the order of
    signs and boxes says where a character stands.
    """
    places = [""] * count
    for character in missing:
        root = _drawn(_rendered(tex.replace(character, _SIGN), display))
        signs = uses_of(root, _SIGN_OUTLINE)
        both = [use for use in root.iter(f"{SVG}use") if use in signs or use in uses_of(root, _BOX)]
        if len(both) != count:
            message = f"a character that its font lacks cannot be placed: {character}"
            raise RefusedError(message)
        for place, use in enumerate(both):
            if use in signs:
                places[place] = character
    return places


def _write_others(root: Any, characters: list[str]) -> None:
    """Put a text in the place of each box; the drawing's axis points up, that of texts down."""
    for use, character in zip(uses_of(root, _BOX), characters, strict=True):
        if not character:
            continue
        x, y, scale = place_of(use)
        text = etree.Element(
            f"{SVG}text",
            {
                "transform": f"translate({x:g} {y:g}) scale(1 -1)",
                "font-size": f"{_ADVANCE * scale:g}",
            },
        )
        text.text = character
        use.getparent().replace(use, text)


def place_of(use: Any) -> tuple[float, float, float]:
    """Return where a glyph stands, its axis pointing up, and its scale."""
    transform = str(use.get("transform", ""))
    numbers: Iterator[float] = (float(found) for found in _NUMBER.findall(transform))
    if transform.startswith("translate"):
        x, y = next(numbers), next(numbers)
        return x, y, next(numbers, 1.0)
    return float(use.get("x", 0)), float(use.get("y", 0)), 1.0
