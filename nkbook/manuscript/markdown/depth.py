"""The limit of nesting: what is deeper becomes text, where markdown-it would leave it out."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

DEEPEST = 60  # levels; a list and its item are two
# A fence with a name or with classes alone; one with other words is none, or has words to keep.
_DIV = r":{3,}+[ \t]*+(?:[^\s{}:\[\]]++|\{[^{}=\n]{0,1000}+\})?[ \t]*+:*+[ \t]*+$"
_MARKS = re.compile(rf"^(?:[ \t>]|(?:[-+*:]|\d{{1,9}}[.)])(?=\s|$)|{_DIV})*", re.MULTILINE)


def too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule that turns what is nested too deeply into a paragraph after ``too_deep``.

    The marks of lists, quotations and divs at the beginning of its lines are not printed.
    """
    if silent or state.level < DEEPEST:
        return False
    token = state.push("too_deep", "", 0)
    token.map = [start, end]
    lines = state.getLines(start, end, 0, keepLastLF=False)
    content = "\n".join(filter(None, _MARKS.sub("", lines).split("\n")))
    state.push("paragraph_open", "p", 1).map = [start, end]
    inline = state.push("inline", "", 0)
    inline.map, inline.content, inline.children = [start, end], content, []
    state.push("paragraph_close", "p", -1)
    state.line = end
    return True
