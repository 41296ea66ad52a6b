"""Begins a section's first page where it is in the book."""

from __future__ import annotations

from typing import Any

import weasyprint.layout
from weasyprint.css import StyleFor
from weasyprint.layout.block import block_level_page_break
from weasyprint.layout.page import PageType

from nkbook.weasy.ours import book_fonts
from nkbook.weasy.sections.state import Laying

_initialize_page_maker = weasyprint.layout.initialize_page_maker
_add_page_declarations = StyleFor.add_page_declarations


class _InBook(PageType):  # type: ignore[misc]
    """A kind of page by its number in the book, which is none of the section's."""

    __slots__ = ()
    __eq__ = object.__eq__
    __hash__ = object.__hash__


def initialize_page_maker(laying: Laying, context: Any, root_box: Any) -> None:
    """Begin on the section's side, and after a page break unless it is the first of the book."""
    _initialize_page_maker(context, root_box)
    if book_fonts(context) is not laying.fonts:
        return
    laying.context = context
    laying.begins = _begins(root_box)
    resume_at, next_page, _, page_state, remake_state = context.page_maker[0]
    side = laying.section.side
    if laying.section.before:
        next_page = {**next_page, "break": side}
    context.page_maker[0] = resume_at, next_page, side == "right", page_state, remake_state


def _begins(root_box: Any) -> str:
    """Return the page break that is asked for before the section."""
    body = root_box.children[-1]
    sections = [child for child in body.children if child.is_in_normal_flow()]
    nothing = root_box.anonymous_from(root_box, [])
    return str(block_level_page_break(nothing, sections[-1])) if sections else "auto"


def add_page_declarations(laying: Laying, style_for: Any, page_type: Any) -> None:
    """Find the rules for a kind of page by its number in the book."""
    if book_fonts(style_for) is not laying.fonts or not laying.section.before:
        _add_page_declarations(style_for, page_type)
        return
    cascaded = style_for.get_cascaded_styles()
    in_book = _InBook(*page_type)
    in_book = in_book._replace(index=page_type.index + laying.section.before)
    _add_page_declarations(style_for, in_book)
    for key in [key for key in cascaded if key[0] is in_book]:
        cascaded[page_type, key[1]] = cascaded.pop(key)
