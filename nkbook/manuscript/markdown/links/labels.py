"""The words of a link, which may hold notes, spans and citations, but no other link; its address.

markdown-it takes every construct in brackets for a link, so that ``[*重*[慶]{.x}](a.md)`` would be
none. Names of files may have blanks in them, as in Pandoc.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_inline import StateInline

# Rules for what begins with a bracket and is no link.
_OTHERS = ("note_call", "citation", "span")
# An address of several words, up to its title or its end, with brackets in pairs.
_IN_WORDS = re.compile(r"(?:[^\s()<]|\([^\s()]*\)|[ \t]++(?![\"')]|\([^()]*\)\s*\)))+")
# What a name of a file or an address is known by, for other words in brackets are text.
_IS_PLACE = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|\.{0,2}/).+|[^，。；：！？]+\.[A-Za-z0-9]{2,5}(?:[#?].*)?",
    re.IGNORECASE,
)


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
            if mark in "^~" and _parts_brackets(state.src, before, state.pos):
                state.pos = before + 1  # as in Pandoc, where brackets come before raised letters
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
        parseLinkDestination=_destination,
        parseLinkTitle=helpers.parseLinkTitle,
    )
    md.helpers = own


def _parts_brackets(text: str, start: int, end: int) -> bool:
    """Return True if a bracket between two places of a text has its other one outside of them."""
    depth = 0
    for place in range(start, end):
        if text[place] in "[]" and text[place - 1 : place] != "\\":
            depth += 1 if text[place] == "[" else -1
            if depth < 0:
                break
    return depth != 0


def _destination(text: str, start: int, maximum: int) -> Any:
    """Return the address of a link that begins at ``start``, as markdown-it's function does.

    Unlike there, it may have blanks in it, if it is that of a file or of a place on the web.
    """
    found = helpers.parseLinkDestination(text, start, maximum)
    if (
        not found.ok
        or text[start : start + 1] == "<"
        or text[found.pos : found.pos + 1] not in " \t"
    ):
        return found
    words = _IN_WORDS.match(text, start, maximum)
    if words is None or words.end() <= found.pos:
        return found
    after = text[words.end() : maximum].lstrip(" \t")[:1]
    if after != ")" and (after not in "\"'(" or not after):
        return found
    if after not in "\"'" and not _IS_PLACE.fullmatch(words[0].strip()):
        return found
    whole = helpers.parseLinkDestination(f"<{words[0].strip()}>", 0, len(words[0].strip()) + 2)
    if whole.ok:
        found.str, found.pos = whole.str, words.end()
    return found
