"""Says at the head of a column or page what goes on there: 亞美尼亞（續） in the index, 表三（續）.

An entry of the index with entries under it, or a table with a caption, may begin on the page or in
the column before (Chicago Manual of Style 16.144; CLREQ §6.5.3 for tables). ``data-continued`` of
``li`` and ``table`` has the words. They are a line of their own, repeated and no part of the text.
"""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import block

from nkbook.weasy.ours import CONTINUED, book_fonts

_block_box_layout = block.block_box_layout
_NEVER = float("-inf")
_LISTS = ("ul", "ol")


def block_box_layout(
    context: Any,
    box: Any,
    bottom_space: Any,
    skip_stack: Any,
    containing_block: Any,
    *rest: Any,
    **options: Any,
) -> Any:
    """Lay out a block, below the words that say what it continues."""

    def lay() -> Any:
        return _block_box_layout(
            context, box, bottom_space, skip_stack, containing_block, *rest, **options
        )

    words = _words(box, skip_stack) if skip_stack and book_fonts(context) else None
    if not words:
        return lay()
    top = box.position_y
    mark = _mark(context, box, words, containing_block)
    box.position_y = top + mark.margin_height()
    made, *more = lay()
    box.position_y = top
    if made is not None:
        made.position_y = top
        made.height += mark.margin_height()
        made.children = [mark, *made.children]
    return made, *more


def _words(box: Any, skip_stack: Any) -> str | None:
    """Return what is to be said above a block that goes on; None if nothing."""
    if box.element is None or box.element_tag not in ("li", "table"):
        return None
    ((index, below),) = skip_stack.items()
    if below is None or index >= len(box.children):
        return None
    child = box.children[index]
    goes_on = child.element_tag in _LISTS or (box.is_table_wrapper and _has_rows(child))
    return box.element.get("data-continued") if goes_on else None


def _has_rows(box: Any) -> bool:
    return isinstance(box, boxes.TableBox)


def _mark(context: Any, box: Any, words: str, containing_block: Any) -> Any:
    """Return a line with words, laid out at the place of a block, in the style of its title."""
    caption = next((one for one in box.children if one.element_tag == "caption"), box)
    mark = boxes.BlockBox(CONTINUED, caption.style.copy(), box.element, [])
    mark.children = [boxes.TextBox.anonymous_from(mark, words)]
    mark = build.create_anonymous_boxes(mark)
    mark.position_x, mark.position_y = containing_block.content_box_x(), box.position_y
    return block.block_level_layout(context, mark, _NEVER, None, containing_block)[0]
