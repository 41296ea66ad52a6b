"""Shapes a text once, with Pango: its glyphs, their advances, and the metrics of its style.

All lengths are CSS pixels but where it says Pango units (1/1024 pixel).
"""

from __future__ import annotations

import re
from array import array
from collections import OrderedDict
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from nkbook.locales.registry import closest
from nkbook.typesetting.characters import Forms
from nkbook.typesetting.han import SHARED_MARKS, is_wide
from nkbook.weasy.compose.properties import is_code
from nkbook.weasy.ours import book_fonts

_WORDS_A_GLYPH = 5  # PangoGlyphInfo: glyph, width, x_offset, y_offset, attributes; 4 bytes each
_KEPT = 16384  # texts that stay shaped
_IDEOGRAPH = "\u4e00"
_SHARED = re.compile(f"[{SHARED_MARKS}]")
_FIGURES = "0123456789"
TABULAR = "tabular-nums"
_SQUARE = 0.6  # em: a mark that is wider is a Chinese one
# What WeasyPrint gives Pango besides the font.
_SPACING = itemgetter(
    "letter_spacing", "word_spacing", "font_kerning", "direction", "overflow_wrap", "tab_size"
)
UNKNOWN = pango.PANGO_GLYPH_UNKNOWN_FLAG
EMPTY = pango.PANGO_GLYPH_EMPTY


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The glyphs of a text in order: a row a glyph in the arrays, and what they mean together."""

    fonts: tuple[Any, ...]  # PangoFont pointers
    font: array[int]  # index into fonts
    ids: array[int]
    widths: array[int]  # Pango units
    x_offsets: array[int]
    y_offsets: array[int]
    at: array[int]  # place of the first character of the glyph's cluster
    rtl: bool
    plain: bool  # no glyph is missing, empty or offset


@dataclass(frozen=True, slots=True)
class Metrics:
    """The vertical measures of a style: of its own text, and of a line of it."""

    height: float
    ascent: float  # from the top of the text to the baseline
    line_height: float
    baseline: float  # from the top of the line


class Shaper:
    """Shapes texts for one font configuration, and keeps what can be used again."""

    def __init__(self) -> None:
        # A layout keeps its fonts alive; one is kept for each font met.
        self._fonts: dict[int, tuple[Any, Any]] = {}
        self._metrics: dict[int, tuple[Any, Metrics]] = {}
        self._by_key: dict[str, Metrics] = {}
        self._spaces: dict[int, tuple[Any, Glyphs]] = {}
        self._westerns: dict[int, tuple[Any, Any]] = {}
        # Words come again, and notes are laid out twice.
        self._shaped: OrderedDict[tuple[Any, str, frozenset[int]], Glyphs] = OrderedDict()

    def metrics(self, style: Any) -> Metrics:
        """Return a style's measures, those of its first font whatever fonts its text needs.

        That is what keeps a line with a foreign word as high as its neighbours (CLREQ §3.3.2).
        """
        found = self._metrics.get(id(style))
        if found is not None:
            return found[1]
        key = line_break._font_style_cache_key(style, include_size=True)
        metrics = self._by_key.get(key)
        if metrics is None:
            layout = line_break.Layout(style)
            layout.set_text(" ")
            line, _ = layout.get_first_line()
            _, height = line_break.line_size(line, style)
            ascent = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
            metrics = self._by_key[key] = Metrics(height, ascent, *line_break.strut(style))
        # The style is kept with it, so that its id stays its own.
        self._metrics[id(style)] = style, metrics
        return metrics

    def forget(self) -> None:
        """Let go of styles and fonts: the next document has its own."""
        for known in (
            self._fonts, self._metrics, self._spaces, self._shaped, self._westerns
        ):  # fmt: skip
            known.clear()

    def space(self, style: Any) -> Glyphs:
        """Return the glyph of a word space."""
        found = self._spaces.get(id(style))
        if found is None:
            found = self._spaces[id(style)] = style, self.shape(" ", style)
        return found[1]

    def shape(self, text: str, style: Any, western: frozenset[int] = frozenset()) -> Glyphs:
        """Shape a whole text, without breaks.

        At the places ``western`` are marks that Chinese and Western languages share, to be set as
        Western ones (typesetting.quotes).
        """
        key = _looks(style), text, western
        found = self._shaped.get(key)
        if found is not None:
            self._shaped.move_to_end(key)
            return found
        made = self._mixed(text, style, western) if western else self._shape(text, style)
        glyphs = self._shaped[key] = made
        if len(self._shaped) > _KEPT:
            self._shaped.popitem(last=False)
        return glyphs

    def _mixed(self, text: str, style: Any, western: frozenset[int]) -> Glyphs:
        whole = self.shape(text, style)
        widest = _SQUARE * style["font_size"] / FROM_UNITS
        if not any(
            width > widest and place in western
            for place, width in zip(whole.at, whole.widths, strict=True)
        ):
            return whole  # a font that has only Western ones
        parts = []
        start = 0
        for end in range(1, len(text) + 1):
            is_western = start in western
            if end < len(text) and (end in western) is is_western:
                continue
            glyphs = self.shape(text[start:end], style)
            if is_western and max(glyphs.widths) * FROM_UNITS > _SQUARE * style["font_size"]:
                glyphs = self.shape(text[start:end], self._western(style))
            parts.append((start, glyphs))
            start = end
        return _joined(parts)

    def _western(self, style: Any) -> Any:
        """Return a style with the book's fonts for other languages before its own."""
        fonts = book_fonts(style)
        if fonts is None:
            return style
        found = self._westerns.get(id(style))
        if found is None:
            made = style.copy()
            made["font_family"] = (*fonts.western, *style["font_family"])
            found = self._westerns[id(style)] = style, made
        return found[1]

    def _shape(self, text: str, style: Any) -> Glyphs:
        before = lead(text, style["lang"])
        layout = line_break.Layout(style)
        layout.set_text(before + text)
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
        line = pango.pango_layout_get_line_readonly(layout.layout, 0)
        places = _places(before + text)
        fonts: dict[int, int] = {}
        pointers: list[Any] = []
        font, ids, widths = array("i"), array("I"), array("i")
        x_offsets, y_offsets, at = array("i"), array("i"), array("i")
        run = line.runs
        run = run[0] if run != ffi.NULL else ffi.NULL
        while run != ffi.NULL:
            item, glyphs = run.data.item, run.data.glyphs
            run = run.next
            count = glyphs.num_glyphs
            words = array("i")
            words.frombytes(ffi.buffer(glyphs.glyphs, count * _WORDS_A_GLYPH * 4)[:])
            address = int(ffi.cast("uintptr_t", item.analysis.font))
            if address not in self._fonts:
                self._fonts[address] = item.analysis.font, layout
            if address not in fonts:
                fonts[address] = len(pointers)
                pointers.append(self._fonts[address][0])
            font.extend([fonts[address]] * count)
            ids.extend(word & 0xFFFFFFFF for word in words[0::_WORDS_A_GLYPH])
            widths.extend(words[1::_WORDS_A_GLYPH])
            x_offsets.extend(words[2::_WORDS_A_GLYPH])
            y_offsets.extend(words[3::_WORDS_A_GLYPH])
            offset = item.offset
            at.extend(places[offset + byte] for byte in ffi.unpack(glyphs.log_clusters, count))
        if before:
            for first in (font, widths, x_offsets, y_offsets, at):
                del first[0]
            del ids[0]
            at = array("i", (place - len(before) for place in at))
        if not text.isascii() and is_code(style):
            # Pango takes a blank from the font before it; in code it is as wide as a letter.
            blank = self.space(style).widths[0]
            for row, place in enumerate(at):
                if text[place] == " ":
                    widths[row] = blank
        if TABULAR in style["font_variant_numeric"] and text != _FIGURES:
            self._even(text, style, ids, widths, x_offsets, at)
        plain = not (any(x_offsets) or any(y_offsets) or any(glyph >= EMPTY for glyph in ids))
        return Glyphs(
            tuple(pointers),
            font,
            ids,
            widths,
            x_offsets,
            y_offsets,
            at,
            bool(line.resolved_dir % 2) or any(second < first for first, second in pairwise(at)),
            plain,
        )

    def _even(self, text: str, style: Any, *arrays: array[int]) -> None:
        """Give all figures the width of the widest, in which each stands in the middle.

        So they do in a font that has ``tnum``; Chinese fonts have it seldom.
        """
        ids, widths, x_offsets, at = arrays
        figures = self.shape(_FIGURES, style)
        widest = dict.fromkeys(figures.ids, max(figures.widths, default=0))
        for row, place in enumerate(at):
            if text[place] in _FIGURES and ids[row] in widest:
                more = widest[ids[row]] - widths[row]
                widths[row] += more
                x_offsets[row] += more // 2


def _joined(parts: list[tuple[int, Glyphs]]) -> Glyphs:
    """Return the glyphs of texts, each with its place in the whole, as those of one text."""
    fonts: list[Any] = []
    for _, glyphs in parts:
        fonts += [font for font in glyphs.fonts if font not in fonts]
    font, ids, widths = array("i"), array("I"), array("i")
    x_offsets, y_offsets, at = array("i"), array("i"), array("i")
    for start, glyphs in parts:
        font.extend(fonts.index(glyphs.fonts[number]) for number in glyphs.font)
        ids.extend(glyphs.ids)
        widths.extend(glyphs.widths)
        x_offsets.extend(glyphs.x_offsets)
        y_offsets.extend(glyphs.y_offsets)
        at.extend(start + place for place in glyphs.at)
    rtl = any(glyphs.rtl for _, glyphs in parts)
    plain = all(glyphs.plain for _, glyphs in parts)
    return Glyphs(tuple(fonts), font, ids, widths, x_offsets, y_offsets, at, rtl, plain)


def _looks(style: Any) -> tuple[Any, ...]:
    """Return all of a style that the shape of a text depends on."""
    font = line_break._font_style_cache_key(style, include_size=True)
    return font, is_code(style), *_SPACING(style)


def lead(text: str, language: str | None) -> str:
    """Return an ideograph to shape before marks with no letter before them, or "".

    Fonts have the marks of the mainland under the script of Han. Marks and numerals are of no
    script: after a word in another element they would be those of Hong Kong.
    """
    own = closest(language or "")
    if own is None or own.composition.forms is not Forms.CORNERED:
        return ""
    for character in text:
        if character.isalpha():
            return ""
        if is_wide(character) or _SHARED.match(character):
            return _IDEOGRAPH
    return ""


def _places(text: str) -> list[int]:
    """Return, for each byte of a text in UTF-8, the place of the character it belongs to."""
    if text.isascii():
        return list(range(len(text)))
    places: list[int] = []
    for place, character in enumerate(text):
        size = 1 if character < "\x80" else 2 if character < "\u0800" else 3
        places.extend([place] * (size + (character > "\uffff")))
    return places


def advances(text: str, glyphs: Glyphs) -> list[float]:
    """Return the advance of each character; that of a ligature counts for its first one."""
    result = [0.0] * len(text)
    for place, width in zip(glyphs.at, glyphs.widths, strict=True):
        result[place] += width * FROM_UNITS
    return result


def break_places(text: str, language: str | None) -> list[bool]:
    """Return where UAX 14 lets a line break: before each character, and at the end."""
    attributes = line_break.get_log_attrs(text, language)
    return [bool(attributes[place].is_line_break) for place in range(len(text) + 1)]
