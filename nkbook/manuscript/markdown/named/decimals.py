"""Columns of numbers that stand under one another by their decimal points: ``decimal="2 3"``.

CSS Text 4 §7.1 has ``text-align: "."`` for it, which no engine knows. Cells are set flush right
and get as much white after the number as its fraction is shorter than the longest of the column: a
digit is a ``ch`` wide, a point about half of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from nkbook.model.document import Element
from nkbook.model.trees import is_call
from nkbook.reading.numbers import whole

_COLUMNS = "data-decimal"
_NUMBER = re.compile(r"([-+−–±]?[\d,   ]*\d)((?:\.\d+)?)\s*")
_POINT = 0.5  # of a digit's width
_ALIGNED = frozenset(("left", "right", "center"))


def align(table: Element) -> Iterator[tuple[str, str, int]]:
    """Align the columns of a table that it asks for, in place.

    Yields what is printed otherwise than the author meant, a remedy, and the source line.
    """
    asked = table.get(_COLUMNS)  # it stays, for what counts the letters of the source
    line = int(table.get("data-line", "0"))
    for word in str(asked or "").replace(",", " ").split():
        number = whole(word) if word.isascii() else 0
        cells = list(_column(table, "tbody", number))
        numbers = [(cell, found) for cell in cells if (found := _fraction(cell)) is not None]
        if numbers:
            longest = max(_width(fraction) for _, fraction in numbers)
            for cell, fraction in numbers:
                _pad(cell, longest - _width(fraction))
            for head in _column(table, "thead", number):
                if not _ALIGNED & {*head.get("class", "").split()}:
                    _pad(head, 0)
        else:
            message = f'decimal="{word}" names no column with numbers; it is set as it is'
            yield message, "columns are counted from 1, spans and all", line


def _column(table: Element, part: str, number: int) -> Iterator[Element]:
    """Yield the cells of a column in a part of a table, those that span none beside it."""
    taken: dict[int, int] = {}  # rows below that a cell reaches into, by column
    for row in table.iterfind(f"{part}/tr"):
        place = 1
        for cell in row:
            while taken.get(place, 0) > 0:
                taken[place] -= 1
                place += 1
            wide = int(cell.get("colspan", "1"))
            if place == number and wide == 1:
                yield cell
            for column in range(place, place + wide):
                taken[column] = int(cell.get("rowspan", "1")) - 1
            place += wide
        for column in [column for column in taken if column >= place and taken[column] > 0]:
            taken[column] -= 1


def _fraction(cell: Element) -> str | None:
    """Return a number's point and digits after it; None if the cell holds no number alone."""
    if not all(map(is_call, cell)):
        return None
    found = _NUMBER.fullmatch(cell.text or "")
    return None if found is None else found[2]


def _width(fraction: str) -> float:
    """Return about how wide a point and digits are, in widths of a digit."""
    return len(fraction) - 1 + _POINT if fraction else 0.0


def _pad(cell: Element, white: float) -> None:
    names = [name for name in cell.get("class", "").split() if name not in _ALIGNED]
    cell.set("class", " ".join((*names, "right")))
    if white:
        number = etree.Element("span", {"class": "decimal", "style": f"padding-right: {white:g}ch"})
        number.text, cell.text = (cell.text or "").strip(), None
        cell.insert(0, number)
