"""The limit of nesting: what is deeper is reported, where markdown-it would leave it out."""

from __future__ import annotations

from markdown_it.rules_block import StateBlock

DEEPEST = 60  # levels; a list and its item are two


def too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule that turns what is nested too deeply into one token, ``too_deep``."""
    if silent or state.level < DEEPEST:
        return False
    token = state.push("too_deep", "", 0)
    token.map = [start, end]
    state.line = end
    return True
