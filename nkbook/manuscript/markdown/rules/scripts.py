r"""Super- and subscripts, ``m^2^`` and ``H~2~O``, mark-up inside; and escaped signs.

Pandoc's superscript, subscript and all_symbols_escapable extensions: no white space inside
unless it is escaped; an escaped space is a no-break space, and every other sign that is neither a
letter nor a digit is escaped as ASCII's are: ``\「`` prints 「.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_SCRIPTS = {"^": "sup", "~": "sub"}
_PATTERNS = {
    mark: re.compile(rf"{re.escape(mark)}((?:[^ \t\n\\{re.escape(mark)}]|\\.)+){re.escape(mark)}")
    for mark in _SCRIPTS
}
_NOTE = re.compile(r"\^\[\^[^\]\s]*\]")  # a note in its place that begins with the mark: ^[^甲]


def scripts_plugin(md: MarkdownIt) -> None:
    """Read scripts, and escaped spaces and signs."""
    md.inline.ruler.before("emphasis", "script", _script)
    md.inline.ruler.before("escape", "escaped_space", _escaped_space)
    md.inline.ruler.before("escape", "escaped_sign", _escaped_sign)


def _script(state: StateInline, silent: bool) -> bool:
    mark = state.src[state.pos]
    if mark not in _SCRIPTS or state.src.startswith(f"{mark}{mark}", state.pos):
        return False
    if _NOTE.match(state.src, state.pos, state.posMax):
        return False
    found = _PATTERNS[mark].match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        maximum = state.posMax
        state.pos, state.posMax = state.pos + 1, found.end() - 1
        state.push(f"{_SCRIPTS[mark]}_open", _SCRIPTS[mark], 1)
        state.md.inline.tokenize(state)
        state.push(f"{_SCRIPTS[mark]}_close", _SCRIPTS[mark], -1)
        state.posMax = maximum
    state.pos = found.end()
    return True


def _escaped_space(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("\\ ", state.pos):
        return False
    if not silent:
        state.pending += "\u00a0"
    state.pos += 2
    return True


def _escaped_sign(state: StateInline, silent: bool) -> bool:
    """Inline rule for a backslash before a sign outside ASCII, whose own CommonMark reads."""
    sign = state.src[state.pos + 1 : min(state.pos + 2, state.posMax)]
    if state.src[state.pos] != "\\" or not sign or sign.isascii() or sign.isalnum():
        return False
    if not silent:
        token = state.push("text_special", "", 0)
        token.content, token.markup, token.info = sign, f"\\{sign}", "escape"
    state.pos += 2
    return True
