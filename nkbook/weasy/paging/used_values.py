"""Finds used values of boxes in fewer steps, where they are the same for all boxes of a style.

* ``resolve_percentages`` asks a style for 18 values and computes each, for every box that is laid
  out, though few of them are percentages.
* ``_font_style_cache_key`` writes 16 values out as a text, for every piece of every line.
* ``is_in_normal_flow`` asks in five methods for two values.
* ``avoid_collisions`` prepares for floats before it sees that there are none.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, percent
from weasyprint.text import line_break

from nkbook.weasy.ours import FONT_KEY, USED_VALUES

_resolve_percentages = percent.resolve_percentages
_avoid_collisions = inline.avoid_collisions
_font_style_cache_key = line_break._font_style_cache_key

_SIDES = ("left", "right", "top", "bottom")
_AXES = ("width", "height")
_LENGTHS = (
    *(f"margin_{side}" for side in _SIDES),
    *(f"padding_{side}" for side in _SIDES),
    *(f"{limit}{axis}" for axis in _AXES for limit in ("", "min_", "max_")),
)
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
_NAMES = (*_LENGTHS, *_BORDERS, "border_collapse", "box_sizing")
_values: Callable[[Any], tuple[Any, ...]] = itemgetter(*_NAMES)

_VARIANTS = ("ligatures", "position", "caps", "numeric", "alternates", "east_asian")
_font: Callable[[Any], tuple[Any, ...]] = itemgetter(
    *("font_family", "font_style", "font_stretch", "font_weight", "font_size", "line_height"),
    *("font_feature_settings", "font_variation_settings", "font_language_override", "lang"),
    *(f"font_variant_{name}" for name in _VARIANTS),
)


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Set the used lengths of a box: those of its style's last box if nothing depends on more."""
    style = box.style
    values = _values(style)
    known = USED_VALUES.get(style)
    if known is None or known[0] != values:
        known = values, _used(values)
        USED_VALUES.put(style, known)
    if known[1] is None:
        _resolve_percentages(box, containing_block)
    else:
        box.__dict__.update(known[1])


def _used(values: tuple[Any, ...]) -> dict[str, Any] | None:
    """Return the used values of a style, None if they depend on the box and what contains it."""
    *lengths, collapse, sizing = values
    if collapse == "collapse" or sizing != "content-box":
        return None
    used = dict(zip((*_LENGTHS, *_BORDERS), lengths, strict=True))
    for name in _LENGTHS:
        value = used[name]
        if value == "auto":
            used[name] = 0 if name in ("min_width", "min_height") else value
        elif getattr(value, "unit", None) == "px":
            used[name] = value.value
        else:
            return None
    return used


def font_style_cache_key(style: Any, include_size: bool = False) -> Any:
    """Return what tells a style's font from others, and with ``include_size`` its lines too.

    Without the size WeasyPrint asks while it computes a style, whose values aren't known yet.
    """
    if not include_size:
        return _font_style_cache_key(style)
    values = _font(style)
    known = FONT_KEY.get(style)
    if known is None or known[0] != values:
        known = values, _font_style_cache_key(style, include_size=True)
        FONT_KEY.put(style, known)
    return known[1]


def is_in_normal_flow(box: Any) -> bool:
    """Return whether a box is in normal flow (CSS 2.1 §9.3), neither a note nor running."""
    style = box.style
    return style["float"] == "none" and style["position"] in ("static", "relative")


def avoid_collisions(
    context: Any, box: Any, containing_block: Any, outer: bool = True
) -> tuple[float, float, float]:
    """Return where a line begins beside the floats (x, y), and how long it may be."""
    if (
        outer
        or context.excluded_shapes
        or not isinstance(box, boxes.LineBox)
        or containing_block.style["direction"] != "ltr"
    ):
        x, y, width = _avoid_collisions(context, box, containing_block, outer)
        return x, y, width
    # Step by step as WeasyPrint adds them up, for the last bit of a sum.
    left = containing_block.content_box_x()
    right = left + containing_block.width
    left += box.margin_left
    right -= box.margin_right
    return left - box.margin_left, box.border_box_y() - box.margin_top, right - left
