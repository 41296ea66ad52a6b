"""What composing one document needs at hand: its settings, its shaper, and paragraphs once read."""

from __future__ import annotations

from collections import OrderedDict
from operator import attrgetter, eq, is_
from typing import Any

from weasyprint.formatting_structure import boxes

from nkbook.typesetting.lengths import Lengths
from nkbook.typesetting.policy import Typesetting
from nkbook.weasy.compose.casting import Caster, Casting
from nkbook.weasy.compose.plan import Plan
from nkbook.weasy.compose.shaping import Shaper
from nkbook.weasy.numbers import OpenNumbers
from nkbook.weasy.ours import book_fonts

_KEPT = 128  # paragraphs that stay read: pages are laid out more than once, near by
_TEXT, _STYLE, _CHILDREN = map(attrgetter, ("text", "style", "children"))


class _Content:
    """All that the reading of a line box depends on: the boxes in it, their styles and texts.

    The objects themselves, not their ids, so that none is taken for one that is gone.
    """

    def __init__(self, line_box: Any) -> None:
        self._boxes = list(line_box.descendants())
        self._texts = [box for box in self._boxes if isinstance(box, boxes.TextBox)]
        self._state = (
            [box.children[:] for box in self._boxes],
            list(map(_STYLE, self._boxes)),
            list(map(_TEXT, self._texts)),
        )

    def is_unchanged(self) -> bool:
        """Return True if nothing in the line box has been replaced since."""
        children, styles, texts = self._state
        # All in C: this is asked for every line.
        return (
            all(map(eq, map(_CHILDREN, self._boxes), children))
            and all(map(is_, map(_STYLE, self._boxes), styles))
            and all(map(is_, map(_TEXT, self._texts), texts))
        )


class Composition:
    """The settings of a document, and the paragraphs read lately."""

    def __init__(self, settings: Typesetting) -> None:
        self.settings = settings
        self.shaper = Shaper()
        self._caster = Caster(self.shaper, settings)
        # Of the lines that are being laid out, the innermost last.
        self.plans: list[Plan | None] = []
        # Of the paragraphs of the page that is being made.
        self.lengths = Lengths()
        # Page numbers that are left open in the section that is laid out.
        self.numbers = OpenNumbers()
        self._castings: OrderedDict[int, tuple[_Content, Any, Casting | None]] = OrderedDict()

    def casting(self, context: Any, line_box: Any, containing_block: Any) -> Casting | None:
        """Return a line box as read; None when WeasyPrint is to set it.

        A reading is only used again as long as everything in the line box is as it was then:
        WeasyPrint fills page numbers into boxes deep inside it between two layouts, and takes a
        first letter out.
        """
        key = id(line_box)
        size = getattr(containing_block, "width", None), getattr(containing_block, "height", None)
        known = self._castings.get(key)
        if known is not None and known[1] == size and known[0].is_unchanged():
            self._castings.move_to_end(key)
            return known[2]
        casting = self._caster.cast(context, line_box, containing_block)
        self._castings[key] = _Content(line_box), size, casting
        if len(self._castings) > _KEPT:
            self._castings.popitem(last=False)
        return casting

    def forget(self) -> None:
        """Let go of all boxes and styles: the next document has its own."""
        self.numbers = OpenNumbers()
        self._castings.clear()
        self._caster.forget()
        self.shaper.forget()


def composition_of(holder: Any) -> Composition | None:
    """Return the composition of the book that a style or layout context belongs to.

    None for another document, and for a book whose lines are left to WeasyPrint.
    """
    fonts = book_fonts(holder)
    composition: Composition | None = fonts.composition if fonts is not None else None
    return composition
