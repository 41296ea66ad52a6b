"""A WeasyPrint line box as a paragraph of characters, with the way back to its boxes."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes

from nkbook.typesetting.breaks import tailor
from nkbook.typesetting.code import CodeLines, tailor_code
from nkbook.typesetting.hyphens.hyphenation import (
    HYPHEN,
    SOFT_HYPHEN,
    Limits,
    Span,
    exceptions,
    hyphen_points,
)
from nkbook.typesetting.lines import Lines
from nkbook.typesetting.paragraph import Cast, Hyphen, Paragraph
from nkbook.typesetting.policy import Typesetting
from nkbook.weasy.compose.properties import forms_of, is_ruby
from nkbook.weasy.compose.reader import NotOurs, Piece, Reader, characters
from nkbook.weasy.compose.shaping import Shaper, advances, break_places

_START = attrgetter("start")
_KEPT = 256  # paragraphs that stay measured
_DIVIDED = ("justify", "start", "left")  # alignments of lines at whose ends words may be divided


class Measured(NamedTuple):
    """A paragraph and what chooses its lines; code does both itself."""

    paragraph: Paragraph | CodeLines
    lines: Lines | CodeLines


class Casting:
    """A line box read: its paragraph, and the way between places and boxes."""

    def __init__(self, line_box: Any, reader: Reader, measured: Measured) -> None:
        self.children = line_box.children
        self.has_leader = reader.has_leader
        self.paragraph = measured.paragraph
        self.lines = measured.lines
        self.pieces = reader.pieces
        self.by_box = {id(piece.box): piece for piece in reader.pieces}
        self._starts = reader.starts

    @property
    def name(self) -> Hashable:
        """Return what names this paragraph, and all copies of its boxes."""
        return id(self.pieces[0].box.element), self.paragraph.text

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
        self._divided = exceptions(settings.hyphenation)
        self._paragraphs: OrderedDict[Any, tuple[list[Any], Measured]] = OrderedDict()

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
        return Casting(line_box, reader, self._measured(reader))

    def forget(self) -> None:
        """Let go of what was measured."""
        self._paragraphs.clear()

    def _measured(self, reader: Reader) -> Measured:
        style = reader.line_box.style
        divides = style["text_align_all"] in _DIVIDED
        key = style["lang"], divides, reader.is_listing, tuple(reader.signature)
        known = self._paragraphs.get(key)
        if known is not None:
            self._paragraphs.move_to_end(key)
            return known[1]
        measured = self._measure(reader, style["lang"], divides)
        self._paragraphs[key] = reader.styles, measured
        if len(self._paragraphs) > _KEPT:
            self._paragraphs.popitem(last=False)
        return measured

    def _measure(self, reader: Reader, language: str, divides: bool) -> Measured:
        text = "".join(reader.text)
        breaks = tailor(text, break_places(text, language), self._settings)
        for place in range(1, len(text)):
            if reader.unbroken[place] and reader.unbroken[place - 1] and place not in reader.apart:
                breaks[place] = False
        if any(reader.fixed):
            tailor_code(text, reader.fixed, breaks)
        for place in range(1, len(text)):
            if text[place - 1] == SOFT_HYPHEN:
                breaks[place] = False
        points = _hyphens(text, reader, self._shaper, self._divided) if divides else {}
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
            points,
        )
        if reader.is_listing:
            code = CodeLines(row)
            return Measured(code, code)
        paragraph = Paragraph(row, self._settings, forms_of(language))
        return Measured(paragraph, Lines(paragraph))


def _hyphens(
    text: str, reader: Reader, shaper: Shaper, known: Mapping[str, tuple[int, ...]]
) -> dict[int, Hyphen]:
    """Return the hyphens of a paragraph by the place after each, as CSS asks for them.

    There are none in code, in what does not wrap, and between letters that share a glyph. ``known``
    are the words whose points the book names.
    """
    spans: list[Span] = []
    found: dict[int, Hyphen] = {}
    for piece in reader.pieces:
        if piece.glyphs is None or reader.fixed[piece.start] or reader.unbroken[piece.start]:
            continue
        style = piece.box.style
        if style["hyphens"] == "none":
            continue
        for place in range(piece.start + 2, piece.end):
            if text[place - 1] == SOFT_HYPHEN:
                found[place] = Hyphen(_width(piece, shaper), by_author=True, in_name=False)
        if style["hyphens"] == "auto":
            limits = Limits(*style["hyphenate_limit_chars"])
            spans.append(Span(piece.start, piece.end, style["lang"] or "", limits))
    for place, in_name in hyphen_points(text, spans, known):
        if reader.advances[place] > 0:
            piece = reader.pieces[bisect_right(reader.pieces, place, key=_START) - 1]
            found[place] = Hyphen(_width(piece, shaper), by_author=False, in_name=in_name)
    return found


def _width(piece: Piece, shaper: Shaper) -> float:
    return sum(advances(HYPHEN, shaper.shape(HYPHEN, piece.box.style)))
