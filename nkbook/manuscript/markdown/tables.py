"""Pipe tables, as Pandoc reads them, and the widths of columns.

Pandoc's manual, Tables, extension pipe_tables: a bar in code, in a formula or after a backslash
parts no cells, and the line of dashes may have ``+`` for inner bars. A head of empty cells is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from nkbook.manuscript.markdown.doubts import DOUBT, OTHERWISE, Doubt
from nkbook.model.raw_html import is_remark
from nkbook.typesetting.han import is_wide

_ITEM = re.compile(r"(?:[-+*]|\d{1,9}[.)])[ \t]")  # what a list begins with
_COLUMNS = 72  # Pandoc's --columns
_MOST_CELLS = 0x10000  # as in markdown-it: a few long rows must not grow to millions of cells
_CELL = re.compile(r":?-+:?")
_DASHES = re.compile(r"\|?\s*+:?-++:?\s*+(?:[|+]\s*+:?-++:?\s*+)*+(?:\|\s*+)?")
_KEPT = re.compile(
    r"\\."
    r"|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)"
    r"|\$\$(?:[^$\\]|\\.)+\$\$"
    r"|\$(?=[^\s$])(?:[^$\\]|\\.)*(?<!\s)\$(?!\d)"
)
_BARE_ROW = Doubt(
    OTHERWISE,
    "a line without a bar right below a table is read as a row of it, as GitHub does",
    "put a blank line after the table, or bars around the cell",
)
_SHORT_DASHES = Doubt(
    OTHERWISE,
    "the line of dashes has fewer columns than the head above it; it is read as a table",
    "write as many cells of dashes as the head has",
)
_REMARK = Doubt(
    OTHERWISE,
    "a comment between the rows of a table: Pandoc ends the table there, here the row is one of it",
    "put the comment before or after the table",
)
_BAR_IN_CODE = Doubt(
    OTHERWISE,
    "\\| in code in a pipe table prints |, as on GitHub; Pandoc prints both signs",
    "as nkbook and Pandoc read it, a bar in code needs no backslash",
)
_ALIGNED = {(True, True): "center", (False, True): "right", (True, False): "left"}


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule for pipe tables, which are as wide as their longest row.

    Cells that the head has no column for are in ``meta["surplus"]`` of the row's token.
    """
    aligned = _aligned(state, start, end)
    if aligned is None:
        return False
    if silent:
        return True
    old_parent, state.parentType = state.parentType, "table"
    rows, lines, number = _rows(state, start, end, len(aligned))
    width = max(len(aligned), *(len(_filled(cells)) for cells in rows[1:]), len(rows[0]))
    opening = state.push("table_open", "table", 1)
    opening.map, opening.markup = [start, number], "|"
    if width > len(aligned):
        opening.meta["widths"] = ()  # the line of dashes does not say them all
    if len(rows[0]) > len(aligned):
        opening.meta[DOUBT] = _SHORT_DASHES
    aligned += [""] * (width - len(aligned))
    known = max(len(_filled(rows[0])), len(_CELL.findall(_line(state, start + 1))))
    if any(rows[0]):
        state.push("thead_open", "thead", 1).map = [start, start + 1]
        _row(state, "th", rows[0], aligned, start)
        state.push("thead_close", "thead", -1)
    if rows[1:]:
        state.push("tbody_open", "tbody", 1).map = [start + 2, number]
        before = start + 1
        for cells, line in zip(rows[1:], lines[1:], strict=True):
            row = _row(state, "td", cells, aligned, line)
            row.meta["surplus"] = [cell for cell in cells[known:] if cell]
            row.meta |= {} if "|" in _line(state, line) else {DOUBT: _BARE_ROW}
            row.meta |= {DOUBT: _REMARK} if line > before + 1 else {}
            before = line
        state.push("tbody_close", "tbody", -1)
    state.push("table_close", "table", -1)
    state.parentType = old_parent
    state.line = number
    return True


def _rows(
    state: StateBlock, start: int, end: int, width: int
) -> tuple[list[list[str]], list[int], int]:
    """Return the cells of the head and of the rows, their lines, and the line after the table."""
    rows, lines = [_cells(_line(state, start))], [start]
    width = max(width, len(rows[0]))
    number = start + 2
    while number < end:
        row = _after_remarks(state, number, end)
        if row == number and _ends(state, number, end):
            break
        cells = _cells(_line(state, row))
        width = max(width, len(_filled(cells)))
        if width * len(rows) > _MOST_CELLS:
            break
        rows.append(cells)
        lines.append(row)
        number = row + 1
    return rows, lines, number


def _aligned(state: StateBlock, start: int, end: int) -> list[str] | None:
    """Return the alignment of each column, or None where no table begins."""
    if start + 2 > end or state.is_code_block(start) or state.is_code_block(start + 1):
        return None
    dashes = _line(state, start + 1)
    if state.sCount[start + 1] < state.blkIndent or not _DASHES.fullmatch(dashes):
        return None
    head = _line(state, start)
    if _ITEM.match(head) and state.sCount[start + 1] > state.sCount[start]:
        return None  # both lines are an item's, and the table is in it
    if "|" not in head or not ("|" in dashes or "+" in dashes):
        return None
    columns = _CELL.findall(dashes)
    return [_ALIGNED.get((one[0] == ":", one[-1] == ":"), "") for one in columns]


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()


def _ends(state: StateBlock, number: int, end: int) -> bool:
    """Return True if a line is not a row of the table."""
    return (
        state.sCount[number] < state.blkIndent
        or not _line(state, number)
        or (state.is_code_block(number) and "|" not in _line(state, number))
        or any(
            rule(state, number, end, True) for rule in state.md.block.ruler.getRules("blockquote")
        )
    )


def _after_remarks(state: StateBlock, number: int, end: int) -> int:
    """Return the line after comments of one line each, if a row between bars stands there.

    Any other line is returned as it is.
    """
    after = number
    while after < end and is_remark(_line(state, after)):
        after += 1
    is_row = after < end and _line(state, after).startswith("|") and not _ends(state, after, end)
    return after if is_row else number


def _cells(row: str) -> list[str]:
    cells = list(_split(row))
    first = 1 if len(cells) > 1 and not cells[0] else 0
    last = len(cells) - 1 if len(cells) > 1 and not cells[-1] else len(cells)
    return cells[first:last]


def _split(row: str) -> Iterator[str]:
    """Yield what stands between the bars of a row."""
    begin = position = 0
    while position < len(row):
        if row[position] == "|":
            yield row[begin:position].strip()
            begin = position = position + 1
        else:
            kept = _KEPT.match(row, position)
            position = kept.end() if kept else position + 1
    yield row[begin:].strip()


def _bare(cell: str) -> str:
    """Return the text of a cell with bars in code without their backslash (GFM 0.29, 4.10)."""
    if "\\|" not in cell or "`" not in cell:
        return cell
    return _KEPT.sub(lambda kept: kept[0].replace("\\|", "|") if kept[1] else kept[0], cell)


def _filled(cells: Sequence[str]) -> Sequence[str]:
    """Return a row without the empty cells at its end."""
    count = len(cells)
    while count and not cells[count - 1]:
        count -= 1
    return cells[:count]


def _row(
    state: StateBlock, tag: str, cells: Sequence[str], aligned: Sequence[str], line: int
) -> Token:
    """Push the tokens of a row, empty cells after its own; return the first."""
    opening = state.push("tr_open", "tr", 1)
    opening.map = [line, line + 1]
    opening.meta = {DOUBT: _BAR_IN_CODE} if any(_bare(one) != one for one in cells) else {}
    for number, alignment in enumerate(aligned):
        cell = state.push("th_open", "th", 1) if tag == "th" else state.push("td_open", "td", 1)
        if alignment:
            cell.attrs = {"style": f"text-align:{alignment}"}
        content = state.push("inline", "", 0)
        content.map = [line, line + 1]
        content.content = _bare(cells[number]) if number < len(cells) else ""
        content.children = []
        state.push(f"{tag}_close", tag, -1)
    state.push("tr_close", "tr", -1)
    return opening


def column_widths(rows: Sequence[str]) -> tuple[float, ...]:
    """Return the columns' widths in per cent, by the lengths of the dashes under the head.

    As in Pandoc, there are none, so that the content decides, unless a row is longer than 72
    columns. If all columns have as many dashes, nobody has said how wide they are: the content
    decides here too, where Pandoc would make them alike, years as wide as remarks. ``rows`` are the
    table's lines of source, the head first.
    """
    cells = _CELL.findall(rows[1])
    if max(map(_length, rows)) <= _COLUMNS or len({cell.count("-") for cell in cells}) == 1:
        return ()
    dashes = [len(cell) for cell in cells]
    return tuple(100 * count / sum(dashes) for count in dashes)


def _length(row: str) -> int:
    """Return the columns that a row takes in an editor; a Chinese character takes two."""
    return sum(1 + is_wide(character) for character in row)
