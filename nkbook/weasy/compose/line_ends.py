"""Keeps the space or hyphen at the end of a line for programs that read the text, not the page.

A program that reads a tagged PDF gets one string of characters for each paragraph, so the last word
of a line and the first of the next must be separated in it (ISO 32000-1 §14.8.2.5). The space is
drawn after the line: it is blank, and programs that go by places ignore it.

Poppler and PDFium take a hyphen of the text at which a line is broken for one that divides a word,
and leave it out. Its glyph is made to represent itself and a soft hyphen: they leave out that. A
hyphen that is printed where a word is divided is not in the text: it represents a soft hyphen alone
(ISO 32000-1 §14.8.2.2.3), and all join the word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from weasyprint.layout import inline
from weasyprint.text.ffi import FROM_UNITS, pango

from nkbook.typesetting.hyphens.hyphenation import HYPHEN, SOFT_HYPHEN
from nkbook.weasy.compose.properties import is_code
from nkbook.weasy.compose.shaping import EMPTY, Shaper
from nkbook.weasy.ours import AFTER_LINE, book_fonts

_ZERO_WIDTH = "\u200b\u2060"  # let a line break or not, and show no glyph
_SPAN, _SPAN_CLOSES, _END_SPAN = b"/Span <</ActualText <", b">>> BDC", b"EMC"
# The last glyph shown, and what is before it: hexadecimal numbers, and gaps between them.
_LAST_GLYPH = re.compile(rb"\[(.*<[0-9a-f]*)([0-9a-f]{4}>[^<>]*)\] TJ", re.DOTALL)

_split_text_box = inline.split_text_box


def note_line_end(box: Any, text: str, place: int) -> None:
    """Note on the last text box of a line what is to be drawn after it for a break at ``place``."""
    before = text[:place].rstrip(_ZERO_WIDTH)
    if text[place : place + 1] == " " or before.endswith(" "):
        AFTER_LINE.put(box, " ")
    elif before.endswith(HYPHEN) and before[-2:-1].isalpha():
        AFTER_LINE.put(box, SOFT_HYPHEN)


def note_hyphen(box: Any) -> None:
    """Note on the last text box of a line that a hyphen is to be drawn after it."""
    AFTER_LINE.put(box, HYPHEN)


def end_line(stream: Any, textbox: Any, shaper: Shaper) -> None:
    """Draw what was noted on a text box, after its glyphs."""
    after = AFTER_LINE.get(textbox)
    if after is None:
        return
    if after == HYPHEN:
        stream.stream.append(actual_text(SOFT_HYPHEN))
        _show(stream, shaper.shape(HYPHEN, textbox.style), HYPHEN)
        stream.stream.append(_END_SPAN)
    elif after != " ":
        _put_after_last_glyph(stream, after)
    # A ragged line that WeasyPrint set is drawn with the space that it has removed.
    elif not textbox.pango_layout.text.endswith(" "):
        _show(stream, shaper.space(textbox.style), " ")


def split_text_box(
    context: Any, box: Any, available_width: Any, skip: Any, is_line_start: Any = True
) -> Any:
    """Split a text box at the end of its line, and note what falls between."""
    result = _split_text_box(context, box, available_width, skip, is_line_start)
    new_box, resume_at, _ = result
    if new_box is not None and resume_at and book_fonts(context) is not None:
        before = box.text.encode()[:resume_at].decode()
        if not new_box.text.endswith(" ") and not is_code(box.style):
            note_line_end(new_box, before, len(before))
    return result


def actual_text(text: str, marks: Mapping[int, str] = MappingProxyType({})) -> bytes:
    """Return the operator that begins a span that represents a text (ISO 32000-1 §14.9.4).

    At some places marks stand for the codes of characters that are not known yet.
    """
    codes = _code("\ufeff" + text)
    if marks:
        letters = (marks[at].encode() if at in marks else _code(one) for at, one in enumerate(text))
        codes = _code("\ufeff") + b"".join(letters)
    return _SPAN + codes + _SPAN_CLOSES


def _code(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


def _put_after_last_glyph(stream: Any, text: str) -> None:
    """Let the hyphen shown last represent itself and a text that is not shown."""
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
        actual_text(HYPHEN + text),
        b"[<" + glyph + b"] TJ",
        _END_SPAN,
    ]


def _show(stream: Any, glyphs: Any, character: str) -> None:
    """Show a glyph at the pen's place: that of a character."""
    glyph = glyphs.ids[0]
    if glyph == EMPTY:
        return
    font, size = stream.add_font(glyphs.fonts[0])
    font.to_unicode.setdefault(glyph, character)
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(
            glyphs.fonts[0], glyph, stream.ink_rect, stream.logical_rect
        )
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    stream.set_font_size(font.hash, size)
    stream.show_text(f"<{glyph:04x}>")
