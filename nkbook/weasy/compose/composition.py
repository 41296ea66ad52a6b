"""Sets Chinese lines: installs the hooks, and holds what they need for one font configuration.

A ``Composition`` is carried by the font configuration (``BookFonts.composition``). A layout with a
configuration that has none is left as WeasyPrint does it.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from nkbook.typesetting.policy import Typesetting
from nkbook.weasy.compose.casting import Caster, Casting
from nkbook.weasy.compose.shaping import Shaper

_KEPT = 128  # paragraphs that stay measured: pages are laid out more than once, near by


class Composition:
    """The settings, and the paragraphs measured lately."""

    def __init__(self, settings: Typesetting) -> None:
        self.settings = settings
        self.shaper = Shaper()
        self._caster = Caster(self.shaper, settings)
        self.plans: list[Any] = []  # of the lines that are being laid out, the innermost last
        self._castings: OrderedDict[int, tuple[Any, Any, Casting | None]] = OrderedDict()

    def casting(self, context: Any, line_box: Any, containing_block: Any) -> Casting | None:
        """Return a line box as read; None when it's WeasyPrint's to set."""
        key = id(line_box)
        known = self._castings.get(key)
        width = getattr(containing_block, "width", None)
        # Its children change when a first letter is taken out; its width when it's tried anew.
        state = line_box.children, width
        if known is not None and known[0] is line_box and _same(known[1], state):
            self._castings.move_to_end(key)
            return known[2]
        casting = self._caster.cast(context, line_box, containing_block)
        self._castings[key] = line_box, state, casting
        if len(self._castings) > _KEPT:
            self._castings.popitem(last=False)
        return casting


def _same(first: Any, second: Any) -> bool:
    return first[0] is second[0] and first[1] == second[1]


def of(style: Any) -> Composition | None:
    """Return the composition that a style's font configuration carries, if it does."""
    return getattr(style.font_config, "composition", None)
