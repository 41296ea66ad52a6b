"""Draws the text of a box: what composition has set by its glyphs, the rest as WeasyPrint does."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from weasyprint.draw import text as draw
from weasyprint.text import line_break

from nkbook.weasy.compose.composition import composition_of
from nkbook.weasy.compose.drawing.writer import Writer
from nkbook.weasy.compose.line_ends import end_line
from nkbook.weasy.compose.properties import is_code
from nkbook.weasy.compose.reader import Piece
from nkbook.weasy.compose.set_text import SetText
from nkbook.weasy.compose.shaping import UNKNOWN, lead
from nkbook.weasy.numbers import OpenFigure, OpenNumbers

_draw_first_line = draw.draw_first_line


def draw_first_line(
    stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any
) -> Any:
    """Draw a text and what its line ends with; return its emojis."""
    emojis = _draw(stream, textbox, text_overflow, block_ellipsis, matrix)
    if (composition := composition_of(textbox.style)) is not None:
        end_line(stream, textbox, composition.shaper)
    return emojis


def _draw(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> Any:
    """Draw a set text, or any other as WeasyPrint does; return its emojis, of which it has none."""
    text = textbox.pango_layout
    composition = composition_of(textbox.style)
    numbers = composition.numbers if composition is not None else OpenNumbers()
    mark = None if isinstance(text, SetText) else _mark_of_drawing(textbox)
    if mark is not None:
        text = mark
    elif not isinstance(text, SetText):
        numbers.fail(textbox)
        return _draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    elif not textbox.text.strip() and not is_code(textbox.style):
        return []
    fonts = [stream.add_font(font) for font in text.glyphs.fonts]
    special = any(font.bitmap or font.svg or font.png or font.colr for font, _ in fonts)
    if special or text_overflow == "ellipsis" or block_ellipsis != "none" or _lacks(text.glyphs):
        numbers.fail(textbox)
        layout = line_break.create_layout(textbox.text, textbox.style, None, None, 0)
        layout.max_width = textbox.width
        textbox.pango_layout = layout
        return _draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    left: Mapping[int, OpenFigure] = {}
    if mark is None and composition is not None:
        left = numbers.rows(textbox, text, composition.shaper)
    Writer(stream, text, fonts, numbers, left).write()
    return []


def _mark_of_drawing(textbox: Any) -> SetText | None:
    """Return a mark in a drawing as it is among Chinese, None for any other text.

    WeasyPrint shapes the text of drawings letter by letter: marks alone have another region's form.
    """
    composition = composition_of(textbox.style)
    text = textbox.pango_layout.text
    if composition is None or len(text) != 1 or not lead(text, textbox.style["lang"]):
        return None
    box, shaper = SimpleNamespace(text=text, style=textbox.style), composition.shaper
    piece = Piece(box, 0, 1, (), (), shaper.shape(text, textbox.style), None)
    return SetText(shaper, piece, 0, 1)


def _lacks(glyphs: Any) -> bool:
    return not glyphs.plain and any(glyph & UNKNOWN for glyph in glyphs.ids)
