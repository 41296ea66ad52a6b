"""Rules of the theme's stylesheets, for tests that need a part of them in pages of their own."""

from __future__ import annotations

import tinycss2
from places import REPOSITORY


def rules(sheet: str, *elements: str) -> str:
    """Return the rules of styles/``sheet`` whose selector begins with one of these elements.

    Raises LookupError when the sheet has none for an element: the test would then judge the
    renderer's own style and not the theme's.
    """
    text = (REPOSITORY / "styles" / sheet).read_text(encoding="utf-8")
    found = [
        (first.value, rule.serialize())
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        if rule.type == "qualified-rule"
        for first in [next(token for token in rule.prelude if token.type != "whitespace")]
        if first.type == "ident" and first.value in elements
    ]
    if lacking := set(elements) - {element for element, _ in found}:
        raise LookupError(f"{sheet} has no rule for {', '.join(sorted(lacking))}")
    return "\n".join(rule for _, rule in found)
