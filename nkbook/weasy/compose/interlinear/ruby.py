"""Places ruby: pinyin above its base, bopomofo at its right (CLREQ §3.3.4, JLREQ on mono ruby).

A ``ruby`` element is an inline-block with ``--ruby: above`` or ``right`` that holds the base and,
after it, ``rt`` as a block; so the text is read in its order. Here ``rt`` goes to its place and the
whole gets the height of its line, so that lines stay where they are.
"""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure import boxes

from nkbook.weasy.compose.properties import custom_property, is_ruby

# In em of the base: the em box reaches from 0.88 above the baseline to 0.12 below (OpenType idtp).
_TOP, _BOTTOM = 0.88, 0.12
_CLEAR = 0.06  # between the em box and what is above or next to it
_PINYIN_DESCENT = 0.24  # of ruby's own em, below its baseline


def place(box: Any, height: float, baseline: float) -> None:
    """Put the ruby of an inline-block in place, and make the block as high as its line.

    ``height`` and ``baseline`` are those of the line, in CSS pixels. Does nothing to others.
    """
    if not is_ruby(box.style):
        return
    base, ruby = _lines(box)
    if base is None or not ruby:
        return
    em = box.style["font_size"]
    floor = base.position_y + base.baseline
    if custom_property(box.style, "ruby") == "above":
        _above(base, ruby, floor - (_TOP + _CLEAR) * em)
    else:
        _beside(base, ruby, floor - (_TOP - _BOTTOM) / 2 * em, em)
    _hold(box, floor, height, baseline)


def _lines(box: Any) -> tuple[Any, list[Any]]:
    """Return the line of the base and those of its ruby."""
    base, ruby = None, []
    for descendant in box.descendants():
        if isinstance(descendant, boxes.LineBox):
            if (descendant.element_tag or "").startswith("rt"):
                ruby.append(descendant)
            elif base is None:
                base = descendant
    return base, ruby


def _above(base: Any, ruby: list[Any], bottom: float) -> None:
    for line in ruby:
        down = bottom - _PINYIN_DESCENT * line.style["font_size"] - line.position_y - line.baseline
        left = base.position_x + _ink(base) / 2 - line.position_x - _ink(line) / 2
        line.translate(left + _start(base), down)


def _beside(base: Any, ruby: list[Any], middle: float, em: float) -> None:
    size = ruby[0].style["font_size"]
    # A light tone (˙) is above the column without counting for its middle.
    rows = [line for line in ruby if _text(line) != "˙"]
    top = middle - size * len(rows) / 2 - size * (len(ruby) - len(rows))
    for number, line in enumerate(ruby):
        floor = top + size * (number + _TOP)
        x = base.position_x + _start(base) + _ink(base) + _CLEAR * em
        line.translate(x - line.position_x, floor - line.position_y - line.baseline)


def _start(line: Any) -> float:
    first = next((child for child in line.children if child.is_in_normal_flow()), line)
    return float(first.position_x - line.position_x)


def _ink(line: Any) -> float:
    texts = [child for child in line.descendants() if isinstance(child, boxes.TextBox)]
    return float(max(b.position_x + b.width for b in texts) - min(b.position_x for b in texts))


def _text(line: Any) -> str:
    return "".join(box.text for box in line.descendants() if isinstance(box, boxes.TextBox))


def _hold(box: Any, floor: float, height: float, baseline: float) -> None:
    """Give the block the line's height and baseline, its contents staying where they are."""
    top = floor - baseline
    box.margin_top += box.position_y - top
    box.position_y = top
    box.margin_bottom += height - box.margin_height()
    box.baseline = baseline
