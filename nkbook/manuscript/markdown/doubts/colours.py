"""The colours and page breaks that ``style=`` asks for, which a book leaves to its stylesheets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nkbook.manuscript.markdown.doubts import Doubt

_COLOUR = re.compile(r"(?:\A|[;\s])(?:background-)?color\s*:([^;!]+)", re.IGNORECASE)
_BREAK = re.compile(
    r"(?:\A|[;\s])((?:page-)?break-(?:after|before)\s*:\s*"
    r"(?:always|page|left|right|recto|verso)\b)",
    re.IGNORECASE,
)
_NONE = frozenset(("black", "#000", "#000000", "inherit", "initial", "transparent"))


def colour(given: Mapping[str, str]) -> Doubt | None:
    """Return the problem that the colour of an element's attributes is left out, if it has one.

    Black, and what is around the words, are no colours of their own.
    """
    found = _COLOUR.search(given.get("style", ""))
    asked = (given.get("color", "") or (found[1] if found else "")).strip().lower()
    if not asked or asked in _NONE:
        return None
    message = f"colour {asked} is left out; the words are printed in that of the text"
    return Doubt("NK273", message, "[words]{.name} looks as book.css says of .name")


def page_break(given: Mapping[str, str]) -> Doubt | None:
    """Return the problem that the page which an element's style begins is left out, if it does."""
    found = _BREAK.search(given.get("style", ""))
    if found is None:
        return None
    message = f'style "{found[1]}" lays out pages, and is left out'
    return Doubt(
        "NK242", message, "styles/book.css says where pages begin: .name { break-before: page }"
    )
