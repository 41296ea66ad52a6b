"""What changes while the text of a page is laid out, kept so that it can be laid out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nkbook.weasy.ours import AT_FOOT, CUT, NOTE_HEIGHTS
from nkbook.weasy.paging.lengths.order import Kept, order_of


@dataclass(frozen=True, slots=True)
class State:
    """Copies of the lists that the layout of a page's text adds to or takes from.

    Of a layout context: notes still to come, on the page and put off, the room that those on the
    page leave, floats; and what WeasyPrint passes on for boxes that are positioned.
    """

    lists: tuple[tuple[list[Any], list[Any]], ...]
    names: tuple[tuple[str, list[Any]], ...]
    page_bottom: Any
    area: tuple[Any, Any, Any]  # its height, its cut, and its notes if not those of the page
    order: Kept
    at_foot: tuple[Any, ...]
    shapes: tuple[tuple[Any, list[Any]], ...]
    out_of_flow: dict[Any, Any]
    running: dict[str, list[Any] | None]

    @classmethod
    def of(cls, context: Any, arguments: tuple[Any, ...]) -> State:
        """Keep the state of a context; ``arguments`` are those of the layout, lists among them."""
        area = context.current_footnote_area
        number = context.current_page
        return cls(
            tuple((item, item[:]) for item in arguments if isinstance(item, list)),
            tuple((name, getattr(context, name)[:]) for name in _NOTES),
            context.page_bottom,
            (
                area.height,
                CUT.get(area),
                None if area.children is context.current_page_footnotes else area.children,
            ),
            order_of(context).kept(),
            AT_FOOT.get(area) or (),
            tuple((root, shapes[:]) for root, shapes in context._excluded_shapes.items()),
            dict(context.broken_out_of_flow),
            {
                name: pages[number][:] if number in pages else None
                for name, pages in context.running_elements.items()
            },
        )

    def restore(self, context: Any) -> None:
        """Put a context back into the state."""
        for item, kept in self.lists:
            item[:] = kept
        for name, kept in self.names:
            setattr(context, name, kept[:])
        context.page_bottom = self.page_bottom
        area = context.current_footnote_area
        area.height, cut, children = self.area
        area.children = context.current_page_footnotes if children is None else children
        CUT.put(area, cut)
        AT_FOOT.put(area, self.at_foot)
        order_of(context).restore(self.order)
        NOTE_HEIGHTS.put(area, {})
        context._excluded_shapes.clear()
        context._excluded_shapes.update((root, shapes[:]) for root, shapes in self.shapes)
        context.broken_out_of_flow.clear()
        context.broken_out_of_flow.update(self.out_of_flow)
        for name, pages in context.running_elements.items():
            kept_here = self.running.get(name)
            if kept_here is None:
                pages.pop(context.current_page, None)
            else:
                pages[context.current_page] = kept_here[:]


_NOTES = ("footnotes", "current_page_footnotes", "reported_footnotes")
