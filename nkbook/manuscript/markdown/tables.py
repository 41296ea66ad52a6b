"""The widths of a table's columns, as its author drew them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nkbook.typesetting.han import is_wide

_COLUMNS = 72  # Pandoc's --columns
_CELL = re.compile(r":?-+:?")


def column_widths(rows: Sequence[str]) -> tuple[float, ...]:
    """Return the columns' widths in per cent, by the lengths of the dashes under the head.

    None are given, and what the cells hold decides, unless a row is longer than a line of source:
    so Pandoc reads pipe tables. ``rows`` are the table's lines of source, the head first.
    """
    if max(map(_length, rows)) <= _COLUMNS:
        return ()
    dashes = [len(cell) for cell in _CELL.findall(rows[1])]
    return tuple(100 * count / sum(dashes) for count in dashes)


def _length(row: str) -> int:
    """Return how many columns a row takes in an editor, where Chinese characters take two."""
    return sum(1 + is_wide(character) for character in row)
