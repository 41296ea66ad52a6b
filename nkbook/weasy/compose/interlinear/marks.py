"""Draws interlinear marks: under names and titles, and dots of emphasis (CLREQ §3.1.4, §3.3).

The custom property ``--mark`` asks for them: ``name`` (專名號, a line), ``book`` (書名號乙式, a
wave), ``dots`` (着重號), ``line`` (an underline). They are drawn below the text and take no room in
it, so lines stay where they are; the marks of two neighbours are separated, but for underlines.
"""

from __future__ import annotations

from typing import Any

import weasyprint.draw
from weasyprint.draw.color import get_color

from nkbook.typesetting.characters import is_han
from nkbook.weasy.compose.composition import composition_of
from nkbook.weasy.compose.properties import custom_property
from nkbook.weasy.compose.set_text import SetText

_draw_text = weasyprint.draw.draw_text

# All in em.
_BELOW = 0.21  # from the baseline to the middle of a line or wave
_INSET = 0.09  # what separates the marks of neighbours
_THICKNESS = 0.05
_HALF_WAVE = 0.18
_AMPLITUDE = 0.06
_DOT_BELOW = 0.30
_DOT_RADIUS = 0.07
_ROUND = 0.5523  # of a circle's radius: the handles of its four Bézier curves


def draw_text(
    stream: Any, textbox: Any, offset_x: Any, text_overflow: Any, block_ellipsis: Any
) -> None:
    """Draw a text box, and its mark if it has one."""
    _draw_text(stream, textbox, offset_x, text_overflow, block_ellipsis)
    if composition_of(textbox.style) is None or not isinstance(textbox.pango_layout, SetText):
        return
    mark = custom_property(textbox.style, "mark")
    if mark not in _MARKS or textbox.style["visibility"] != "visible":
        return
    color = get_color(textbox.style, "color")
    with stream.stacked():
        stream.set_color(color)
        stream.set_color(color, stroke=True)
        _MARKS[mark](stream, textbox, textbox.style["font_size"])


def _line(stream: Any, box: Any, em: float, inset: float = _INSET) -> None:
    """Draw a line under a name."""
    y = box.position_y + box.baseline + _BELOW * em
    stream.set_line_width(_THICKNESS * em)
    stream.move_to(box.position_x + inset * em, y)
    stream.line_to(box.position_x + box.width - inset * em, y)
    stream.stroke()


def _underline(stream: Any, box: Any, em: float) -> None:
    """Draw a line under any words, which goes on under what follows."""
    _line(stream, box, em, inset=0)


def _wave(stream: Any, box: Any, em: float) -> None:
    """Draw a wave under a title, in whole waves from end to end."""
    y = box.position_y + box.baseline + _BELOW * em
    x = box.position_x + _INSET * em
    width = box.width - 2 * _INSET * em
    halves = max(2, 2 * round(width / (2 * _HALF_WAVE * em)))
    step, height = width / halves, _AMPLITUDE * em * 2
    stream.set_line_width(_THICKNESS * em)
    stream.move_to(x, y)
    for number in range(halves):
        up = height if number % 2 else -height
        stream.curve_to(x + step * 0.36, y + up, x + step * 0.64, y + up, x + step, y)
        x += step
    stream.stroke()


def _dots(stream: Any, box: Any, em: float) -> None:
    """Draw a dot under each ideograph, and none under marks and Latin."""
    text = box.pango_layout
    y, x = box.position_y + box.baseline + _DOT_BELOW * em, box.position_x
    r = _DOT_RADIUS * em
    k = _ROUND * r
    for place, character in enumerate(text.text):
        advance = text.advance(place)
        if is_han(character):
            middle = x + advance / 2
            stream.move_to(middle - r, y)
            stream.curve_to(middle - r, y - k, middle - k, y - r, middle, y - r)
            stream.curve_to(middle + k, y - r, middle + r, y - k, middle + r, y)
            stream.curve_to(middle + r, y + k, middle + k, y + r, middle, y + r)
            stream.curve_to(middle - k, y + r, middle - r, y + k, middle - r, y)
        x += advance + (text.gaps[place] if place < len(text.gaps) else 0.0)
    stream.fill()


_MARKS = {"name": _line, "book": _wave, "dots": _dots, "line": _underline}
