"""Tables drawn with dashes alone: Pandoc's simple_tables and multiline_tables.

The columns are where the dashes are; a head that is flush with its dashes on one side aligns the
column to it. A wide character takes two columns of the drawing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from nkbook.manuscript.markdown.rules.tables import (
    COLUMNS,
    FILL,
    Cell,
    Drawn,
    columns_of,
    push_table,
)

_DASHES = re.compile(r" {0,3}-+(?: +-+)+ *\Z")
_RULE = re.compile(r" {0,3}-{3,} *\Z")
_HEAD_LINES = 6  # most of a multiline table's head


@dataclass(frozen=True, slots=True)
class _Frame:
    """The lines of a table: its head, the row of dashes, its body, and the line past its end."""

    head: range
    dashes: int
    body: range
    end: int
    multiline: bool


def text_tables_plugin(md: MarkdownIt) -> None:
    """Read simple and multiline tables, with and without a head."""
    md.block.ruler.before("code", "text_table", _text_table)


def _text_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = _line(state, start)
    below = _line(state, start + 1) if start + 1 < end else ""
    if state.is_code_block(start) or not (_begins(first) or _DASHES.match(below)):
        return False
    last = next((n for n in range(start, end) if _outside(state, n)), end)
    lines = [_line(state, number) for number in range(start, last)]
    frame = _frame(lines)
    if frame is None:
        return False
    if not silent:
        push_table(state, _drawn(lines, frame, start))
    return True


def _begins(line: str) -> bool:
    """Return True for a row of dashes that can begin a table: ``- - -`` is a break."""
    return bool(_RULE.match(line) or (_DASHES.match(line) and "--" in line))


def _outside(state: StateBlock, line: int) -> bool:
    return state.sCount[line] < state.blkIndent and not state.isEmpty(line)


def _line(state: StateBlock, number: int) -> str:
    return state.getLines(number, number + 1, state.blkIndent, False)


def _frame(lines: Sequence[str]) -> _Frame | None:
    """Return where the parts of the table that the lines begin with are, or None."""
    first = lines[0]
    if _DASHES.match(first):
        end = _find(lines, 1, lambda line: bool(_RULE.match(line) or _DASHES.match(line)))
        if end is None:
            return None
        body = range(1, end)
        multiline = any(not lines[number].strip() for number in body)
        return _Frame(range(0), 0, body, end + 1, multiline)
    if _RULE.match(first):
        dashes = _find(lines[:_HEAD_LINES], 1, lambda line: bool(_DASHES.match(line)))
        end = _find(lines, (dashes or 0) + 1, lambda line: bool(_RULE.match(line)))
        if dashes is None or end is None or any(not line.strip() for line in lines[1:dashes]):
            return None
        return _Frame(range(1, dashes), dashes, range(dashes + 1, end), end + 1, multiline=True)
    if first.strip() and len(lines) > 1 and _DASHES.match(lines[1]):
        end = _find(lines, 2, lambda line: not line.strip()) or len(lines)
        last = end - 1 if end > 2 and _RULE.match(lines[end - 1]) else end  # noqa: PLR2004
        if last > 2:  # noqa: PLR2004 — a table has a row below its head
            return _Frame(range(1), 1, range(2, last), end, multiline=False)
    return None


def _find(lines: Sequence[str], start: int, fits: object) -> int | None:
    assert callable(fits)  # noqa: S101 — for the type checker
    return next((number for number in range(start, len(lines)) if fits(lines[number])), None)


def _drawn(lines: Sequence[str], frame: _Frame, start: int) -> Drawn:
    spans = [match.span() for match in re.finditer(r"-+", lines[frame.dashes])]
    probe = frame.head if len(frame.head) else frame.body
    aligns = _aligns(columns_of(lines[probe[0]]), spans) if len(probe) else []
    cut = {number: _cut(lines[number], spans) for number in (*frame.head, *frame.body)}
    head = [_joined([cut[number] for number in frame.head])] if len(frame.head) else []
    if not frame.multiline:
        body = [[Cell(text.strip()) for text in cut[number]] for number in frame.body]
        return Drawn(head, body, aligns, (), (start, start + frame.end))
    groups: list[list[list[str]]] = [[]]
    for number in frame.body:
        if lines[number].strip():
            groups[-1].append(cut[number])
        else:
            groups.append([])
    edges = [left for left, _ in spans[1:]] + [spans[-1][1] + 1]
    widths = [100 * (edge - left) / COLUMNS for (left, _), edge in zip(spans, edges, strict=True)]
    rows = [_joined(group) for group in groups if group]
    return Drawn(head, rows, aligns, widths, (start, start + frame.end))


def _cut(line: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return a line's texts, each from where its dashes begin to where the next do."""
    drawn = columns_of(line)
    edges = [0, *(left for left, _ in spans[1:]), max(len(drawn), spans[-1][1])]
    return [
        drawn[left:right].replace(FILL, "").rstrip() for left, right in itertools.pairwise(edges)
    ]


def _joined(group: Sequence[Sequence[str]]) -> list[Cell | None]:
    """Return the cells of a row that is several lines high."""
    return [Cell("\n".join(map(str.strip, texts)).strip()) for texts in zip(*group, strict=True)]


def _aligns(drawn: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    aligns = []
    for left, right in spans:
        text = drawn[left:right].ljust(right - left)
        flush = text[:1] != " ", text[-1:] != " "
        aligns.append(
            {(True, True): "", (True, False): "left", (False, True): "right"}.get(
                flush, "center" if text.strip() else ""
            )
        )
    return aligns
