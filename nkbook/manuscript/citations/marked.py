"""The few tags that the text fields of CSL may have, as XHTML."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_TAG = re.compile(r"<(/?)(i|b|sub|sup|sc|span)(?:\s[^<>]*)?>")
# Small capitals and "nocase" concern Latin letters in styles that change case; ours do not.
_ELEMENTS = {"i": "em", "b": "strong", "sub": "sub", "sup": "sup", "sc": None, "span": None}


def marked(text: str) -> Markup:
    """Return a CSL text as XHTML: ``<i>``, ``<b>``, ``<sub>``, ``<sup>``; all else is text.

    A tag without its partner is text too.
    """
    pairs = _pairs(text)
    parts: list[Markup] = []
    end = 0
    for match in _TAG.finditer(text):
        if match.start() not in pairs:
            continue
        parts.append(escape(text[end : match.start()]))
        if element := _ELEMENTS[match[2]]:
            parts.append(Markup(f"<{match[1]}{element}>"))  # noqa: S704 — one of four names
        end = match.end()
    parts.append(escape(text[end:]))
    return Markup("").join(parts)


def plain(text: str) -> str:
    """Return a CSL text without its tags."""
    return marked(text).striptags() if "<" in text else text


def _pairs(text: str) -> set[int]:
    """Return the positions of the tags that are closed in the order in which they were opened."""
    found: set[int] = set()
    waiting: list[re.Match[str]] = []
    for match in _TAG.finditer(text):
        if not match[1]:
            waiting.append(match)
        elif any(opened[2] == match[2] for opened in waiting):
            while (opened := waiting.pop())[2] != match[2]:
                pass
            found |= {opened.start(), match.start()}
    return found
