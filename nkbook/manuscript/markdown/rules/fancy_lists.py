"""Ordered lists with marks that CommonMark lacks: ``a.``, ``iv)``, ``(1)``, ``#.``, ``(@)``.

Pandoc's fancy_lists and example_lists. Decimal numbers with a period or one parenthesis are
markdown-it's own. Examples are numbered through the chapter; ``(@name)`` in the text prints the
number of the example of that name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from nkbook.manuscript.markdown.doubts import DOUBT, OTHERWISE, Doubt
from nkbook.manuscript.markdown.rules.list_marks import ListMark, list_mark

_REFERENCE = re.compile(r"(-?)(?<![\w@\\])@(\w+(?:-\w+)*)")
_OPEN = "fancy_lists"  # in env: the first marks of the lists that are being read
_YEARS = 1000  # a number that a line of text may begin with, and no list
_SHORT_INDENT = Doubt(
    OTHERWISE,
    "a block is four blanks in, below an item with a longer mark: Pandoc reads code below the list;"
    " it is read as a part of the item",
    "begin it below the first words of the item",
)
_CODE_INDENT = 4  # spaces after a mark that begin an indented code block


@dataclass(slots=True)
class _Item:
    """An item's mark and where its text begins: a position in the source, and a column.

    ``indent`` is the column of the item's further blocks.
    """

    mark: ListMark
    content: int
    column: int
    indent: int
    code: int  # blanks that make it code
    long: bool  # the text begins beyond the column of the further blocks


def fancy_lists_plugin(md: MarkdownIt) -> None:
    """Read such lists; ``ordered_list_open`` has meta ``style`` and ``delimiter``."""
    md.block.ruler.before("list", "fancy_list", _fancy_list, {"alt": ["paragraph", "blockquote"]})
    md.inline.ruler.before("escape", "example_reference", _example_reference)


def _fancy_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    item = _item(state, start)
    if item is None or state.is_code_block(start):
        return False
    mark = item.mark
    if mark.style == "Decimal" and mark.delimiter != "TwoParens" and not mark.plain:
        # markdown-it's own, which lets only a list that begins with 1 follow an item's line.
        inside = state.listIndent >= 0 and state.sCount[start] >= state.blkIndent
        return silent and inside and mark.start != 1 and mark.start < _YEARS
    outside: list[ListMark] = state.env.setdefault(_OPEN, [])
    if silent:
        if state.sCount[start] < state.blkIndent:
            return any(mark.continues(first) for first in outside)  # the next item of a list
        # Only inside an item of another list, where Pandoc asks for no blank line either.
        return state.listIndent >= 0 and mark.start == 1
    opening = state.push("ordered_list_open", "ol", 1)
    number = _number(state, mark)
    if number != 1:
        opening.attrs["start"] = number
    opening.meta = {"style": mark.style, "delimiter": mark.delimiter}
    opening.map = lines = [start, start]
    first, outer = len(state.tokens) - 1, state.parentType
    state.parentType = "list"
    tight, line = True, start
    current: _Item | None = item
    outside.append(mark)
    while current is not None:
        tight = _read_item(state, current, line, end) and tight
        line = state.line
        current = _next(state, item.mark, line, end)
        if current is not None:
            _number(state, current.mark)
            tight = tight and not state.isEmpty(line - 1)
    outside.pop()
    state.push("ordered_list_close", "ol", -1)
    lines[1] = state.line = line
    state.parentType = outer
    if tight:
        _tighten(state.tokens, first, state.level + 2)
    return True


def _item(state: StateBlock, line: int) -> _Item | None:
    begin, maximum = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    mark = list_mark(state.src[begin:maximum])
    if mark is None:
        return None
    position = begin + mark.width
    column = initial = state.sCount[line] + mark.width
    while position < maximum and state.src[position] in " \t":
        column += 4 - (column + state.bsCount[line]) % 4 if state.src[position] == "\t" else 1
        position += 1
    after = column - initial
    code = min(after, position - begin - mark.width) - 1 if after > _CODE_INDENT else 0
    if position >= maximum or after > _CODE_INDENT:
        after = 1
    # Four columns are enough for an item's further blocks, however long its mark is.
    indent = min(initial + after, state.sCount[line] + _CODE_INDENT)
    return _Item(mark, position, column, indent, code, long=indent < initial + after)


def _read_item(state: StateBlock, item: _Item, line: int, end: int) -> bool:
    """Read the blocks of an item and return True if no blank line is between them."""
    opening = state.push("list_item_open", "li", 1)
    opening.map = lines = [line, line]
    saved = state.tight, state.tShift[line], state.sCount[line], state.listIndent, state.blkIndent
    state.listIndent, state.blkIndent = state.blkIndent, item.indent
    state.tight = True
    begin = state.bMarks[line]
    if item.long:  # or a part of the mark would be taken for text, or the text for code
        state.bMarks[line], state.tShift[line] = item.content - item.code, item.code
        state.sCount[line] = item.indent + item.code
    else:
        state.tShift[line] = item.content - begin
        state.sCount[line] = item.column
    if item.content >= state.eMarks[line] and state.isEmpty(line + 1):
        state.line = min(line + 2, end)
    else:
        state.md.block.tokenize(state, line, end)
    tight, state.bMarks[line] = state.tight, begin
    state.tight, state.tShift[line], state.sCount[line], state.listIndent, state.blkIndent = saved
    state.push("list_item_close", "li", -1)
    lines[1] = state.line
    is_example = (
        item.mark.style == "Example"
    )  # of which Pandoc asks four columns, whatever the mark
    if item.long and not is_example and _is_outside(state, item, range(line + 1, state.line)):
        opening.meta[DOUBT] = _SHORT_INDENT
    return tight


def _is_outside(state: StateBlock, item: _Item, lines: range) -> bool:
    """Return True if a block of an item begins before the column of the item's first words."""
    column = item.column - item.code
    return any(
        state.isEmpty(number - 1) and not state.isEmpty(number) and state.sCount[number] < column
        for number in lines
    )


def _next(state: StateBlock, first: ListMark, line: int, end: int) -> _Item | None:
    """Return the item at ``line`` if it goes on with the list."""
    if line >= end or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return None
    item = _item(state, line)
    return item if item is not None and item.mark.continues(first) else None


def _number(state: StateBlock, mark: ListMark) -> int:
    """Return an item's number; examples are counted through the chapter, and named."""
    if mark.style != "Example":
        return mark.start
    examples: dict[str, int] = state.env.setdefault("examples", {})
    count = examples.get("", 0) + 1
    examples[""] = count
    if mark.label:
        examples.setdefault(mark.label, count)
    return count


def _tighten(tokens: list[Token], first: int, level: int) -> None:
    """Hide the paragraphs right in the items of a list whose items have no blank lines."""
    for token in tokens[first:]:
        if token.level == level and token.type in ("paragraph_open", "paragraph_close"):
            token.hidden = True


def _example_reference(state: StateInline, silent: bool) -> bool:
    """Inline rule for ``(@name)``; blocks are read first, so that later examples are known."""
    if state.src[state.pos] not in "@-":
        return False
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    number = state.env.get("examples", {}).get(found[2]) if found else None
    if not found or number is None:
        return False
    if not silent:
        state.pending += f"{found[1]}{number}"
    state.pos = found.end()
    return True
