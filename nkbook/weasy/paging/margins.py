"""Drops a block's top margin at the head of a page, as CSS Fragmentation 3 §5.2 asks.

WeasyPrint 70 does so only for children of the root element and where margins adjoin, and it takes
every page with a name for one that begins after a forced break, where margins stay. So a heading
that goes over to a new page would be lower than the first line.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import block

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
    return _upstream(
        context, box, bottom_space, skip_stack, containing_block, page_is_empty,
        absolute_boxes, fixed_boxes, adjoining_margins, *rest, **options,
    )  # fmt: skip
