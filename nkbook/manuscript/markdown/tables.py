"""The widths of a table's columns, from the dashes in its source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nkbook.typesetting.han import is_wide

_COLUMNS = 72  # Pandoc's --columns
_CELL = re.compile(r":?-+:?")


def column_widths(rows: Sequence[str]) -> tuple[float, ...]:
    """Return the columns' widths in per cent, by the lengths of the dashes under the head.

    As in Pandoc, there are none, so that the content decides, unless a row is longer than 72
    columns. ``rows`` are the table's lines of source, the head first.
    """
    if max(map(_length, rows)) <= _COLUMNS:
        return ()
    dashes = [len(cell) for cell in _CELL.findall(rows[1])]
    return tuple(100 * count / sum(dashes) for count in dashes)


def _length(row: str) -> int:
    """Return the columns that a row takes in an editor; a Chinese character takes two."""
    return sum(1 + is_wide(character) for character in row)
