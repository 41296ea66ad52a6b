"""The words of a link: they may hold notes, spans and citations, but no other link.

markdown-it takes every construct in brackets for a link, so that ``[*重*[慶]{.x}](a.md)`` would be
none.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_inline import StateInline

# Rules for what begins with a bracket and is no link.
_OTHERS = ("note_call", "citation", "span")


def labels_plugin(md: MarkdownIt) -> None:
    """Let links hold what the rules for notes, citations and spans read; use it after these."""
    others = [rule for rule in md.inline.ruler.__rules__ if rule.name in _OTHERS]

    def is_other(state: StateInline, start: int, end: int) -> bool:
        position, state.pos = state.pos, start
        found = any(rule.fn(state, True) and state.pos == end for rule in others)
        state.pos = position
        return found

    def label_end(state: StateInline, start: int, disable_nested: bool = False) -> int:
        """Return where the label that opens at ``start`` ends, or -1, as markdown-it's function."""
        position, level = state.pos, 1
        end = -1
        state.pos = start + 1
        while state.pos < state.posMax:
            mark, before = state.src[state.pos], state.pos
            if mark == "]":
                level -= 1
                if level == 0:
                    end = before
                    break
            state.md.inline.skipToken(state)
            if mark != "[":
                continue
            if state.pos == before + 1:
                level += 1
            elif disable_nested and not is_other(state, before, state.pos):
                break
        state.pos = position
        return end

    own: Any = SimpleNamespace(
        parseLinkLabel=label_end,
        parseLinkDestination=helpers.parseLinkDestination,
        parseLinkTitle=helpers.parseLinkTitle,
    )
    md.helpers = own
