"""Drops a block's top margin at the head of a page, as CSS Fragmentation 3 §5.2 asks.

WeasyPrint 70 does so only for children of the root element and where margins adjoin, and it takes
every page with a name for one that begins after a forced break, where margins stay. So a heading
that goes over to a new page would be lower than the first line.

Puts what is left of a line of the grid above a heading, where it would be below: after a figure or
a table of any height, a heading belongs to the text that follows it.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import block

from nkbook.model.elements import HEADINGS
from nkbook.weasy.compose.composition import composition_of
from nkbook.weasy.compose.grid import below_grid
from nkbook.weasy.compose.properties import custom_property
from nkbook.weasy.ours import book_fonts

_upstream = block.block_level_layout


def block_level_layout(  # noqa: PLR0913 — WeasyPrint's signature
    context: Any,
    box: Any,
    bottom_space: Any,
    skip_stack: Any,
    containing_block: Any,
    page_is_empty: Any = True,
    absolute_boxes: Any = None,
    fixed_boxes: Any = None,
    adjoining_margins: Any = None,
    *rest: Any,
    **options: Any,
) -> Any:
    """Lay out a block; at the head of a page it finds a margin of 0 to adjoin."""
    if page_is_empty and book_fonts(context) is not None:
        adjoining_margins = adjoining_margins or [0]
        _, next_page, *_ = context.page_maker[context.current_page - 1]
        context.forced_break = next_page["break"] != "any"
    result = _upstream(
        context, box, bottom_space, skip_stack, containing_block, page_is_empty,
        absolute_boxes, fixed_boxes, adjoining_margins, *rest, **options,
    )  # fmt: skip
    made, resume_at, *_ = result
    if (
        made is not None
        and resume_at is None
        and not page_is_empty
        and box.element_tag in HEADINGS
        and custom_property(box.style, "settled") == "on"
    ):
        _settle(context, made, bottom_space)
    return result


def _settle(context: Any, heading: Any, bottom_space: float) -> None:
    """Move a heading down so that the white below it ends on the grid, if the page has room."""
    composition = composition_of(context)
    if composition is None:
        return
    bottom = heading.border_box_y() + heading.border_height() + heading.margin_bottom
    down = below_grid(composition, context, heading.style, bottom)
    if down and not context.overflows_page(bottom_space, bottom + down):
        heading.translate(0, down)
