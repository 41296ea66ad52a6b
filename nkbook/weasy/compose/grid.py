"""Puts the lines of the text on one grid of baselines, whatever is between them.

A line that is as high as a line of the root element, in an element with ``--grid: on``, begins a
whole number of lines below the top of its page's text block: after a picture or a table it moves
down to the next such place (CLREQ §2.3.3, CSS Line Grid 1). One that a formula makes higher stands
in the middle of the lines of the grid that it takes. Lines of other heights stay as they are.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from weasyprint.layout import inline

from nkbook.weasy.compose.composition import Composition, composition_of
from nkbook.weasy.compose.properties import custom_property
from nkbook.weasy.ours import TRIAL

_get_next_linebox = inline.get_next_linebox

_SAME = 0.01  # pixels
_ON_THE_LINE = 0.05  # of a line: positions are sums of many numbers


def get_next_linebox(  # noqa: PLR0913 — WeasyPrint's signature
    context: Any,
    linebox: Any,
    position_y: Any,
    bottom_space: Any,
    skip_stack: Any,
    containing_block: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
    first_letter_style: Any,
    first_line_style: Any,
) -> Any:
    """Lay out the next line, from the next line of the grid on if it is a line of the text."""
    composition = composition_of(linebox.style)
    # While another line is being laid out, this one is inside it: not a line of the text.
    is_on = composition is not None and not composition.plans and is_on_grid(linebox.style)
    if composition is not None and is_on:
        position_y = _snap(composition, context, linebox.style, position_y)

    def lay_out() -> Any:
        return _get_next_linebox(
            context, linebox, position_y, bottom_space, skip_stack, containing_block,
            absolute_boxes, fixed_boxes, first_letter_style, first_line_style,
        )  # fmt: skip

    trial = TRIAL.get(context)
    if trial is None or is_on or composition is None or composition.plans or first_letter_style:
        line, resume_at = lay_out()
    else:
        line, resume_at = trial.next_line(
            context, linebox, position_y, skip_stack, containing_block,
            (absolute_boxes, fixed_boxes), lay_out,
        )  # fmt: skip
    if composition is not None and is_on and line is not None:
        line.translate(0, _middle(composition, linebox.style, line.height))
    return line, resume_at


def _middle(composition: Composition, style: Any, height: float) -> float:
    """Return how far a line higher than one of the grid moves down, in CSS pixels.

    A formula makes it so; it then stands in the middle of the lines of the grid that it takes, for
    the next line begins below them.
    """
    metrics = composition.shaper.metrics
    pitch = metrics(style.root_style or style).line_height
    over = height - pitch
    if over <= _SAME or pitch <= 0 or abs(metrics(style).line_height - pitch) > _SAME:
        return 0.0
    return float((ceil(height / pitch - _ON_THE_LINE) * pitch - height) / 2)


def is_on_grid(style: Any) -> bool:
    """Return True if the custom property ``--grid`` is "on"."""
    return custom_property(style, "grid") == "on"


def below_grid(composition: Composition, context: Any, style: Any, position_y: float) -> float:
    """Return how far a place is above the next line of the grid, in CSS pixels; 0 on one."""
    pitch = composition.shaper.metrics(style.root_style or style).line_height
    if pitch <= 0:
        return 0.0
    top = context.current_footnote_area.page.content_box_y()
    lines = (position_y - top) / pitch
    return float(max(0.0, (ceil(lines - _ON_THE_LINE) - lines) * pitch))


def _snap(composition: Composition, context: Any, style: Any, position_y: float) -> float:
    """Return the first place on the grid that is not above ``position_y``, in CSS pixels."""
    root = composition.shaper.metrics(style.root_style or style)
    own = composition.shaper.metrics(style)
    pitch = root.line_height
    if abs(own.line_height - pitch) > _SAME or pitch <= 0:
        return position_y
    # Baselines meet: smaller text is a little lower in a line of the same height.
    top = context.current_footnote_area.page.content_box_y() + root.baseline - own.baseline
    return float(top + ceil((position_y - top) / pitch - _ON_THE_LINE) * pitch)
