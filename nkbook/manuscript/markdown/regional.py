"""Words for single editions in the text: ``[信息]{tw=資訊 cn=信息}``, by the keys of locales."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from nkbook.locales.registry import locales
from nkbook.manuscript.markdown.rules.attributes import add_pair

_VALUE = r'(?:"[^"{}]*"|[^\s"{}]+)'
_KEYS = "|".join(one.key for one in locales().values())
_ATTRIBUTES = re.compile(rf"\{{\s*(?:(?:{_KEYS})={_VALUE}\s*)+\}}")
_PAIR = re.compile(rf"({_KEYS})=({_VALUE})")


def regional_plugin(md: MarkdownIt) -> None:
    """Add a rule for spans whose attributes are all keys of locales.

    Values need no quotes, as in Pandoc; the attributes plugin takes bare ASCII values only.
    """
    md.inline.ruler.before("link", "regional", _regional)


def _regional(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    if end < 0:
        return False
    match = _ATTRIBUTES.match(state.src, end + 1, state.posMax)
    if not match:
        return False
    if not silent:
        start, maximum = state.pos + 1, state.posMax
        token = state.push("span_open", "span", 1)
        token.attrs = {}
        for key, value in _PAIR.findall(match[0]):
            add_pair(token.attrs, key, value.strip('"'))
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = maximum
    state.pos = match.end()
    return True
