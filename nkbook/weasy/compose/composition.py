"""What composing one document needs at hand: its settings, its shaper, and paragraphs once read."""

from __future__ import annotations

from collections import OrderedDict
from operator import is_
from typing import Any

from weasyprint.formatting_structure import boxes

from nkbook.typesetting.policy import Typesetting
from nkbook.weasy.compose.casting import Caster, Casting
from nkbook.weasy.compose.plan import Plan
from nkbook.weasy.compose.shaping import Shaper
from nkbook.weasy.ours import book_fonts

_KEPT = 128  # paragraphs that stay read: pages are laid out more than once, near by


class Composition:
    """The settings of a document, and the paragraphs read lately."""

    def __init__(self, settings: Typesetting) -> None:
        self.settings = settings
        self.shaper = Shaper()
        self._caster = Caster(self.shaper, settings)
        self.plans: list[
            Plan | None
        ] = []  # of the lines that are being laid out, the innermost last
        self._castings: OrderedDict[int, tuple[list[Any], Any, Casting | None]] = OrderedDict()

    def casting(self, context: Any, line_box: Any, containing_block: Any) -> Casting | None:
        """Return a line box as read; None when WeasyPrint is to set it.

        A reading is only used again as long as everything in the line box is as it was then:
        WeasyPrint fills page numbers into boxes deep inside it between two layouts, and takes a
        first letter out.
        """
        key = id(line_box)
        content = _content(line_box)
        size = getattr(containing_block, "width", None), getattr(containing_block, "height", None)
        known = self._castings.get(key)
        if known is not None and _same(known[0], content) and known[1] == size:
            self._castings.move_to_end(key)
            return known[2]
        casting = self._caster.cast(context, line_box, containing_block)
        self._castings[key] = content, size, casting
        if len(self._castings) > _KEPT:
            self._castings.popitem(last=False)
        return casting


def _content(box: Any, found: list[Any] | None = None) -> list[Any]:
    """Return all that the reading of a box depends on: what is in it, styles and texts, in order.

    The objects themselves, not their ids, so that none is taken for one that is gone.
    """
    found = [] if found is None else found
    found += (box, box.style)
    if isinstance(box, boxes.TextBox):
        found.append(box.text)
    else:
        for child in box.children:
            _content(child, found)
        found.append(None)  # the end of its children
    return found


def _same(first: list[Any], second: list[Any]) -> bool:
    """Return True if two lists hold the very same objects."""
    return len(first) == len(second) and all(map(is_, first, second))


def composition_of(holder: Any) -> Composition | None:
    """Return the composition of the book that a style or layout context belongs to.

    None for another document, and for a book whose lines are left to WeasyPrint.
    """
    fonts = book_fonts(holder)
    composition: Composition | None = fonts.composition if fonts is not None else None
    return composition
