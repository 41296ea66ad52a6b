"""Tables drawn with dashes alone: Pandoc's simple_tables and multiline_tables.

The columns are where the dashes are; a head that is flush with its dashes on one side aligns the
column to it. A wide character takes two columns of the drawing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock

from nkbook.manuscript.markdown.doubts import DOUBT, OTHERWISE, Doubt
from nkbook.manuscript.markdown.rules.list_marks import list_mark
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
_ONE_COLUMN = Doubt(
    OTHERWISE,
    "the line of dashes makes a heading or a rule here, and a table of one column to Pandoc",
    "put a blank line below the dashes, or draw the table with bars",
)
_NO_ROWS = Doubt(
    OTHERWISE,
    "dashes in columns below a line make no table without a row below them; they are a rule here",
    "write the rows, or put a blank line before a rule",
)
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
    """Read simple and multiline tables, with and without a head, of two columns and more.

    One column looks like a heading or like text between two rules, as which it is read.
    """
    md.block.ruler.before("code", "text_table", _text_table)
    for rule in [one for one in md.block.ruler.__rules__ if one.name in ("hr", "lheading")]:
        md.block.ruler.at(rule.name, _doubted(rule.fn), {"alt": rule.alt})


def _doubted(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    """Return a rule that marks what it reads where Pandoc sees the dashes of one column."""

    def doubted(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        first = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        if silent:
            return True
        lines = _Lines(state, start, end)
        if _is_column(lines, state.line - start):
            state.tokens[first].meta[DOUBT] = _ONE_COLUMN
        elif _is_dashes(lines[0]) and start and not state.isEmpty(start - 1):
            state.tokens[first].meta[DOUBT] = _NO_ROWS
        return True

    return doubted


def _is_column(lines: _Lines, number: int) -> bool:
    """Return True if dashes right above a line end in a rule, or are below an indented head."""
    dashes = lines[number - 1]
    if not _is_rule(dashes) or not lines.has(number) or not lines[number].strip():
        return False
    if number == 1:
        return lines.find(number, _is_rule) is not None
    return dashes.startswith(" ") and lines[0].startswith(" ")


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines from one on, without the indentation of the list item around them."""

    state: StateBlock
    start: int
    end: int

    def __getitem__(self, number: int) -> str:
        line = self.start + number
        return self.state.getLines(line, line + 1, self.state.blkIndent, False)

    def has(self, number: int) -> bool:
        line, state = self.start + number, self.state
        return line < self.end and (
            state.sCount[line] >= state.blkIndent or bool(state.isEmpty(line))
        )

    def find(self, start: int, fits: Callable[[str], bool], most: int | None = None) -> int | None:
        """Return the first line that fits, of at most ``most``."""
        number = start
        while self.has(number) and (most is None or number < most):
            if fits(self[number]):
                return number
            number += 1
        return None


def _text_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    lines = _Lines(state, start, end)
    if state.is_code_block(start) and not (lines.has(1) and _is_dashes(lines[1])):
        return False  # a head may stand far in, over the middle of a wide column
    if lines.has(1) and state.sCount[start + 1] > state.sCount[start] and _is_item(lines[0]):
        return False  # both lines are an item's, and the table is in it
    frame = _frame(lines)
    if frame is None:
        return False
    if not silent:
        push_table(state, _drawn(lines, frame, start))
    return True


def _is_item(line: str) -> bool:
    text = line.lstrip()
    return text[:2] in ("- ", "+ ", "* ", ": ", "~ ") or list_mark(text) is not None


def _is_rule(line: str) -> bool:
    return _RULE.match(line) is not None


def _is_dashes(line: str) -> bool:
    """Return True for dashes that show columns; ``- - -`` is a break."""
    return "--" in line and _DASHES.match(line) is not None


def _frame(lines: _Lines) -> _Frame | None:
    """Return where the parts of the table that the lines begin with are, or None."""
    if _is_dashes(lines[0]):
        return _between_dashes(lines) or _headless(lines)
    if _is_rule(lines[0]):
        return _multiline(lines, _is_rule)
    if lines.has(1) and lines[0].strip() and _is_dashes(lines[1]):
        end = 2
        while lines.has(end) and lines[end].strip():
            end += 1
        last = end - 1 if _is_rule(lines[end - 1]) else end
        if last > 2:  # noqa: PLR2004 — a table has a row below its head
            return _Frame(range(1), 1, range(2, last), end, multiline=False)
    return None


def _headless(lines: _Lines) -> _Frame | None:
    end = lines.find(1, _is_either)
    if end is None:
        return None
    body = range(1, end)
    multiline = any(not lines[number].strip() for number in body)
    return _Frame(range(0), 0, body, end + 1, multiline)


def _between_dashes(lines: _Lines) -> _Frame | None:
    """Return a table with a head whose first and last lines show its columns, too."""
    frame = _multiline(lines, _is_either)
    if frame is None or lines[0].rstrip() != lines[frame.dashes].rstrip():
        return None
    first = lines[frame.dashes + 1].strip()
    return frame if first and not first.startswith((":", "Table:")) else None


def _is_either(line: str) -> bool:
    return _is_rule(line) or _is_dashes(line)


def _multiline(lines: _Lines, is_last: Callable[[str], bool]) -> _Frame | None:
    dashes = lines.find(1, _is_dashes, _HEAD_LINES)
    if dashes is None or any(not lines[number].strip() for number in range(1, dashes)):
        return None
    end = lines.find(dashes + 1, is_last)
    if end is None:
        return None
    return _Frame(range(1, dashes), dashes, range(dashes + 1, end), end + 1, multiline=True)


def _drawn(lines: _Lines, frame: _Frame, start: int) -> Drawn:
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
