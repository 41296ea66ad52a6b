"""Makes one page of a book: with what is left of the notes of the page before, and filled.

Where text would end early, paragraphs of other lengths are tried first, then white above headings.
"""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import page as page_layout

from nkbook.weasy.facts import PLATE
from nkbook.weasy.ours import book_fonts
from nkbook.weasy.paging import filling, floats, speed
from nkbook.weasy.paging.lengths import choosing
from nkbook.weasy.paging.lengths.order import order_of
from nkbook.weasy.paging.notes import splitting

_make_page = page_layout.make_page


def make_page(  # noqa: PLR0913 — WeasyPrint's signature
    context: Any, root_box: Any, page_type: Any, resume_at: Any, page_number: Any, page_state: Any
) -> Any:
    """Make a page; return it, where the text goes on, and what the next begins with."""

    def make() -> Any:
        return _make_page(context, root_box, page_type, resume_at, page_number, page_state)

    if book_fonts(context) is None:
        return make()
    order_of(context).begin(page_number)
    is_plate = page_type.name == PLATE
    splitting.take_over(context, page_number, root_box, waits=is_plate)
    page, resume_at, next_page = speed.make_page(make, context, page_number)
    floats.put_at_foot(context, page)
    filling.fill(page, resume_at, next_page)
    return page, resume_at, splitting.hand_over(context, next_page, waited=is_plate)


def block_level_layout(
    context: Any,
    box: Any,
    bottom_space: Any,
    skip_stack: Any,
    containing_block: Any,
    *rest: Any,
    **options: Any,
) -> Any:
    """Lay out the text of a page, its notes or its other areas."""

    def lay() -> Any:
        return splitting.block_level_layout(
            context, box, bottom_space, skip_stack, containing_block, *rest, **options
        )

    is_text = not isinstance(box, boxes.FootnoteAreaBox) and box.element_tag != "@note-area"
    if book_fonts(context) is None or not is_text:
        return lay()
    return choosing.lay_out(context, containing_block, box, lay, rest)
