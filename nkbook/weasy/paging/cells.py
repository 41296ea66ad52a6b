"""The room that pictures have in the cells of tables.

A picture that may be at most as wide as its cell asks for no room at all (CSS Box Sizing 3 §5.2.1):
beside long texts or a wide picture, one of an inch would be made smaller than it is.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout.preferred import replaced_max_content_width
from weasyprint.layout.preferred import replaced_min_content_width as _replaced_min_content_width

from nkbook.weasy.compose.properties import custom_property

_SMALL = 96.0  # CSS pixels: an inch


def replaced_min_content_width(box: Any, outer: bool = True) -> float:
    """Return the least width of a picture: with ``--kept: on`` a small one keeps its own."""
    least = float(_replaced_min_content_width(box, outer))
    if box.style["width"] != "auto" or custom_property(box.style, "kept") != "on":
        return least
    own = float(replaced_max_content_width(box, outer))
    return own if least < own <= _SMALL else least
