"""Pipe tables: rows that have too many cells, and the widths of columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import wraps

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import table as markdown_it_table
from markdown_it.rules_block.table import escapedSplit, getLine

from nkbook.typesetting.han import is_wide

_COLUMNS = 72  # Pandoc's --columns
_CELL = re.compile(r":?-+:?")


@wraps(markdown_it_table, assigned=())
def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule for tables; a row keeps the cells that its table has no column for.

    They are in ``meta["surplus"]`` of the row's token. markdown-it leaves them out, as GFM says.
    """
    before = len(state.tokens)
    if not markdown_it_table(state, start, end, silent):
        return False
    columns = 0
    for token in state.tokens[before:]:
        if token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and columns and token.map:
            cells = escapedSplit(getLine(state, token.map[0]).strip())
            cells = cells[cells[:1] == [""] :]
            token.meta["surplus"] = [cell.strip() for cell in cells[columns:] if cell.strip()]
    return True


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
