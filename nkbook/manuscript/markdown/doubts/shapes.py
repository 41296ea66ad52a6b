"""Shapes of headings, lists and links that CommonMark and Pandoc's Markdown read in two ways."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from nkbook.manuscript.markdown.doubts import DOUBT, OTHERWISE, Doubt

_ITEM_MARK = re.compile(r"\S+[ \t]{1,4}")
_GLUED = re.compile(r"(?<![\s\\#])#+[ \t]*(?:\{[^{}]*\}[ \t]*)?\Z")
# What closes a heading after a Chinese blank, which Pandoc takes for one.
_WIDE_CLOSE = re.compile(r"(?<![ \t\u3000])[ \t]*+\u3000[ \t\u3000]*+#+\Z")
_INDENT = 2  # columns that put a block below an empty item into it, for Pandoc
_INDENTED_HEADING = Doubt(
    OTHERWISE,
    "blanks stand before the marks of a heading: Pandoc reads text; it is printed as a heading",
    "begin the line with the mark, or write \\# for text",
)
_GLUED_MARK = Doubt(
    OTHERWISE,
    "a # right after the last word of a heading is printed; Pandoc leaves it out",
    "write \\# for the mark, or put a blank before one that closes the heading",
)
_EMPTY_ITEM = Doubt(
    OTHERWISE,
    "what is below a lone mark of a list and a blank line is in the item to Pandoc, but not here",
    "begin the text of the item on the line of its mark",
)
_LONE_MARK = Doubt(
    OTHERWISE,
    "what is right below a lone mark of a list is in the item to Pandoc, but not here",
    "begin the text of the item on the line of its mark, or put a blank line between them",
)
_TITLE_IN_BRACKETS = Doubt(
    OTHERWISE,
    "a title in parentheses is the link's, as in CommonMark; to Pandoc it is a part of the address",
    'write it in quotation marks: [words](address "title")',
)
_TABLE_IN_ITEM = Doubt(
    OTHERWISE,
    "the first line of a table is on the line of its item's mark, and the others are not right"
    " below it: Pandoc reads text, or other cells",
    "begin the table on the line below the mark",
)
_EXAMPLE_COLUMNS = 4  # before further lines of an example, whatever its mark is
_Block = Callable[[StateBlock, int, int, bool], bool]
_Inline = Callable[[StateInline, bool], bool]


def shapes_plugin(md: MarkdownIt) -> None:
    """Mark such places in the tokens; use it after what replaces these rules."""
    blocks = {
        "heading": _heading,
        "lheading": _underlined,
        "list": _list,
        "fancy_list": _list,
    }
    for rule in [one for one in md.block.ruler.__rules__ if one.name in blocks]:
        around = blocks[rule.name](rule.fn)
        md.block.ruler.at(rule.name, around, {"alt": rule.alt})
    for inline in [one for one in md.inline.ruler.__rules__ if one.name in ("link", "image")]:
        md.inline.ruler.at(inline.name, _link(inline.fn))


def _heading(rule: _Block) -> _Block:
    def heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        first = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        if not silent:
            line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
            inline = state.tokens[first + 1]
            inline.content = _WIDE_CLOSE.sub("", inline.content)
            if _is_indented(state, start):
                state.tokens[first].meta[DOUBT] = _INDENTED_HEADING
            elif _GLUED.search(line):
                state.tokens[first].meta[DOUBT] = _GLUED_MARK
        return True

    return heading


def _is_indented(state: StateBlock, line: int) -> bool:
    """Return True for blanks before a line, besides those of the item or note that it is in.

    After the mark of an item, in a meaning and in lists with long marks Pandoc takes them away.
    """
    if state.ddIndent >= 0 or state.env.get("fancy_lists"):
        return False
    begin = state.bMarks[line]
    before = state.src[begin : begin + state.tShift[line]]
    return not before.strip() and state.sCount[line] > state.blkIndent


def _underlined(rule: _Block) -> _Block:
    def underlined(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        first = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        if not silent and _is_indented(state, state.line - 1):
            state.tokens[first].meta.setdefault(DOUBT, _INDENTED_HEADING)
        return True

    return underlined


def _list(rule: _Block) -> _Block:
    def of_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        first = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        last = [token.type for token in state.tokens[-3:-1]]
        below = state.line
        is_followed = below < end and not state.isEmpty(below)
        if not silent and is_followed and last == ["list_item_open", "list_item_close"]:
            if not state.isEmpty(below - 1) and state.sCount[below] >= state.blkIndent:
                state.tokens[first].meta[DOUBT] = _LONE_MARK
            elif state.sCount[below] >= state.blkIndent + _INDENT:
                state.tokens[first].meta[DOUBT] = _EMPTY_ITEM
        if not silent:
            _doubt_tables(state, state.tokens[first:])
        return True

    return of_list


def _doubt_tables(state: StateBlock, tokens: Sequence[Token]) -> None:
    """Mark drawn tables whose first line is an item's, and not above the lines below it."""
    for item, table in itertools.pairwise(tokens):
        is_own = item.type == "list_item_open" and item.level == tokens[0].level + 1
        if not is_own or not item.map or not table.meta.get("drawn"):
            continue
        line = item.map[0]
        begin = state.bMarks[line] + state.tShift[line]
        mark = _ITEM_MARK.match(state.src, begin, state.eMarks[line])
        below = state.sCount[line + 1] - state.sCount[line]
        if mark and below != (_EXAMPLE_COLUMNS if mark[0].startswith("(@") else len(mark[0])):
            table.meta.setdefault(DOUBT, _TABLE_IN_ITEM)


def _link(rule: _Inline) -> _Inline:
    def link(state: StateInline, silent: bool) -> bool:
        first = len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent and state.src.endswith("))", 0, state.pos):
            opening = next(
                one for one in state.tokens[first:] if one.type in ("link_open", "image")
            )
            if opening.attrs.get("title"):
                opening.meta[DOUBT] = _TITLE_IN_BRACKETS
        return True

    return link
