"""The order of figures and text that floats change, kept so that a page can be made again.

Figures change places with the text behind them in the boxes that all pages are made from. A page
that is made again, in another way or because a number in it changed, begins with the order that it
began with before.
"""

from __future__ import annotations

from typing import Any

from nkbook.weasy.ours import ORDER

# The children of boxes, and where figures stand: ``floats`` marks them, and changes their style.
Kept = tuple[dict[Any, list[Any]], dict[Any, dict[str, Any]]]


class Order:
    """What was changed so far in the boxes of a document."""

    def __init__(self) -> None:
        self._children: dict[Any, list[Any]] = {}  # as they were at first
        self._marks: dict[Any, dict[str, Any]] = {}
        self._starts: dict[int, Kept] = {}
        self._last = 0

    def note(self, box: Any, figure: Any, marks: tuple[str, ...]) -> None:
        """Note a box before the order of its children is changed, or the marks of a figure."""
        self._children.setdefault(box, list(box.children))
        self._marks.setdefault(figure, {name: getattr(figure, name, None) for name in marks})

    def kept(self) -> Kept:
        """Return the order as it is now."""
        children = {box: list(box.children) for box in self._children}
        return children, {
            figure: {name: getattr(figure, name, None) for name in marks}
            for figure, marks in self._marks.items()
        }

    def restore(self, kept: Kept) -> None:
        """Bring an order back."""
        children, marks = kept
        for box, first in self._children.items():
            box.children = list(children.get(box, first))
        for figure, found in self._marks.items():
            for name, value in marks.get(figure, found).items():
                setattr(figure, name, value)

    def begin(self, page: int) -> None:
        """Begin a page: with the order as it is if the one before was made last."""
        if page in self._starts and page != self._last + 1:
            self.restore(self._starts[page])
        self._starts[page] = self.kept()
        self._last = page


def order_of(context: Any) -> Order:
    """Return what was changed in the document of a layout context."""
    found: Order | None = ORDER.get(context)
    if found is None:
        found = Order()
        ORDER.put(context, found)
    return found
