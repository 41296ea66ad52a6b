"""Marks emphasis that is not Chinese: it is slanted, where old engines know no ``:lang()``."""

from __future__ import annotations

from nkbook.locales.registry import closest
from nkbook.model.document import Element

SLANTED = "slanted"
_TAGS = ("em", "cite", "i")


def mark_slanted(root: Element, language: str) -> None:
    """Give the class to emphasis in another language, in place; ``language`` is the tree's own."""
    for element in root.iter(*_TAGS):
        around = (element, *element.iterancestors())
        own = next((one.get("lang") for one in around if one.get("lang")), language)
        if closest(str(own)) is None:
            element.set("class", f"{element.get('class', '')} {SLANTED}".strip())
