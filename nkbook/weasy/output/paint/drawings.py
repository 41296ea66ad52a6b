"""Gives the text of drawings its language and its quotation marks, as the text of pages has them.

WeasyPrint shapes the text of an SVG without a language, so that every edition's maps would show the
forms that the font has first. SVG 2 §5.11.2: ``xml:lang`` holds for what is inside, ``lang`` too.
It also shapes letter by letter: “ ” ‘ ’ of Western words would be a square wide in Chinese fonts.
"""

from __future__ import annotations

import importlib
from contextvars import ContextVar
from typing import Any

from weasyprint.svg import SVG

from nkbook.look.svg.western import part_western
from nkbook.weasy.ours import book_fonts

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The package's name for the module is taken by a function.
_text = importlib.import_module("weasyprint.svg.text")

_draw_node = SVG.draw_node
_Style = _text.Style
# Of the text that is being drawn; None in a drawing of another document.
_language: ContextVar[str | None] = ContextVar("language", default=None)


class _LanguageStyle(_Style):  # type: ignore[misc,valid-type]
    """A style that keeps its language when WeasyPrint fills in the initial values."""

    def update(self, values: Any) -> None:
        """Take initial values, but for the language."""
        super().update(values)
        self["lang"] = _language.get()


def style() -> Any:
    """Return the style of a text in the drawing that is being drawn."""
    return _Style() if _language.get() is None else _LanguageStyle()


def draw_node(
    drawing: Any, node: Any, font_size: Any, fill_stroke: Any = True, context: Any = None
) -> None:
    """Draw a node and what is in it, texts in their language or the book's."""
    fonts = book_fonts(drawing)
    if fonts and node is drawing.tree and node._children is None:
        # Once, before WeasyPrint goes through what is inside.
        family = {"font-family": ", ".join(fonts.western)}
        part_western(node._etree_node, fonts.language, family)
    # WeasyPrint lets a child have its parent's attributes.
    language = node.get(_XML_LANG) or node.get("lang") or fonts.language if fonts else None
    _language.set(language)
    _draw_node(drawing, node, font_size, fill_stroke, context)
