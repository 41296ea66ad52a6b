"""The styles that Pandoc names in spans, as the elements of HTML that say the same."""

from __future__ import annotations

from nkbook.model.document import Element
from nkbook.model.trees import has_class

_ELEMENTS = {"mark": "mark", "underline": "u", "ul": "u"}


def name_styles(root: Element) -> None:
    """Make ``mark`` and ``u`` of the spans of a tree that have these classes, in place."""
    for span in root.iter("span"):
        for name, tag in _ELEMENTS.items():
            if has_class(span, name):
                span.tag = tag
                break
