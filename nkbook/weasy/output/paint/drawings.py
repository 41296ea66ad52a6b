"""Gives the text of drawings its language and its quotation marks, as the text of pages has them.

WeasyPrint shapes the text of an SVG without a language, so that every edition's maps would show the
forms that the font has first. SVG 2 §5.11.2: ``xml:lang`` holds for what is inside, ``lang`` too.
It also shapes letter by letter: “ ” ‘ ’ of Western words would be a square wide in Chinese fonts.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from weasyprint.svg import SVG

from nkbook.locales.registry import closest
from nkbook.typesetting.quotes import QUOTES, western_quotes
from nkbook.weasy.ours import book_fonts

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SVG = "{http://www.w3.org/2000/svg}"
_TEXT, _SPAN = (f"{_SVG}text", f"{_SVG}tspan")
# Places and turns of each letter: a text that has them stays whole.
_BY_LETTER = ("x", "y", "dy", "rotate")
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
        _part_western(node._etree_node, fonts.language, ", ".join(fonts.western))
    # WeasyPrint lets a child have its parent's attributes.
    language = node.get(_XML_LANG) or node.get("lang") or fonts.language if fonts else None
    _language.set(language)
    _draw_node(drawing, node, font_size, fill_stroke, context)


@dataclass(frozen=True, slots=True)
class _Western:
    """The places of the Western marks in a text, and the fonts for them."""

    places: frozenset[int]
    family: str

    def part(self, element: Any, first: int = 0) -> int:
        """Part the texts in an element whose text begins at a place; return where it ends."""
        end = first + len(element.text or "")
        for child in list(element):
            end = self.part(child, end)
            tail = child.tail or ""
            if self._are_in(tail, end):
                at = list(element).index(child) + 1
                child.tail = None
                _insert(element, at, self._spans(element, tail, end, ()))
            end += len(tail)
        text = element.text or ""
        if self._are_in(text, first) and not any(
            len(_numbers(element, key)) > 1 for key in _BY_LETTER
        ):
            spans = self._spans(element, text, first, _numbers(element, "dx"))
            if first in self.places:
                element.attrib.pop("dx", None)
                element.text = ""
            else:
                element.text = spans.pop(0).text
            _insert(element, 0, spans)
        return end

    def _are_in(self, text: str, first: int) -> bool:
        return any(first + found.start() in self.places for found in QUOTES.finditer(text))

    def _spans(self, element: Any, text: str, first: int, moves: Sequence[str]) -> list[Any]:
        """Return spans that hold a text, its Western marks in spans with other fonts.

        ``moves`` are those of the letters to the right.
        """
        made = []
        at = 0
        for western, letters in groupby(range(first, first + len(text)), self.places.__contains__):
            count = len(list(letters))
            attributes = {"font-family": self.family} if western else {}
            if moves[at : at + count]:
                attributes["dx"] = " ".join(moves[at : at + count])
            span = element.makeelement(_SPAN, attributes)
            span.text = text[at : at + count]
            made.append(span)
            at += count
        return made


def _part_western(element: Any, language: str, family: str) -> None:
    """Put the Western quotation marks of the Chinese texts in an element in spans, in place."""
    language = element.get(_XML_LANG) or element.get("lang") or language
    if element.tag != _TEXT:
        for child in element:
            _part_western(child, language, family)
    elif closest(language) is not None:
        places = western_quotes("".join(element.itertext()))
        if places and "textLength" not in element.attrib:
            _Western(places, family).part(element)


def _insert(element: Any, at: int, children: Sequence[Any]) -> None:
    for index, child in enumerate(children, at):
        element.insert(index, child)


def _numbers(element: Any, key: str) -> list[str]:
    return str(element.get(key, "")).replace(",", " ").split()
