r"""Inline rules for commands of TeX in running text, ``\textbf{…}`` and ``\newpage``.

Pandoc's raw_tex hands them to LaTeX and drops them elsewhere. What sets words is read as the
mark-up that it means, so that no word is lost; what lays out LaTeX's pages is left out with a
warning, for a book's pages are laid out by nkbook. All other commands are printed as they stand.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from nkbook.manuscript.markdown.doubts import DOUBT, OTHERWISE, Doubt
from nkbook.manuscript.markdown.html.tokens import PROBLEM
from nkbook.manuscript.markdown.maths.tree import equation_id
from nkbook.maths import group_end
from nkbook.maths.text_commands import LABEL, LAYOUT, LINE_END, LOGO, WITH_WORDS, WORDS

# No command: the path C:\newpage, or a name with a backslash in it.
_IN_A_PATH = re.compile(r"[A-Za-z0-9.:/\\-]")
_REMEDY = "take it out; \\\\ prints a backslash, and ` marks make code of it"


def commands_plugin(md: MarkdownIt) -> None:
    """Read the commands that this module knows."""
    md.inline.ruler.before("escape", "tex_layout", _layout)
    md.inline.ruler.before("escape", "tex_words", _words)
    md.inline.ruler.before("escape", "tex_label", _label)


def _layout(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "\\":
        return False
    found = LAYOUT.match(state.src, state.pos, state.posMax)
    if _is_in_a_path(state) and (found is None or "{" not in found[0]):
        return False
    if logo := LOGO.match(state.src, state.pos, state.posMax):
        if not silent:
            state.pending += logo[1]
        state.pos = logo.end()
        return True
    if ended := LINE_END.match(state.src, state.pos, state.posMax):
        if not silent:
            state.push("hardbreak", "br", 0)
        state.pos = ended.end()
        return True
    if found is None:
        return False
    if not silent:
        message = f"{found[0].strip()} lays out pages of LaTeX, and is left out"
        token = state.push(PROBLEM, "", 0)
        token.meta = {"code": "NK242", "message": message, "hint": _REMEDY, "pos": state.pos}
    state.pos = found.end()
    return True


def _words(state: StateInline, silent: bool) -> bool:
    r"""Inline rule for ``\textbf{words}`` and its like, with mark-up and commands inside."""
    if state.src[state.pos] != "\\":
        return False
    command = WITH_WORDS.match(state.src, state.pos, state.posMax)
    end = group_end(state.src[: state.posMax], command.end()) if command else -1
    if command is None or end < 0:
        return False
    if not silent:
        kind, tag, name = WORDS[command[1]]
        start, maximum = command.end() + 1, state.posMax
        message = f"\\{command[1]}{{…}} is read as what it means; Pandoc hands it to LaTeX alone"
        meta = {DOUBT: Doubt(OTHERWISE, message, "say it in Markdown")}
        if kind == "note_inline":
            token = state.push(kind, "", 0)
            token.meta, token.content = {"pos": state.pos} | meta, state.src[start : end - 1]
        else:
            token = state.push(f"{kind}_open", tag, 1)
            token.meta = meta
            token.attrs = {"class": name} if name else {}
            state.pos, state.posMax = start, end - 1
            state.md.inline.tokenize(state)
            state.push(f"{kind}_close", tag, -1)
            state.posMax = maximum
    state.pos = end
    return True


def _label(state: StateInline, silent: bool) -> bool:
    r"""Inline rule for ``\label{name}``: a place that links and references lead to."""
    found = LABEL.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("span_open", "span", 1).attrs = {"id": equation_id(found[1])}
        state.push("span_close", "span", -1)
    state.pos = found.end()
    return True


def _is_in_a_path(state: StateInline) -> bool:
    return state.pos > 0 and _IN_A_PATH.match(state.src, state.pos - 1) is not None
