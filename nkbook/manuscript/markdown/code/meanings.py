"""Blocks of code in the meanings of a definition list.

Pandoc takes from the lines of a meaning the columns that are before its first words, the plugin for
definition lists two, so that code would begin with more blanks than its author means.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_CODE = 4  # columns of code
_OTHERS = ("list", "blockquote")  # what has an indentation of its own


def meanings_plugin(md: MarkdownIt) -> None:
    """Read code in meanings from the column that Pandoc does; use it after the deflist plugin."""
    (code,) = (rule.fn for rule in md.block.ruler.__rules__ if rule.name == "code")

    def code_in_meaning(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        more = _left(state)
        state.blkIndent += more
        try:
            return code(state, start, end, silent)
        finally:
            state.blkIndent -= more

    md.block.ruler.at("code", code_in_meaning)


def _left(state: StateBlock) -> int:
    """Return the columns that are still to be taken from lines right in a meaning."""
    if state.ddIndent < 0 or state.ddIndent != state.blkIndent or state.parentType in _OTHERS:
        return 0
    opening = next((one for one in reversed(state.tokens) if one.type == "dd_open"), None)
    if opening is None or opening.map is None:
        return 0
    left = state.sCount[opening.map[0]] - state.blkIndent
    return left if 0 <= left < _CODE else 0  # the meaning begins with code
