"""Keeps the space or hyphen at the end of a line for those who can't see the line.

Whoever reads a tagged PDF gets one string of characters a paragraph, so the last word of a line and
the first of the next must be parted in it (ISO 32000-1 §14.8.2.5). The space is drawn after the
line: it is blank, and readers that look at places pass over it.

A hyphen of the text after which the line breaks is taken for one that parts a word, and left out,
by poppler and by PDFium. Its glyph is made to stand for itself and a soft hyphen: that they leave
out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.draw import text as draw
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import FROM_UNITS, pango

from nkbook.weasy.compose.shaping import EMPTY
from nkbook.weasy.patches import replaced

_HYPHEN = "-"
_ZERO_WIDTH = "\u200b\u2060"  # let a line break or not, and show no glyph
_SOFT_HYPHEN = "\xad"
_SPAN, _SPAN_CLOSES, _END_SPAN = b"/Span <</ActualText <", b">>> BDC", b"EMC"
# The last glyph shown, and what is before it: hexadecimal numbers, and gaps between them.
_LAST_GLYPH = re.compile(rb"\[(.*<[0-9a-f]*)([0-9a-f]{4}>[^<>]*)\] TJ", re.DOTALL)

_remove_last_whitespace = inline.remove_last_whitespace
_split_text_box = inline.split_text_box


def keep(box: Any, text: str, place: int) -> None:
    """Have drawn after a text box, the last of its line, what a break at ``place`` needs."""
    before = text[:place].rstrip(_ZERO_WIDTH)
    if text[place : place + 1] == " " or before.endswith(" "):
        box.nkbook_after = " "
    elif before.endswith(_HYPHEN) and before[-2:-1].isalpha():
        box.nkbook_after = _SOFT_HYPHEN


@contextmanager
def installed() -> Iterator[None]:
    """Replace WeasyPrint's functions for the time of the block."""
    inner = draw.draw_first_line

    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any
    ) -> Any:
        emojis = inner(stream, textbox, text_overflow, block_ellipsis, matrix)
        composition = getattr(textbox.style.font_config, "composition", None)
        after = getattr(textbox, "nkbook_after", None)
        if composition is None or after is None:
            return emojis
        if after != " ":
            _put_after_last_glyph(stream, after)
        # A ragged line that WeasyPrint set is drawn with the space that it has removed.
        elif not textbox.pango_layout.text.endswith(" "):
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
        keep(box, " ", 0)


def split_text_box(
    context: Any, box: Any, available_width: Any, skip: Any, is_line_start: Any = True
) -> Any:
    """Split a text box at the end of its line, and remember what falls between."""
    result = _split_text_box(context, box, available_width, skip, is_line_start)
    new_box, resume_at, _ = result
    if new_box is not None and resume_at:
        before = box.text.encode()[:resume_at].decode()
        if not new_box.text.endswith(" "):
            keep(new_box, before, len(before))
    return result


def actual_text(text: str) -> bytes:
    """Return the operator that begins a span that stands for a text (ISO 32000-1 §14.9.4)."""
    return _SPAN + _code("\ufeff" + text) + _SPAN_CLOSES


def _code(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


def _put_after_last_glyph(stream: Any, text: str) -> None:
    """Let the hyphen shown last stand for itself and a text that is not shown."""
    operators = stream.stream
    if operators[-1] == _END_SPAN:
        place = len(operators) - 1
        while not (isinstance(operators[place], bytes) and operators[place].startswith(_SPAN)):
            place -= 1
        operators[place] = operators[place].replace(_SPAN_CLOSES, _code(text) + _SPAN_CLOSES)
        return
    last = _LAST_GLYPH.fullmatch(operators[-1]) if isinstance(operators[-1], bytes) else None
    if last is None:
        return  # not text: a picture of a glyph
    before, glyph = last.groups()
    operators[-1:] = [
        b"[" + before + b">] TJ",
        actual_text(_HYPHEN + text),
        b"[<" + glyph + b"] TJ",
        _END_SPAN,
    ]


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
