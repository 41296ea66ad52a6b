"""Heads of rows: ``: caption {row-heads=1}`` makes the first column of a table's body one.

Pandoc keeps the attribute; it knows heads of rows (its RowHeadColumns) from HTML only.
"""

from __future__ import annotations

from nkbook.model.document import Element
from nkbook.reading.numbers import whole


def mark_row_heads(tree: Element) -> None:
    """Turn the cells in the first columns of each table that asks for it into heads, in place."""
    for table in tree.iter("table"):
        asked = str(table.get("data-row-heads", ""))
        if asked.isascii() and asked.isdigit():
            for body in table.findall("tbody"):
                _mark(body, whole(asked))


def _mark(body: Element, columns: int) -> None:
    covered: dict[int, int] = {}  # by column, the rows below that a cell reaches into
    for row in body:
        column, above = 0, covered
        covered = {place: left - 1 for place, left in above.items() if left > 1}
        for cell in row:
            while above.get(column, 0) > 0:
                column += 1
            if column < columns:
                cell.tag = "th"
                cell.set("scope", "row")
            across, down = int(cell.get("colspan", "1")), int(cell.get("rowspan", "1"))
            if down > 1:
                covered |= dict.fromkeys(range(column, column + across), down - 1)
            column += across
