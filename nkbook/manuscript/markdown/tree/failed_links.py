"""Finds links and pictures that Markdown leaves as text because of a mistake in their syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BRACKETS = r"!?\[[^\[\]]*\]"
# A space ends a link's address (CommonMark 0.31 §6.3), except in angle brackets.
_SPACED = re.compile(rf"{_BRACKETS}\((?=[^()]*[./#])[^()<>\s]+[ \t][^()<>]*\)")
# Only what can be nothing but a link: [sic]（…） is text.
_WIDE = re.compile(
    rf"{_BRACKETS}（(?:#|https?:)[^（）]*）|{_BRACKETS}（[^（）\s]+\.(?:svg|png|jpe?g|gif|webp|yaml)）",
    re.IGNORECASE,
)


def failed_links(text: str) -> Iterator[tuple[str, str]]:
    """Yield each failed link or picture in a piece of plain text, with its remedy."""
    for found in _SPACED.finditer(text):
        yield found[0], "put a path with spaces in angle brackets: ](<images/a b.png>)"
    for found in _WIDE.finditer(text):
        yield found[0], "the parentheses of a link are ( and )"
