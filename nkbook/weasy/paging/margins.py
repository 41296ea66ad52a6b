"""Drops a block's top margin at the head of a page, as CSS Fragmentation 3 §5.2 asks.

WeasyPrint 70 does so only for children of the root element and where margins adjoin, and it takes
every page with a name for one that begins after a forced break, where margins stay. So a heading
that goes over to a new page would stand lower than the first line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from weasyprint.layout import block

from nkbook.weasy.reading.fonts import BookFonts

_original = block.block_level_layout


@contextmanager
def installed() -> Iterator[None]:
    """Replace WeasyPrint's function for the time of the block."""
    before = block.block_level_layout
    block.block_level_layout = block_level_layout
    try:
        yield
    finally:
        block.block_level_layout = before


@wraps(_original, assigned=())  # for the guards to see the signature
def block_level_layout(  # noqa: PLR0913 — as upstream declares it
    context: Any,
    box: Any,
    bottom_space: Any,
    skip_stack: Any,
    containing_block: Any,
    page_is_empty: Any = True,
    absolute_boxes: Any = None,
    fixed_boxes: Any = None,
    adjoining_margins: Any = None,
    first_letter_style: Any = None,
    first_line_style: Any = None,
    discard: Any = False,
    max_lines: Any = None,
) -> Any:
    """Lay out a block; at the head of a page it finds a margin of nothing to adjoin."""
    if page_is_empty and isinstance(context.font_config, BookFonts):
        adjoining_margins = adjoining_margins or [0]
        _, next_page, *_ = context.page_maker[context.current_page - 1]
        context.forced_break = next_page["break"] != "any"
    return _original(
        context,
        box,
        bottom_space,
        skip_stack,
        containing_block,
        page_is_empty,
        absolute_boxes,
        fixed_boxes,
        adjoining_margins,
        first_letter_style,
        first_line_style,
        discard,
        max_lines,
    )
