"""Line blocks: verse and addresses whose lines are the author's, ``| 床前明月光，``.

Pandoc's line_blocks extension: each line begins with a bar and a space; leading spaces are kept
as no-break spaces; a line that begins with white space continues the one before.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from nkbook.manuscript.markdown.doubts import DOUBT, OTHERWISE, Doubt
from nkbook.typesetting.han import joins

_LINE = re.compile(r"\|(?: |\Z)")
_TABLE_RULE = re.compile(r"\|?[ \t:]*-[-|+: \t]*\Z")
_JOINED = Doubt(
    OTHERWISE,
    "a line of a line block goes on below without a blank between Chinese characters; to Pandoc"
    " there is one",
    "write the line as one",
)
_LAST_BLANK = re.compile(r"(?<!\\)((?:\\\\)*)\\[ \t]+\Z")


def line_blocks_plugin(md: MarkdownIt) -> None:
    """Read line blocks; divs of class ``line-block``, with one of class ``line`` for each."""
    md.block.ruler.before("table", "line_block", _line_block)


def _line_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or not _LINE.match(_line(state, start)):
        return False
    if start + 1 < end and _TABLE_RULE.match(_line(state, start + 1)):
        return False
    if silent:
        return True
    rows: list[tuple[str, int]] = []
    number = start
    while number < end and state.sCount[number] >= state.blkIndent:
        text = _line(state, number)
        if _LINE.match(text):
            rows.append((text[2:], number))
        elif rows and text and state.sCount[number] > state.blkIndent:
            rows[-1] = (f"{rows[-1][0]}\n{text}", rows[-1][1])
        else:
            break
        number += 1
    block = _open_div(state, "line-block", start, number)
    if any(joins(text, at) for text, _ in rows for at, mark in enumerate(text) if mark == "\n"):
        block.meta[DOUBT] = _JOINED
    for text, row in rows:
        _open_div(state, "line", row, row + 1)
        inline = state.push("inline", "", 0)
        inline.map, inline.children = [row, row + 1], []
        text = _LAST_BLANK.sub(r"\1", text).rstrip()  # noqa: PLW2901 — an escaped blank prints none
        inline.content = re.sub(r"^ +", lambda match: "\u00a0" * len(match[0]), text)
        state.push("div_close", "div", -1)
    state.push("div_close", "div", -1)
    state.line = number
    return True


def _open_div(state: StateBlock, name: str, first: int, end: int) -> Token:
    opening = state.push("div_open", "div", 1)
    opening.attrs, opening.meta = {"class": name}, {"closed": True}
    opening.map, opening.block = [first, end], True
    return opening


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
