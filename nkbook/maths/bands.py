r"""Where the lines of a drawn formula are, so that each can have its number or stand alone.

mathra draws an environment as one picture. A sign put at the end of each line shows the baselines;
the heights of the first lines alone, and of the last, show where one line ends and another begins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

from nkbook.maths.drawing import SVG, Drawing, drawing, place_of, uses_of
from nkbook.maths.lines import cut_lines
from nkbook.maths.macros import RefusedError

_EM = 1000  # units of a drawing
_FEWEST = 2  # lines
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MIDDLE_OF_HAN = 0.38  # em above the baseline
_SIGN = "\u2663"  # ♣, and how its outline begins; drawing.py has a sign of its own
_SIGN_OUTLINE = "M493 348 C510 376 523 408 523 455 C523 539"
_LINES = re.compile(
    r"\s*(\\begin\{(?P<name>aligned|gathered|split|alignedat)\}(?:\{\d+\})?)(?P<content>.*)"
    r"(\\end\{(?P=name)\})\s*\Z",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Band:
    """A line of a formula: its TeX alone, and in em below the drawing's top where it is."""

    tex: str
    top: float
    bottom: float
    baseline: float


@lru_cache(maxsize=256)
def bands(tex: str) -> tuple[Band, ...]:
    """Return the lines of a displayed formula that is nothing but lines; else nothing."""
    match = _LINES.match(tex)
    lines = cut_lines(match["content"]) if match else ()
    while lines and not lines[-1][0].strip():  # none is drawn after the last end of a line
        lines = lines[:-1]
    if match is None or len(lines) < _FEWEST or _SIGN in tex:
        return ()
    begin, end = match[1], match[4]

    def drawn(*some: tuple[str, str], sign: str = "") -> Drawing:
        inside = "".join(f"{line}{sign}{ending}" for line, ending in some[:-1])
        return drawing(f"{begin}{inside}{some[-1][0]}{sign}{end}", display=True)

    try:
        whole = drawn(*lines)
        marked = drawn(*lines, sign=f" {_SIGN}")
        above = [drawn(*lines[:count]).height for count in range(1, len(lines))]
        below = [whole.height - drawn(*lines[count:]).height for count in range(1, len(lines))]
    except RefusedError:  # a line is none by itself
        return ()
    root = etree.fromstring(marked.svg)
    signs = [place_of(use)[1] / _EM for use in uses_of(root, _SIGN_OUTLINE)]
    if len(signs) != len(lines):
        return ()
    height = marked.height - marked.depth  # above the baseline of the whole
    cuts = [
        0.0,
        *((end + start) / 2 for end, start in zip(above, below, strict=True)),
        whole.height,
    ]
    return tuple(
        Band(f"{begin}{line}{end}", top, bottom, height - sign)
        for (line, _), top, bottom, sign in zip(lines, cuts[:-1], cuts[1:], signs, strict=True)
    )


def divided(tex: str, parts: tuple[Band, ...]) -> tuple[Drawing, ...]:
    """Return the drawing of a displayed formula as one for each line, of the same width."""
    whole = drawing(tex, display=True)
    return tuple(_cut(whole, band, number, parts) for number, band in enumerate(parts))


def _cut(whole: Drawing, band: Band, number: int, parts: tuple[Band, ...]) -> Drawing:
    """Return a line of a drawing: each mark is in the line in which the middle of it is."""
    root = etree.fromstring(whole.svg)
    left, top, width, _ = (float(number) for number in str(root.get("viewBox")).split())
    extents = {f"#{path.get('id')}": _extent(path) for path in root.iter(f"{SVG}path")}
    for mark in list(root.iter(f"{SVG}use", f"{SVG}rect", f"{SVG}text")):
        below_top = (-top - _middle(mark, extents)) / _EM  # the axis points up
        if sum(one.bottom <= below_top for one in parts[:-1]) != number:
            etree.SubElement(root, "none").append(mark)
    for empty in root.findall("none"):
        root.remove(empty)
    height = (band.bottom - band.top) * _EM
    root.set("viewBox", f"{left:g} {top + band.top * _EM:g} {width:g} {height:g}")
    alone = drawing(band.tex, display=True)
    return Drawing(
        etree.tostring(root, encoding="utf-8"),
        whole.width,
        band.bottom - band.top,
        band.bottom - band.baseline,
        alone.speech,
        alone.text,
        whole.others,
    )


def _extent(outline: Any) -> tuple[float, float]:
    """Return the lowest and highest place of an outline, whose commands are M, L, C and Z."""
    heights = [float(number) for number in _NUMBER.findall(str(outline.get("d", "")))[1::2]]
    return (min(heights), max(heights)) if heights else (0.0, 0.0)


def _middle(mark: Any, extents: Mapping[str, tuple[float, float]]) -> float:
    """Return how high the middle of a glyph, a rule or a text is."""
    _, place, scale = place_of(mark)
    if mark.tag == f"{SVG}use":
        return place + sum(extents[str(mark.get("href"))]) / 2 * scale
    if mark.tag == f"{SVG}rect":
        return place + float(mark.get("height")) / 2
    return place + float(mark.get("font-size")) * _MIDDLE_OF_HAN
