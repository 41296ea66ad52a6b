"""Grid tables, with cells that hold blocks or span rows and columns (Pandoc's grid_tables)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from nkbook.manuscript.markdown.rules.tables import COLUMNS, FILL, Cell, Drawn, push_table

_BORDER = re.compile(r"\+(?:[-=:]+\+)+\Z")
_HEAD_RULE = re.compile(r"\+(?:[=:]+\+)+\Z")
_FEWEST = 3  # lines


def grid_tables_plugin(md: MarkdownIt) -> None:
    """Read grid tables, by docutils' parser of the same drawing."""
    md.block.ruler.before("table", "grid_table", _grid_table)


def _grid_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or not _BORDER.match(_line(state, start)):
        return False
    last = start
    while last < end and _line(state, last)[:1] in ("+", "|"):
        last += 1
    if last - start < _FEWEST:
        return False
    rows = [_line(state, number) for number in range(start, last)]
    parsed = _parse(rows)
    if parsed is None:
        return False
    if not silent:
        specs, head, body = parsed
        widths = [100 * (width + 1) / COLUMNS for width in specs]
        push_table(state, Drawn(_cells(head), _cells(body), _aligns(rows), widths, (start, last)))
    return True


def _parse(rows: Sequence[str]) -> tuple[list[int], list[Any], list[Any]] | None:
    """Return docutils' column widths, head and body rows, or None for a broken drawing."""
    # Imported where it is needed: few books have grid tables, and docutils takes long to load.
    from docutils.parsers.rst.tableparser import (  # noqa: PLC0415
        GridTableParser,
        TableMarkupError,
    )
    from docutils.statemachine import StringList  # noqa: PLC0415

    drawn = [row.replace(":", "=" if "=" in row else "-") if row[0] == "+" else row for row in rows]
    rules = [number for number, row in enumerate(drawn) if _HEAD_RULE.match(row)]
    # docutils knows one rule of =, below the head; those on top of a table or round its foot are
    # plain borders to it.
    first = next((number for number in rules if number), None)
    for number in rules:
        if number != first or number == len(drawn) - 1:
            drawn[number] = drawn[number].replace("=", "-")
    block = StringList(drawn)
    block.pad_double_width(FILL)
    try:
        specs, head, body = GridTableParser().parse(block)
    except (TableMarkupError, AssertionError, IndexError):
        return None
    return specs, head, body


def _cells(rows: Sequence[Sequence[Any]]) -> list[list[Cell | None]]:
    return [[cell and _cell(*cell) for cell in row] for row in rows]


def _cell(down: int, across: int, _: int, lines: Sequence[str]) -> Cell:
    # docutils has taken away the blanks that all lines begin with; others may be of code.
    texts = [line.replace(FILL, "") for line in lines]
    return Cell("\n".join(texts), down + 1, across + 1)


def _aligns(rows: Sequence[str]) -> list[str]:
    """Return the alignments that colons in the rule below the head, or the first, give."""
    rule = next((row for row in rows if _HEAD_RULE.match(row) and ":" in row), rows[0])
    return [_align(part) for part in rule.strip("+").split("+")]


def _align(part: str) -> str:
    left, right = part.startswith(":"), part.endswith(":")
    return "center" if left and right else "left" if left else "right" if right else ""


def _line(state: StateBlock, number: int) -> str:
    start = state.bMarks[number] + state.tShift[number]
    return state.src[start : state.eMarks[number]].rstrip()
