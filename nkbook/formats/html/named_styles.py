"""The styles that Pandoc names in spans, as elements of HTML, and those that only a tree shows."""

from __future__ import annotations

from nkbook.model.document import Element
from nkbook.model.trees import has_class, text_of

_PICTURES = frozenset(("img", "a", "br", "span"))
_ELEMENTS = {"mark": "mark", "underline": "u", "ul": "u"}


def name_styles(root: Element) -> None:
    """Make ``mark`` and ``u`` of the spans of a tree that have these classes, in place.

    A paragraph of pictures alone gets the class "pictures": one as wide as the line has no indent.
    """
    for span in root.iter("span"):
        for name, tag in _ELEMENTS.items():
            if has_class(span, name):
                span.tag = tag
                break
    for paragraph in root.iter("p"):
        tags = [str(inner.tag) for inner in paragraph.iterdescendants()]
        formulas = any(has_class(image, "formula") for image in paragraph.iter("img"))
        alone = "img" in tags and _PICTURES.issuperset(tags) and not formulas
        if alone and not text_of(paragraph).strip():
            paragraph.set("class", f"{paragraph.get('class', '')} pictures".strip())
