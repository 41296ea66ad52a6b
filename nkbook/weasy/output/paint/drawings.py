"""Gives the text of drawings its language, by which fonts choose the forms of Han characters.

WeasyPrint shapes the text of an SVG without a language, so that every edition's maps would show the
forms that the font has first. SVG 2 §5.11.2: ``xml:lang`` holds for what is inside, ``lang`` too.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.svg import SVG

from nkbook.weasy.patches import replaced

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The package's name for the module is taken by a function.
_text = importlib.import_module("weasyprint.svg.text")


class _Style(_text.Style):  # type: ignore[misc,name-defined]
    """What WeasyPrint fills with the initial values of all properties."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def update(self, values: Any) -> None:
        """Take initial values, but for the language."""
        super().update(values)
        self["lang"] = self._language


@contextmanager
def installed(language: str) -> Iterator[None]:
    """Shape text of drawings in their language, or ``language``, for the time of the block."""
    draw_node = SVG.draw_node
    current = language

    def style() -> Any:
        return _Style(current)

    def draw_in_language(
        self: Any, node: Any, font_size: Any, fill_stroke: Any = True, context: Any = None
    ) -> None:
        nonlocal current
        # WeasyPrint lets a child have its parent's attributes.
        current = node.get(_XML_LANG) or node.get("lang") or language
        draw_node(self, node, font_size, fill_stroke, context)

    with (
        replaced(SVG, {"draw_node": draw_in_language}),
        replaced(_text, {"Style": style}),
    ):
        yield
