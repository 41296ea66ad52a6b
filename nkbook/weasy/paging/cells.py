"""The room that pictures have in the cells of tables, and rows that have no room on a page.

A picture that may be at most as wide as its cell asks for no room at all (CSS Box Sizing 3 §5.2.1):
beside long texts or a wide picture, one of an inch would be made smaller than it is.

Rows are kept whole, but one that takes a page or nearly may break inside: it would leave the rest
of its first page white, and the title, the caption and the head above it alone on one.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block
from weasyprint.layout.preferred import replaced_max_content_width
from weasyprint.layout.preferred import replaced_min_content_width as _replaced_min_content_width

from nkbook.typesetting.han import is_wide
from nkbook.weasy.compose.composition import Composition, composition_of
from nkbook.weasy.compose.properties import custom_property

_table_layout = block.table_layout

_SMALL = 96.0  # CSS pixels: an inch
_TALL = 0.6  # of a page's height: the rows above this are estimated
_NARROW = 0.5  # em: a letter that is not as wide as an ideograph


def replaced_min_content_width(box: Any, outer: bool = True) -> float:
    """Return the least width of a picture: with ``--kept: on`` a small one keeps its own."""
    least = float(_replaced_min_content_width(box, outer))
    if box.style["width"] != "auto" or custom_property(box.style, "kept") != "on":
        return least
    own = float(replaced_max_content_width(box, outer))
    return own if least < own <= _SMALL else least


def table_layout(
    context: Any, table: Any, bottom_space: Any, skip_stack: Any, *rest: Any, **options: Any
) -> Any:
    """Lay out a table whose tall rows may break inside."""
    composition = composition_of(table.style)
    if composition is not None and skip_stack is None:
        most = _TALL * context.current_footnote_area.page.height
        for group in table.children:
            for row in group.children:
                avoids = row.style["break_inside"] == "avoid" and not group.is_header
                if avoids and _height(composition, table, row) > most:
                    row.style = row.style.copy()
                    row.style["break_inside"] = "auto"
    return _table_layout(context, table, bottom_space, skip_stack, *rest, **options)


def _height(composition: Composition, table: Any, row: Any) -> float:
    """Return about how high the text of a row is, in CSS pixels."""
    highest = 0.0
    for cell in row.children:
        width = sum(table.column_widths[cell.grid_x :][: cell.colspan])
        height = 0.0
        for line in cell.descendants():
            if isinstance(line, boxes.LineBox):
                lines = ceil(_length(line) / max(width, line.style["font_size"]))
                height += max(lines, 1) * composition.shaper.metrics(line.style).line_height
        highest = max(highest, height)
    return highest


def _length(line: Any) -> float:
    """Return about how long the text of a line box is in one line, in CSS pixels."""
    return float(
        sum(
            box.style["font_size"] * sum(1 if is_wide(one) else _NARROW for one in box.text)
            for box in line.descendants()
            if isinstance(box, boxes.TextBox)
        )
    )
