"""A WeasyPrint line box as a paragraph of characters, with the way back to its boxes."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from weasyprint.formatting_structure import boxes

from nkbook.locales.registry import closest
from nkbook.typesetting.breaks import tailor
from nkbook.typesetting.code import CodeLines, tailor_code
from nkbook.typesetting.paragraph import Cast, Paragraph
from nkbook.typesetting.policy import Typesetting
from nkbook.weasy.compose.properties import is_ruby
from nkbook.weasy.compose.reader import NotOurs, Piece, Reader, characters
from nkbook.weasy.compose.shaping import Shaper, break_places

_KEPT = 256  # paragraphs that stay measured


class Casting:
    """A line box read: its paragraph, and the way between places and boxes."""

    def __init__(self, line_box: Any, reader: Reader, paragraph: Paragraph | CodeLines) -> None:
        self.children = line_box.children
        self.has_leader = reader.has_leader
        self.paragraph = paragraph
        self.pieces = reader.pieces
        self.by_box = {id(piece.box): piece for piece in reader.pieces}
        self._starts = reader.starts

    def place(self, line_box: Any, skip_stack: Any) -> int:
        """Return the place of the first character that ``skip_stack`` doesn't skip."""
        box, place = line_box, 0
        while skip_stack is not None:
            ((index, skip_stack),) = skip_stack.items()
            if isinstance(box, boxes.TextBox):
                return place + characters(box.text, index)
            if index >= len(box.children):
                return self._after(box)
            box = box.children[index]
            place = self._starts[id(box)]
        return place

    def _after(self, box: Any) -> int:
        ends = [piece.end for piece in self.pieces if box in piece.chain]
        return max(ends, default=len(self.paragraph.text))

    def piece_at(self, place: int) -> Piece:
        """Return the piece that holds a character."""
        low, high = 0, len(self.pieces)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.pieces[middle].start <= place else (low, middle)
        return self.pieces[low]


class Caster:
    """Reads line boxes; a paragraph that comes again is measured only once."""

    def __init__(self, shaper: Shaper, settings: Typesetting) -> None:
        self._shaper = shaper
        self._settings = settings
        self._paragraphs: OrderedDict[Any, tuple[list[Any], Paragraph | CodeLines]] = OrderedDict()

    def cast(self, context: Any, line_box: Any, containing_block: Any) -> Casting | None:
        """Read a line box; None when it holds what only WeasyPrint can set, or no text.

        A word with its reading may be all of a line, as in the cell of a table.
        """
        reader = Reader(context, line_box, containing_block, self._shaper)
        try:
            reader.read(line_box, (), (), raised=False)
        except NotOurs:
            return None
        if not any(piece.glyphs or is_ruby(piece.box.style) for piece in reader.pieces):
            return None
        return Casting(line_box, reader, self._paragraph(reader, line_box.style["lang"]))

    def forget(self) -> None:
        """Let go of what was measured."""
        self._paragraphs.clear()

    def _paragraph(self, reader: Reader, language: str) -> Paragraph | CodeLines:
        key = language, reader.is_listing, tuple(reader.signature)
        known = self._paragraphs.get(key)
        if known is not None:
            self._paragraphs.move_to_end(key)
            return known[1]
        paragraph = _measure(reader, language, self._settings)
        self._paragraphs[key] = reader.styles, paragraph
        if len(self._paragraphs) > _KEPT:
            self._paragraphs.popitem(last=False)
        return paragraph


def _measure(reader: Reader, language: str, settings: Typesetting) -> Paragraph | CodeLines:
    own = closest(language)
    assert own is not None  # noqa: S101 — only such text is cast
    text = "".join(reader.text)
    breaks = tailor(text, break_places(text, language), settings)
    for place in range(1, len(text)):
        if reader.unbroken[place] and reader.unbroken[place - 1] and place not in reader.apart:
            breaks[place] = False
    if any(reader.fixed):
        tailor_code(text, reader.fixed, breaks)
    row = Cast(
        text,
        reader.advances,
        reader.ems,
        reader.before,
        reader.after,
        breaks,
        reader.dropped,
        frozenset(reader.markers),
        reader.fixed if any(reader.fixed) else (),
    )
    if reader.is_listing:
        return CodeLines(row)
    return Paragraph(row, settings, own.composition.forms)
