"""Writes the operators that show text that composition has set: each glyph where the gaps put it.

WeasyPrint writes whole thousandths of an em between glyphs and drops the fractions, up to 0.8 pt a
line; here the error is carried over to the next gap, so that a line ends where it should.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, pango

from nkbook.weasy.compose.line_ends import actual_text
from nkbook.weasy.compose.set_text import WIDE, WIDE_BETWEEN_BOXES, SetText
from nkbook.weasy.compose.shaping import EMPTY, TABULAR
from nkbook.weasy.numbers import STAND_IN, OpenFigure, OpenNumbers


class Writer:
    """Writes the operators that show a set text.

    Glyphs that a wide gap links are wrapped in a span with their text (ISO 32000-1 §14.9.4): what
    is extracted is the source, without a space. A gap before the next box is filled with a blank
    glyph inside such a span.
    """

    def __init__(
        self,
        stream: Any,
        text: SetText,
        fonts: list[tuple[Any, float]],
        numbers: OpenNumbers,
        left: Mapping[int, OpenFigure],
    ) -> None:
        """``left`` are the figures that are left open, by rows of the text's glyphs."""
        self._stream = stream
        self._numbers, self._open = numbers, left
        self._is_even = TABULAR in text.style["font_variant_numeric"]
        self._text = text
        self._glyphs = text.glyphs
        self._fonts = fonts
        self._source = text.text
        self._first = bisect_left(self._glyphs.at, text.start)
        self._last = bisect_left(self._glyphs.at, text.end)
        # Rows of the text's glyphs, each with the place of the first character after its cluster.
        places = [place - text.start for place in self._glyphs.at[self._first : self._last]]
        self._places = [*places, len(self._source)]
        self._font: Any = None
        self._size = 1.0
        self._out: list[str] = []  # what goes between the brackets of the next TJ
        self._hex = False  # whether a string of glyphs is open
        self._error = 0.0  # thousandths of an em by which the pen is too far right

    def write(self) -> None:
        """Show all glyphs of the text."""
        glyphs, places, gaps = self._glyphs, self._places, self._text.gaps
        sums = self._gaps(gaps)
        wide = self._wide(sums)
        if glyphs.plain and not (self._text.head or any(wide) or self._open):
            self._write_plain(sums)
            return
        current = -1
        spanning = self._lead(wide)
        for index, row in enumerate(range(self._first, self._last)):
            if glyphs.font[row] != current:
                current = glyphs.font[row]
                if self._font is not self._fonts[current][0]:
                    self._show()
                self._font, self._size = self._fonts[current]
                self._stream.set_font_size(self._font.hash, self._size)
            is_known = row in self._open or glyphs.ids[row] in self._font.to_unicode
            if not is_known and glyphs.ids[row] != EMPTY:
                cluster = self._source[places[index] : places[index + 1]]
                self._font.to_unicode[glyphs.ids[row]] = cluster
            if wide[index] and not spanning:
                self._show()
                self._begin_span(index, wide)
                spanning = True
            self._glyph(row, sums[index])
            if spanning and not wide[index]:
                self._end_span()
                spanning = False
        if spanning:
            self._fill(self._text.tail)
            self._end_span()
        self._show()

    def _write_plain(self, gaps: list[float]) -> None:
        """Show glyphs without spans and offsets, none of them empty: nearly all of a book's.

        It's what ``write`` does with them, without a call or more for each.
        """
        glyphs, places = self._glyphs, self._places
        ids, advances, font_of = glyphs.ids, glyphs.widths, glyphs.font
        out: list[str] = []
        error, is_open, current, scale, size = 0.0, False, -1, 0.0, 1.0
        known: dict[int, int] = {}
        unicode: dict[int, str] = {}
        for index, row in enumerate(range(self._first, self._last)):
            glyph = ids[row]
            if font_of[row] != current:
                current = font_of[row]
                if self._font is not self._fonts[current][0]:
                    self._out, self._hex = out, is_open
                    self._show()
                    out, is_open = self._out, False
                self._font, self._size = self._fonts[current]
                self._stream.set_font_size(self._font.hash, self._size)
                size, scale = self._size, 1000 * FROM_UNITS / self._size
                known, unicode = self._font.widths, self._font.to_unicode
            if glyph not in unicode:
                unicode[glyph] = self._source[places[index] : places[index + 1]]
            width = known.get(glyph)
            if width is None:
                width = self._width(glyphs.fonts[current], glyph)
            if not is_open:
                out.append("<")
                is_open = True
            out.append(f"{glyph:04x}")
            exact = width - (advances[row] * scale + gaps[index] * 1000 / size) + error
            whole = round(exact)
            error = exact - whole
            if whole:
                out.append(f">{whole} ")
                is_open = False
        self._out, self._hex = out, is_open
        self._show()

    def _gaps(self, gaps: list[float]) -> list[float]:
        """Return the gap after each glyph."""
        places = self._places
        if len(places) - 1 == len(self._source):
            return [*gaps, 0.0]
        return [sum(gaps[one:other]) for one, other in pairwise(places)]

    def _wide(self, sums: list[float]) -> list[bool]:
        """Return whether a span must go on after each glyph, and False at the end."""
        limit = WIDE * self._text.style["font_size"] / 1000
        source, places = self._source, self._places
        spacing = self._text.style["letter_spacing"]
        if spacing == "normal":
            spacing = 0.0
        wide = [abs(gap + spacing) >= limit for gap in sums]
        wide[-1] = abs(self._text.tail + spacing) >= limit * WIDE_BETWEEN_BOXES / WIDE
        for index, is_wide in enumerate(wide):
            if is_wide:
                after = places[index + 1]
                around = source[after - 1 : after + 1]
                wide[index] = after > places[index] and not any(map(str.isspace, around))
        return [*wide, False]

    def _begin_span(self, index: int, wide: list[bool], before: str = "") -> None:
        """Begin a span that represents the glyphs from one on that wide gaps link."""
        unlinked = min(wide.index(False, index) + 1, len(self._places) - 1)
        start = self._places[index]
        text = self._source[start : self._places[unlinked]]
        marks = {}
        for row, figure in self._open.items():
            place = self._glyphs.at[row] - self._text.start - start
            if 0 <= place < len(text):
                marks[len(before) + place] = self._numbers.mark(figure)
        self._stream.stream.append(actual_text(before + text, marks))

    def _lead(self, wide: list[bool]) -> bool:
        """Begin a text that begins before the last glyph of the one before with a blank glyph.

        PDFium, in Chromium, reads stretches of text in the order in which they begin; the blank is
        behind the other's end. It represents a word joiner, which shows nothing and lets no line
        break: MuPDF wants something for each glyph. Return whether there's a span now.
        """
        if not self._text.head:
            return False
        glyphs, row = self._text.blank(), self._first
        self._begin_span(0, wide, "\u2060")  # a word joiner
        self._font, self._size = self._fonts[self._glyphs.font[row]]
        self._stream.set_font_size(self._font.hash, self._size)
        right = -self._text.head * 1000 / self._size
        width = self._width(glyphs.fonts[0], glyphs.ids[0])
        self._font.to_unicode.setdefault(glyphs.ids[0], "\u3000")
        self._kern(-right)
        self._put(glyphs.ids[0])
        self._kern(width + right)
        return True

    def _end_span(self) -> None:
        self._show()
        self._stream.stream.append(b"EMC")

    def _fill(self, gap: float) -> None:
        """Fill the gap up to the next box with a blank glyph, whose end is what extractors see."""
        glyphs = self._text.space()
        font, size = self._stream.add_font(glyphs.fonts[0])
        if (font, size) != (self._font, self._size):
            self._show()
            self._font, self._size = font, size
            self._stream.set_font_size(font.hash, size)
        glyph = glyphs.ids[0]
        font.to_unicode.setdefault(glyph, " ")
        width = self._width(glyphs.fonts[0], glyph)
        self._kern(width - gap * 1000 / size)
        self._put(glyph)

    def _glyph(self, row: int, gap: float) -> None:
        glyphs = self._glyphs
        scale = 1000 * FROM_UNITS / self._size
        want = glyphs.widths[row] * scale + gap * 1000 / self._size
        if glyphs.ids[row] == EMPTY:
            self._kern(-want)
            return
        if row in self._open:
            self._leave_open(self._open[row], glyphs.fonts[glyphs.font[row]], scale)
            self._kern(self._measured(glyphs.fonts[glyphs.font[row]], glyphs.ids[row]) - want)
            return
        width = self._width(glyphs.fonts[glyphs.font[row]], glyphs.ids[row])
        if glyphs.plain:
            self._put(glyphs.ids[row])
            self._kern(width - want)
            return
        shift = glyphs.x_offsets[row] * scale
        if self._is_even:  # whole, so that what is rounded after a figure is the same for all
            shift = round(shift)
        rise = glyphs.y_offsets[row]
        if rise:
            self._show()
            self._stream.set_text_rise(-rise * FROM_UNITS)
        self._kern(-shift)
        self._put(glyphs.ids[row])
        if rise:
            self._show()
            self._stream.set_text_rise(0)
        self._kern(width - want + shift)

    def _leave_open(self, figure: OpenFigure, font: Any, scale: float) -> None:
        """Leave a place for a figure, which moves the pen by the width of the stand-in."""
        widths = tuple(self._measured(font, glyph) for glyph in figure.glyphs)
        placed = replace(
            figure,
            font=self._font.hash,
            widths=widths,
            shifts=tuple(round(offset * scale) for offset in figure.offsets),
            advance=widths[STAND_IN],
        )
        self._add(self._numbers.mark(placed))

    def _width(self, font: Any, glyph: int) -> int:
        """Return a glyph's advance in thousandths of an em, as the PDF will state it."""
        width = self._font.widths.get(glyph)
        if width is None:
            width = self._font.widths[glyph] = self._measured(font, glyph)
        return int(width)

    def _measured(self, font: Any, glyph: int) -> int:
        stream = self._stream
        pango.pango_font_get_glyph_extents(font, glyph, stream.ink_rect, stream.logical_rect)
        width: float = stream.logical_rect.width * 1000 * FROM_UNITS / self._size
        return round(width)

    def _put(self, glyph: int) -> None:
        self._add(f"{glyph:04x}")

    def _add(self, glyph: str) -> None:
        if not self._hex:
            self._out.append("<")
            self._hex = True
        self._out.append(glyph)

    def _kern(self, back: float) -> None:
        """Move the pen back by thousandths of an em, in whole ones, and remember the rest."""
        exact = back + self._error
        whole = round(exact)
        self._error = exact - whole
        if whole:
            self._out.append(f">{whole} " if self._hex else f"{whole} ")
            self._hex = False

    def _show(self) -> None:
        if self._hex:
            self._out.append(">")
            self._hex = False
        if self._out:
            self._stream.show_text("".join(self._out))
            self._out = []
