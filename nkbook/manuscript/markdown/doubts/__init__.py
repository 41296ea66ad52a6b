"""What nkbook reads as its author seems to mean it, and Pandoc in another way.

A rule that knows such a place says so in its token: ``meta[DOUBT]`` is a ``Doubt``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from nkbook.manuscript.markdown.doubts.below_text import below_text
from nkbook.manuscript.markdown.doubts.typed_lists import typed_list

DOUBT = "doubt"
CELL = "cell"  # in the meta of tokens in a cell, whose lines are those of their table
OTHERWISE, NOT_CLOSED, NO_CHARACTER, NO_LIST = "NK270", "NK271", "NK236", "NK272"


class Doubt(NamedTuple):
    """A problem's code, its message, and the remedy."""

    code: str
    message: str
    remedy: str


_ANOTHER_LIST = Doubt(
    OTHERWISE,
    "items with another mark right below a list are a list of their own, to Pandoc the same one",
    "begin all items of a list with one mark",
)
_AS_LIST = (
    "begin items with - or 1. and a blank, or each line with | and a blank; or end it with \\"
)
_LONG_HEADING = Doubt(
    OTHERWISE,
    "a line of = or - below two lines of text: Pandoc reads text; they are printed as a heading",
    "write a heading as ## words; a rule stands below a blank line",
)


def doubts(tokens: Sequence[Token]) -> Iterator[tuple[Doubt, int]]:
    """Yield each doubt with its line within the tokens' text, from 0."""
    for what, number in below_text(tokens):
        message = f"{what} begins right below a line of text: Pandoc reads its marks as text"
        yield Doubt(OTHERWISE, message, "put a blank line between them"), number
    line, last = 0, Token("", "", 0)
    for token in tokens:
        line = token.map[0] if token.map else line
        for one in (token, *(token.children or ())):
            if DOUBT in one.meta:
                yield one.meta[DOUBT], line
        if last.type == "heading_open" and last.markup in ("=", "-") and "\n" in token.content:
            yield _LONG_HEADING, line
        if token.type == "inline" and (listed := typed_list(token.children or ())):
            mark, row = listed
            message = f"lines that begin with {mark} are no list; they are printed as running text"
            yield Doubt(NO_LIST, message, _AS_LIST), line + row
        if token.type == "fence" and token.markup and not _is_closed(token):
            message = "block of code is not closed; it ends with what it is in"
            yield Doubt(NOT_CLOSED, message, f"add a line {token.markup}"), line
        if (last.type, token.type) == ("bullet_list_close", "bullet_list_open"):
            yield _ANOTHER_LIST, line
        last = token


def _is_closed(token: Token) -> bool:
    """Return True if a fence has its closing line: one more than the opening one and the code."""
    if token.map is None or token.meta.get(CELL):
        return True
    start, end = token.map
    lines = token.content.count("\n") + (not token.content.endswith("\n") and token.content != "")
    return end - start > lines + 1
