"""Sets a planned line: distributes its gaps among its boxes, and puts them on one baseline."""

from __future__ import annotations

from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes

from nkbook.typesetting.paragraph import Setting
from nkbook.weasy.compose.interlinear import ruby
from nkbook.weasy.compose.plan import Plan
from nkbook.weasy.compose.reader import WRAPPING, is_raised
from nkbook.weasy.compose.set_text import SetText


def set_line(line: Any, plan: Plan, *, last: bool) -> float:
    """Set a line to its plan's measure; return how far it is to be moved right, in CSS pixels.

    ``last`` says that the line ends a paragraph or is followed by a forced break.
    """
    style = line.style
    align = style["text_align_all"]
    if last and style["text_align_last"] != "auto":
        align = style["text_align_last"]
    elif last and align == "justify":
        align = "start"
    fill = align == "justify" and not plan.casting.has_leader and style["white_space"] in WRAPPING
    setting = plan.casting.paragraph.set(plan.line, plan.measure, fill=fill)
    _Setter(plan, setting).set(line)
    if plan.casting.has_leader and line.children:
        # WeasyPrint lengthens the leader by what the boxes leave of the line.
        line.children[0].margin_right -= setting.lead
    if align == "center":
        return float(setting.rest / 2)
    return float(setting.rest) if align in ("end", "right") else 0.0


class _Setter:
    """Moves the boxes of a line apart, and puts them on its baseline."""

    def __init__(self, plan: Plan, setting: Setting) -> None:
        self._plan = plan
        self._gaps = setting.gaps
        self._shift = -setting.lead
        self._pending = 0.0  # the gap after the last character, which belongs to no box
        self._next = plan.line.start
        self._last: Any = None  # the text box before, to which extraction joins the next

    def set(self, line: Any) -> None:
        """Set all boxes of a line."""
        metrics = self._plan.shaper.metrics(line.style)
        self._inside(line, (metrics.line_height, metrics.baseline, line.style["font_size"]))
        line.width += self._shift

    def _inside(self, parent: Any, strut: tuple[float, float, float]) -> None:
        for child in parent.children:
            if not child.is_in_normal_flow():
                continue
            self._shift += self._pending
            self._pending = 0.0
            if isinstance(child, boxes.TextBox):
                child.position_x += self._shift
                self._join(child)
                self._text(child)
                _hold(child, strut)
            elif isinstance(child, boxes.InlineBox) and not child.is_leader:
                child.position_x += self._shift
                start = self._shift
                inner = _inner(child, strut)
                self._inside(child, inner)
                _hold(child, inner)
                child.width += self._shift - start
            else:
                child.translate(self._shift, 0)
                self._take(1)
                ruby.place(child, *strut[:2])
                if _has_text(child):
                    self._last = None

    def _join(self, box: Any) -> None:
        """Note on the text before how far this one is, so that no reader sees a space there."""
        if self._last is not None:
            before = self._last
            gap = box.position_x - before.position_x - before.width
            text = box.pango_layout
            behind = -gap >= before.pango_layout.advance(len(before.text) - 1)
            if not (behind and isinstance(text, SetText) and text.lead(gap)):
                before.pango_layout.tail = gap
        self._last = box if isinstance(box.pango_layout, SetText) else None

    def _text(self, box: Any) -> None:
        text = box.pango_layout
        if not isinstance(text, SetText):
            return
        count = text.end - text.start
        gaps = self._take(count)
        text.gaps = gaps
        inside = sum(gaps)
        box.width += inside
        self._shift += inside

    def _take(self, count: int) -> list[float]:
        """Return the gaps inside the next ``count`` characters; the one after them is pending."""
        place = self._next - self._plan.line.start
        self._next += count
        gaps = self._gaps[place : place + count]
        self._pending = gaps.pop() if len(gaps) == count else 0.0
        return gaps


def _has_text(box: Any) -> bool:
    return isinstance(box, boxes.ParentBox) and any(
        isinstance(descendant, boxes.TextBox) for descendant in box.descendants()
    )


def _inner(box: Any, strut: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return the height, baseline and font size that text inside an inline box is held to."""
    _, _, em = strut
    if is_raised(box):
        return 0.0, 0.0, inf  # it must not move the line, whatever its own line-height
    if box.style["vertical_align"] != "baseline":
        return -1.0, 0.0, em  # left as it is
    return strut


def _hold(box: Any, strut: tuple[float, float, float]) -> None:
    """Give a box the line's height and baseline, so that no font makes a line higher.

    Larger text than the line's own keeps its height.
    """
    height, baseline, em = strut
    if height < 0 or box.style["font_size"] > em * 1.001:
        return
    down = baseline - box.baseline
    box.margin_bottom += height - box.margin_height() - down
    box.margin_top += down
    box.baseline = baseline
