"""Formulas as drawings, for pages: in outlines, in em, on the baseline of the text.

A line of the page's grid is 1.71 em high. In it a formula may be as high above its baseline and as
deep below it as the next lines' formulas leave room for, so that none touches another: a fraction
fits, and what is larger makes its line a whole number of lines high. A displayed formula takes
whole lines too, with at least half a line of white above and below. One that is higher than a page
is cut between its lines, each of which is then a block of its own.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.maths import Band, Drawing, bands, divided, drawing, pieces
from nkbook.model.document import Document, Element
from nkbook.model.publication import Publication
from nkbook.model.trees import has_class

CLASS = "formula"
# em: a line of the grid has 1.237 above the baseline and 0.477 below it. Up to 1.09 above and 0.62
# below, formulas of two lines cannot meet (1.09 + 0.62 < 1.714), so the box of one is so much
# lower at its foot and higher at its head.
_HEAD, _FOOT = 0.147, -0.143
_LONG = 6.0  # em: a longer formula in a line of text may be cut after its relations
_BESIDE = 2  # em: what may stand beside a formula as wide as the line
_NUMBER_ROOM = 4.0  # em on either side of a numbered equation
_LINE = 18 / 10.5  # em
_AXIS = 0.25  # em: how high above the baseline the middle of a display is
_TOLERANCE = 0.05  # lines that a formula may be higher than its lines of the grid
_NUMBERS = "span[@class='equation-number']"
_OF_LINES = f"{_NUMBERS}[@data-row]"


@dataclass(frozen=True, slots=True)
class Room:
    """A page's text block, in characters and lines of the text."""

    characters: int
    lines: int


def draw_formulas(tree: Element, room: Room) -> None:
    """Put drawings in the place of a tree's formulas, in place."""
    for formula in list(tree.iter("math")):
        parent = formula.getparent()
        if parent is None:
            continue
        drawn = _drawn(formula)
        if has_class(parent, "equation"):
            _displayed(formula, parent, drawn, room)
        else:
            _inline(formula, parent, drawn, room)


def _drawn(formula: Element) -> Drawing:
    display = formula.get("display") == "block"
    return drawing(str(formula.get("data-plain")), display=display)


def _inline(formula: Element, parent: Element, drawn: Drawing, room: Room) -> None:
    parts = tuple(_parts(str(formula.get("data-plain")), drawn.width, room))
    words = str(formula.get("data-speech"))
    around = parent
    if len(parts) > 1 and formula.get("display") is None:
        around = etree.Element("span", {"data-tag": "math", "data-words": words})
        last = len(parts) - 1
        images = [
            _fitted(drawing(part if number == last else _open(part), display=False), words, room)
            for number, part in enumerate(parts)
        ]
        for image in images[:-1]:
            image.set("class", f"{CLASS} part")
    else:
        images = [_fitted(drawn, words, room)]
    _replace(formula, parent, around, images)


def _parts(tex: str, width: float, room: Room) -> Iterator[str]:
    """Yield a formula cut where a line may end: in brackets only if it is wider than a line."""
    if width <= _LONG:
        yield tex
        return
    for part in pieces(tex):
        if drawing(part, display=False).width <= room.characters / 2:
            yield part
            continue
        for smaller in pieces(part, operators=True):
            is_wide = drawing(smaller, display=False).width > room.characters - _BESIDE
            yield from pieces(smaller, operators=True, inside=True) if is_wide else (smaller,)


def _fitted(drawn: Drawing, words: str, room: Room) -> Element:
    """Return an image that a line has room for, with a mark after it."""
    image = _image(drawn, words)
    if drawn.width > room.characters - _BESIDE:
        image.set("style", f"width:{room.characters - _BESIDE}em;vertical-align:middle")
    return image


def _replace(formula: Element, parent: Element, around: Element, images: list[Element]) -> None:
    if around is parent:
        image = images[0]
    else:
        around.extend(images)
        image = around
    for name in ("id", "class"):
        if given := formula.get(name):
            image.set(name, " ".join(filter(None, (image.get(name), str(given)))))
    image.tail = formula.tail
    parent.replace(formula, image)


def _open(part: str) -> str:
    """Return a piece whose relation at the end has its space on both sides."""
    return f"{part}{{}}"


def _displayed(formula: Element, block: Element, drawn: Drawing, room: Room) -> None:
    tex = str(formula.get("data-plain"))
    lines = bands(tex) if _is_in_lines(drawn, block, room) else ()
    scale = _scale(drawn, lines, block, room)
    if lines and drawn.height * scale > _tallest(room):
        _cut(formula, block, divided(tex, lines), scale)
        return
    image = _image(drawn, str(formula.get("data-speech")))
    height = drawn.height * scale
    rows = min(room.lines, max(2, math.ceil(height / _LINE + 0.95)))
    block.set("style", f"--rows:{rows}")
    # One of a single line stands on the baseline, as its number does.
    align = "middle" if height > _LINE else f"{-drawn.depth * scale:.3f}em"
    numbers = {int(one.attrib.pop("data-row")): one for one in block.findall(_OF_LINES)}
    for row, number in numbers.items():
        align = f"{_AXIS - height / 2:.3f}em"
        if row < len(lines):
            _place(number, lines[row].baseline * scale, height)
        else:  # where the lines are cannot be told
            _place(number, (row + 0.7) / (max(numbers) + 1) * height, height)
    image.set("style", f"width:{drawn.width * scale:.3f}em;vertical-align:{align}")
    _replace(formula, block, block, [image])


def _place(number: Element, baseline: float, height: float) -> None:
    """Put a line's number on its baseline, which is so far below the drawing's top."""
    number.set("style", f"top:{baseline - height / 2 - _AXIS:.3f}em")


def _cut(formula: Element, block: Element, drawings: Sequence[Drawing], scale: float) -> None:
    """Put each line of a display that is higher than a page into a block of its own."""
    numbers = {str(one.get("data-row")): one for one in block.iterfind(_NUMBERS)}
    block.set("class", f"{block.get('class')} cut")
    for row, drawn in enumerate(drawings):
        height = drawn.height * scale
        rows = max(1, math.ceil(height / _LINE - _TOLERANCE))
        line = etree.Element("div", {"class": "equation-line", "style": f"--rows:{rows}"})
        image = _image(drawn, drawn.speech)
        align = f"{_AXIS - height / 2:.3f}em"
        image.set("style", f"width:{drawn.width * scale:.3f}em;vertical-align:{align}")
        line.append(image)
        number = numbers.get(str(row))
        if number is not None:
            _place(number, height - drawn.depth * scale, height)
            line.append(number)
        formula.addprevious(line)
    block.remove(formula)
    for number in numbers.values():
        number.attrib.pop("data-row", None)


def _is_in_lines(drawn: Drawing, block: Element, room: Room) -> bool:
    """Return True if the lines of a display count: they have numbers, or fill a page."""
    return block.find(_OF_LINES) is not None or drawn.height > _tallest(room)


def _tallest(room: Room) -> float:
    return (room.lines - 1) * _LINE


def _scale(drawn: Drawing, lines: Sequence[Band], block: Element, room: Room) -> float:
    """Return by how much a displayed formula is made smaller, to be within the text block.

    One of several lines is cut over pages instead of being made less high.
    """
    numbered = block.find(_NUMBERS) is not None
    width = room.characters - (2 * _NUMBER_ROOM if numbered else 0)
    highest = max((line.bottom - line.top for line in lines), default=drawn.height)
    return min(1.0, width / drawn.width, _tallest(room) / highest)


def _image(drawn: Drawing, words: str) -> Element:
    data = base64.b64encode(drawn.svg).decode()
    # The lower edge of its margin is what stands so far from the baseline (CSS 2 §10.8.1).
    below = drawn.depth + _FOOT
    style = f"width:{drawn.width:.3f}em;margin:{_HEAD}em 0 {_FOOT}em;vertical-align:{-below:.3f}em"
    return etree.Element(
        "img",
        {
            "class": CLASS,
            "alt": words,
            "src": f"data:image/svg+xml;base64,{data}",
            "style": style,
        },
    )


def judge_formulas(publication: Publication, room: Room) -> Iterator[Diagnostic]:
    """Yield NK251 for each displayed formula that is drawn smaller to fit the text block."""
    for page in publication.pages:
        if page.document is None:
            continue
        for formula in _displays(page.document):
            block = formula.getparent()
            drawn = _drawn(formula)
            if block is None:
                continue
            tall = drawn.height > _tallest(room)
            lines = bands(str(formula.get("data-plain"))) if tall else ()
            scale = _scale(drawn, lines, block, room)
            if scale < 1:
                yield diagnostic(
                    "NK251",
                    f"a displayed formula is {drawn.width:.0f} characters wide and"
                    f" {drawn.height:.0f} high, more than the page has room for: it is printed at"
                    f" {scale:.0%} of its size",
                    Location(page.document.chapter.source, int(formula.get("data-line") or 0)),
                    "break its lines with \\\\ in an aligned environment, or divide it",
                )


def _displays(document: Document) -> Iterator[Element]:
    for root in (document.tree, *(note.body for note in document.notes)):
        for block in root.iter("div"):
            if has_class(block, "equation"):
                yield from block.iter("math")
