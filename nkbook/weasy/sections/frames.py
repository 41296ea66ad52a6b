"""Records what the margin boxes of pages depend on, in place of making them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import weasyprint.layout

from nkbook.weasy.ours import book_fonts
from nkbook.weasy.sections.state import Laying
from nkbook.weasy.sections.values import Frame

_make_margin_boxes = weasyprint.layout.make_margin_boxes


def make_margin_boxes(laying: Laying, context: Any, page: Any, state: Any) -> Iterator[Any]:
    """Record the frame of a page; it has no margin boxes yet."""
    if book_fonts(context) is not laying.fonts:
        return iter(_make_margin_boxes(context, page, state))
    number = context.current_page
    strings = []
    for name, by_page in sorted(context.string_set.items()):
        before = [by_page[other][-1] for other in sorted(by_page) if other < number]
        own = tuple(by_page.get(number, ()))
        strings.append((name, before[-1] if before else None, own))
    type_ = page.page_type
    laying.frames.append(
        Frame(
            (
                str(type_.side),
                bool(type_.blank),
                type_.name or "",
                type_.index + laying.section.before,
                tuple(type_.groups),
            ),
            state[1]["page"][-1],
            tuple(strings),
            tuple(sorted(_heads(page))),
        )
    )
    laying.resets.append(_sets_counter(page.style))
    return iter(())


def _heads(page: Any) -> Iterator[str]:
    """Yield the named strings that the first element of a page sets, or what it begins with."""
    element = page
    while element:
        if element.style["string_set"] != "none":
            yield from (name for name, _ in element.style["string_set"])
        element = element.children[0] if getattr(element, "children", None) else None


def _sets_counter(style: Any) -> bool:
    """Return True if a page's own rule gives its counter a value."""
    return any(
        name == "page"
        for key in ("counter_reset", "counter_set")
        if style[key] != "auto"
        for name, _ in style[key]
    )
