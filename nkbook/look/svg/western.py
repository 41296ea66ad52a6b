"""Parts the Western quotation marks of Chinese texts in drawings from what is around them.

Unicode has “ ” ‘ ’ once for both, and fonts of Chinese set them a square wide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from nkbook.locales.registry import closest
from nkbook.typesetting.quotes import QUOTES, western_quotes

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SVG = "{http://www.w3.org/2000/svg}"
_TEXT, _SPAN = (f"{_SVG}text", f"{_SVG}tspan")
# Places and turns of each letter: a text that has them stays whole.
_BY_LETTER = ("x", "y", "dy", "rotate")
# For readers, who have fonts of their own.
FOR_READERS = {"font-family": "'Times New Roman', Times, Georgia, serif"}


def part_western(element: Any, language: str, attributes: Mapping[str, str]) -> None:
    """Put the Western quotation marks of the Chinese texts in an element in spans, in place.

    ``attributes`` are those of the spans, fonts of Western letters among them. The element may be
    one of lxml or of Python's own.
    """
    language = element.get(_XML_LANG) or element.get("lang") or language
    if element.tag != _TEXT:
        for child in element:
            if isinstance(child.tag, str):
                part_western(child, language, attributes)
    elif closest(language) is not None and all(isinstance(one.tag, str) for one in element.iter()):
        places = western_quotes("".join(element.itertext()))
        if places and "textLength" not in element.attrib:
            _Western(places, attributes).part(element)


@dataclass(frozen=True, slots=True)
class _Western:
    """The places of the Western marks in a text, and what their spans have."""

    places: frozenset[int]
    given: Mapping[str, str]

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
            attributes = dict(self.given) if western else {}
            if moves[at : at + count]:
                attributes["dx"] = " ".join(moves[at : at + count])
            span = element.makeelement(_SPAN, attributes)
            span.text = text[at : at + count]
            made.append(span)
            at += count
        return made


def _insert(element: Any, at: int, children: Sequence[Any]) -> None:
    for index, child in enumerate(children, at):
        element.insert(index, child)


def _numbers(element: Any, key: str) -> list[str]:
    return str(element.get(key, "")).replace(",", " ").split()
