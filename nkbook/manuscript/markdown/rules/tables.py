"""What the rules for tables share: captions, cells, and the tokens of a table that is drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from nkbook.manuscript.markdown.doubts import CELL
from nkbook.typesetting.han import is_wide

CAPTION = re.compile(r"(?::|[Tt]able:)(?:[ \t]+|\Z)")
_TABLES = ("table", "grid_table", "text_table")
COLUMNS = 72  # Pandoc's --columns, to which widths are relative
FILL = "\u0001"  # stands after a wide character, which takes two columns of the drawing


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its Markdown, and how many rows and columns it spans.

    One of ``blocks`` holds figures too, as in Pandoc's grid tables.
    """

    text: str
    rows: int = 1
    columns: int = 1
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table as drawn: rows of cells (None where a span covers), alignments, widths in per cent.

    ``lines`` are the source lines, first and past the last, of the whole.
    """

    head: Sequence[Sequence[Cell | None]]
    body: Sequence[Sequence[Cell | None]]
    aligns: Sequence[str]
    widths: Sequence[float]
    lines: tuple[int, int]


def caption_plugin(md: MarkdownIt) -> None:
    """End a pipe table at a line that begins its caption, without a blank line too.

    A caption before its table is no meaning of the line before that. Use it after the rules for
    tables.
    """
    md.block.ruler.before("paragraph", "table_caption", _caption, {"alt": ["blockquote"]})
    tables = [rule.fn for rule in md.block.ruler.__rules__ if rule.name in _TABLES]

    def before_caption(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """Block rule for one line of text with a caption and its table below it."""
        if silent or state.is_code_block(start) or not _is_caption_ahead(state, start + 1, end):
            return False
        number = start + 2
        while number < end and not state.isEmpty(number):
            number += 1
        while number < end and state.isEmpty(number):
            number += 1
        if number == end or not any(rule(state, number, end, True) for rule in tables):
            return False
        opening = state.push("paragraph_open", "p", 1)
        content = state.push("inline", "", 0)
        content.content, content.children = _line(state, start).strip(), []
        opening.map = content.map = [start, start + 1]
        state.push("paragraph_close", "p", -1)
        state.line = start + 1
        return True

    md.block.ruler.before("deflist", "before_caption", before_caption)


def _is_caption_ahead(state: StateBlock, blank: int, end: int) -> bool:
    """Return True if a blank line is followed by one that begins a caption with a colon."""
    if blank + 1 >= end or not state.isEmpty(blank) or state.sCount[blank + 1] < state.blkIndent:
        return False
    line = _line(state, blank + 1)
    return line.startswith(":") and CAPTION.match(line) is not None


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _caption(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    line = _line(state, start)
    ends = silent and state.parentType == "table" and "|" not in line
    return ends and CAPTION.match(line) is not None


def columns_of(text: str) -> str:
    """Return a line with a filler after each wide character: one code point a column."""
    return "".join(character + (FILL if is_wide(character) else "") for character in text)


def push_table(state: StateBlock, table: Drawn) -> None:
    """Write a table's tokens; a single paragraph in a cell is without its element."""
    opening = state.push("table_open", "table", 1)
    opening.map = list(table.lines)
    opening.meta = {"drawn": True, "widths": list(table.widths)}
    for part, kind, rows in (("thead", "th", table.head), ("tbody", "td", table.body)):
        if not rows:
            continue
        state.push(f"{part}_open", part, 1)
        for row in rows:
            state.push("tr_open", "tr", 1).map = list(table.lines)
            for number, cell in enumerate(row):
                if cell is not None:
                    align = table.aligns[number] if number < len(table.aligns) else ""
                    _push_cell(state, kind, cell, align, table.lines)
            state.push("tr_close", "tr", -1)
        state.push(f"{part}_close", part, -1)
    state.push("table_close", "table", -1)
    state.line = table.lines[1]


def _push_cell(
    state: StateBlock, kind: str, cell: Cell, align: str, lines: tuple[int, int]
) -> None:
    opening = state.push(f"{kind}_open", kind, 1)
    if align:
        opening.attrs["style"] = f"text-align:{align}"
    if cell.rows > 1:
        opening.attrs["rowspan"] = cell.rows
    if cell.columns > 1:
        opening.attrs["colspan"] = cell.columns
    first = len(state.tokens)
    if cell.blocks:
        state.md.block.parse(cell.text, state.md, state.env, state.tokens)
    elif cell.text.strip():  # a line of text, to Pandoc too, whatever marks it begins with
        state.push("paragraph_open", "p", 1).map = list(lines)
        inline = state.push("inline", "", 0)
        inline.map, inline.content, inline.children = list(lines), cell.text.strip(), []
        state.push("paragraph_close", "p", -1)
    own = state.tokens[first:]
    if len(own) == 3 and own[0].type == "paragraph_open":  # noqa: PLR2004 — open, inline, close
        own[0].hidden = own[2].hidden = True
        own[0].meta["figures"] = cell.blocks
    for token in own:
        token.map = list(lines) if token.map else None
        token.meta[CELL] = True
    state.push(f"{kind}_close", kind, -1)
