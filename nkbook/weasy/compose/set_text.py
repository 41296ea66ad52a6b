"""The text of a box in a set line: its glyphs, and the gaps between them."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS

from nkbook.weasy.compose.reader import Piece
from nkbook.weasy.compose.shaping import Glyphs, Shaper

# From this on, in thousandths of an em, some reader of PDF takes a gap for a word space (poppler at
# 100, PDFium at 125, MuPDF at 160); a gap below zero separates lines in others.
WIDE = 90
WIDE_BETWEEN_BOXES = 15  # likewise, where the font may change: poppler compares such gaps


class SetText:
    """The text of a box in a set line, in the place of WeasyPrint's layout object."""

    first_line_direction = 0
    justification_spacing = 0

    def __init__(self, shaper: Shaper, piece: Piece, start: int, end: int) -> None:
        self._shaper = shaper
        self._piece = piece
        self.start = start  # in the text of the whole box
        self.end = end
        self.gaps: list[float] = []  # after each character but the last, in CSS pixels
        self.tail = 0.0  # after the last, up to the next box
        self.head = 0.0  # before the first, from the box before; only when it's below zero

    @property
    def text(self) -> str:
        """Return the text set."""
        return str(self._piece.box.text[self.start : self.end])

    @property
    def whole(self) -> str:
        """Return the text of the whole box."""
        return str(self._piece.box.text)

    @property
    def glyphs(self) -> Glyphs:
        """Return the glyphs of the whole box."""
        glyphs = self._piece.glyphs
        assert glyphs is not None  # noqa: S101 — a piece of text has them
        return glyphs

    @property
    def style(self) -> Any:
        """Return the style of the text."""
        return self._piece.box.style

    def space(self) -> Glyphs:
        """Return the glyph of a word space in the text's style."""
        return self._shaper.space(self.style)

    def blank(self) -> Glyphs:
        """Return the glyph of an ideographic space in the text's style."""
        return self._shaper.shape("\u3000", self.style)

    def lead(self, gap: float) -> bool:
        """Have the text begin with a blank in a gap below zero (CSS pixels) if it can.

        Return True if it will.
        """
        glyphs = self.glyphs
        first = glyphs.fonts[glyphs.font[bisect_left(glyphs.at, self.start)]]
        if (
            gap > -WIDE * self.style["font_size"] / 1000
            or self.blank().fonts[0] != first
            or self.text[0].isspace()
        ):
            return False
        self.head = gap
        return True

    def advance(self, place: int) -> float:
        """Return the advance of a character of the text set, without its gap, in CSS pixels."""
        glyphs = self.glyphs
        first = bisect_left(glyphs.at, self.start + place)
        last = bisect_left(glyphs.at, self.start + place + 1)
        return float(sum(glyphs.widths[first:last]) * FROM_UNITS)

    def reactivate(self, style: Any) -> None:
        """Do nothing: everything is at hand."""

    def deactivate(self) -> None:
        """Do nothing: there is nothing to free."""

    def __getattr__(self, name: str) -> Any:
        """Return a measure of the font's lines, which text with a decoration needs."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(line_break.Layout(self.style), name)
