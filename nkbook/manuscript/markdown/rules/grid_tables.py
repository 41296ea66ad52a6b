"""Grid tables, with cells that hold blocks or span rows and columns (Pandoc's grid_tables)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from nkbook.manuscript.markdown.doubts import DOUBT, OTHERWISE, Doubt
from nkbook.manuscript.markdown.rules.tables import (
    COLUMNS,
    FILL,
    Cell,
    Drawn,
    columns_of,
    push_table,
)
from nkbook.typesetting.han import is_wide

_BORDER = re.compile(r"\+(?:[-=:]+\+)+\Z")
_HEAD_RULE = re.compile(r"\+(?:[=:]+\+)+\Z")
_FEWEST = 3  # lines
_PRIVATE = 0xF0000  # the first of a plane that no text has
_BAR = re.compile(r"^[ \t]*[^|+`\s][^`\n]*[ \t]\|(?:[ \t]|$)", re.MULTILINE)
_BAR_IN_CELL = Doubt(
    OTHERWISE,
    "a bar inside a cell is printed there: the bars of the drawing are not below each other",
    "a Chinese character takes two columns of the drawing",
)


_WIDE_CELL = Doubt(
    OTHERWISE,
    "text is wider than its column in the drawing; it is read as if the column were as wide",
    "a Chinese character takes two columns of the drawing",
)
_FAR_IN = Doubt(
    OTHERWISE,
    "blanks before all lines of a cell place its text; Pandoc reads five and more as code",
    "begin the text one blank after the bar, or draw code with lines of ```",
)
_INDENTED = Doubt(
    OTHERWISE,
    "blanks stand before a grid table: Pandoc before 3.10 reads text; it is read as a table",
    "begin its lines at the margin, or where the text of the item begins",
)
_CODE_INDENT = 5 * " "  # one between bar and text, four of code


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
    rows, marked = _one_each([_line(state, number) for number in range(start, last)])
    parsed = _parse(rows)
    if parsed is None:
        return False
    if not silent:
        specs, head, body, block = parsed
        widths = [100 * (width + 1) / COLUMNS for width in specs]
        opening = len(state.tokens)
        parts = (_cells(head, marked), _cells(body, marked))
        push_table(state, Drawn(*parts, _aligns(rows), widths, (start, last)))
        cells = ["\n".join(cell[3]) for row in (*head, *body) for cell in row if cell]
        if any(map(_BAR.search, cells)):
            state.tokens[opening].meta[DOUBT] = _BAR_IN_CELL
        elif max(map(_width, rows)) > max(_width(row) for row in rows if row.startswith("+")):
            state.tokens[opening].meta[DOUBT] = _WIDE_CELL
        elif state.sCount[start] > state.blkIndent and state.ddIndent < 0:
            state.tokens[opening].meta[DOUBT] = _INDENTED
        elif _is_far_in(specs, (*head, *body), block):
            state.tokens[opening].meta[DOUBT] = _FAR_IN
    return True


def _is_far_in(specs: Sequence[int], rows: Sequence[Any], block: Sequence[str]) -> bool:
    """Return True if all the text of a cell is as far in as a block of code is.

    ``block`` are the lines of the drawing.
    """
    for cells in rows:
        left = 1
        for cell, width in zip(cells, specs, strict=True):
            if cell is not None:
                _, across, first, content = cell
                right = left + width + across  # within its first column at least
                lines = [line[left:right] for line in block[first : first + len(content)]]
                texts = [line for line in lines if line.strip()]
                if texts and all(line.startswith(_CODE_INDENT) for line in texts):
                    return True
            left += width + 1
    return False


def _parse(rows: Sequence[str]) -> tuple[list[int], list[Any], list[Any], list[str]] | None:
    """Return docutils' column widths, head and body rows, and the lines that it read.

    None for a broken drawing.
    """
    # Imported where it is needed: few books have grid tables, and docutils takes long to load.
    from docutils.parsers.rst.tableparser import (  # noqa: PLC0415
        GridTableParser,
        TableMarkupError,
    )
    from docutils.statemachine import StringList  # noqa: PLC0415

    drawn = _squared(rows)
    drawn = [
        row.replace(":", "=" if "=" in row else "-") if row[0] == "+" else row for row in drawn
    ]
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
    return specs, head, body, [*block]


def _squared(rows: Sequence[str]) -> list[str]:
    """Return the drawing with lines of one length.

    Where rules are of different lengths, empty cells are at the end of the shorter ones; where they
    are of one, the last column is as wide as its longest text.
    """
    widths = [*map(_width, rows)]
    widest = max(widths)
    rules = [row for row in rows if _BORDER.match(row)]
    longest = max(map(len, rules), default=0)
    edges = {at for rule in rules if len(rule) == longest for at in _edges(rule)}
    if any(not edges.issuperset(_edges(rule)) for rule in rules):
        return [*rows]  # a broken drawing
    as_cell = len({*map(len, rules)}) > 1
    return [
        _longer(row, widest - width, as_cell=as_cell)
        for row, width in zip(rows, widths, strict=True)
    ]


def _width(row: str) -> int:
    return len(columns_of(row))


def _edges(rule: str) -> set[int]:
    return {at for at, mark in enumerate(rule) if mark == "+"}


def _longer(row: str, columns: int, *, as_cell: bool) -> str:
    if columns == 0 or row[-1] not in "+|":
        return row
    fill = " " if row.endswith("|") else "=" if "=" in row else "-"
    if as_cell:
        return f"{row}{fill * (columns - 1)}{row[-1]}"
    return f"{row[:-1]}{fill * columns}{row[-1]}"


def _cells(rows: Sequence[Sequence[Any]], marked: Mapping[int, str]) -> list[list[Cell | None]]:
    return [[cell and _cell(cell, marked) for cell in row] for row in rows]


def _cell(cell: tuple[int, int, int, Sequence[str]], marked: Mapping[int, str]) -> Cell:
    down, across, _, lines = cell
    # docutils has taken away the blanks that all lines begin with; others may be of code.
    texts = [line.replace(FILL, "").translate(marked) for line in lines]
    return Cell("\n".join(texts), down + 1, across + 1, blocks=True)


def _one_each(rows: Sequence[str]) -> tuple[list[str], dict[int, str]]:
    """Return rows in which letters with marks over or below them are one code point, as a column.

    The second value is what each of these code points, of a plane for private use, stands for.
    """
    numbers: dict[str, str] = {}

    def one(letter: str) -> str:
        if len(letter) == 1:
            return letter
        stand_in = numbers.setdefault(letter, chr(_PRIVATE + len(numbers)))
        return stand_in + (FILL if is_wide(letter[0]) else "")

    drawn = [row if row.isascii() else "".join(map(one, _letters(row))) for row in rows]
    return drawn, {ord(stand_in): letter for letter, stand_in in numbers.items()}


def _letters(row: str) -> list[str]:
    """Return the characters of a row, each with the marks over or below it."""
    found: list[str] = []
    for character in row:
        if found and unicodedata.category(character) in ("Mn", "Me"):
            found[-1] += character
        else:
            found.append(character)
    return found


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
