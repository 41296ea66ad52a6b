"""Keeps the word space that the end of a line takes the place of, for those who can't see the line.

Whoever reads a tagged PDF gets one string of characters a paragraph, so the last word of a line and
the first of the next must be parted in it (ISO 32000-1 §14.8.2.5). The space is drawn after the
line: it is blank, and readers that look at places pass over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.draw import text as draw
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import FROM_UNITS, pango

from nkbook.weasy.patches import replaced
from nkbook.weasy.shaping import EMPTY

_remove_last_whitespace = inline.remove_last_whitespace
_split_text_box = inline.split_text_box


def keep(box: Any) -> None:
    """Have a space drawn after a text box, the last of its line."""
    box.nkbook_space = True


@contextmanager
def installed() -> Iterator[None]:
    """Replace WeasyPrint's functions for the time of the block."""
    inner = draw.draw_first_line

    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any
    ) -> Any:
        emojis = inner(stream, textbox, text_overflow, block_ellipsis, matrix)
        composition = getattr(textbox.style.font_config, "composition", None)
        # A ragged line that WeasyPrint set is drawn with the space that it has removed.
        drawn = textbox.pango_layout.text.endswith(" ")
        if composition is not None and getattr(textbox, "nkbook_space", False) and not drawn:
            _show(stream, composition.shaper.space(textbox.style))
        return emojis

    layout: dict[str, Callable[..., Any]] = {
        "remove_last_whitespace": remove_last_whitespace,
        "split_text_box": split_text_box,
    }
    with replaced(inline, layout), replaced(draw, {"draw_first_line": draw_first_line}):
        yield


def remove_last_whitespace(context: Any, line: Any) -> None:
    """Remove the spaces at the end of a line, and remember that there were any."""
    box = line
    while isinstance(box, boxes.LineBox | boxes.InlineBox) and box.children:
        box = box.children[-1]
    ended = isinstance(box, boxes.TextBox) and box.text.endswith(" ")
    _remove_last_whitespace(context, line)
    if ended and not box.text.endswith(" "):
        keep(box)


def split_text_box(
    context: Any, box: Any, available_width: Any, skip: Any, is_line_start: Any = True
) -> Any:
    """Split a text box at the end of its line, and remember a space that falls between."""
    result = _split_text_box(context, box, available_width, skip, is_line_start)
    new_box, resume_at, _ = result
    if new_box is not None and resume_at:
        before = box.text.encode()[:resume_at]
        if before.endswith(b" ") and not new_box.text.endswith(" "):
            keep(new_box)
    return result


def _show(stream: Any, space: Any) -> None:
    """Show the glyph of a space at the pen's place."""
    glyph = space.ids[0]
    if glyph == EMPTY:
        return
    font, size = stream.add_font(space.fonts[0])
    font.to_unicode.setdefault(glyph, " ")
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(
            space.fonts[0], glyph, stream.ink_rect, stream.logical_rect
        )
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    stream.set_font_size(font.hash, size)
    stream.show_text(f"<{glyph:04x}>")
