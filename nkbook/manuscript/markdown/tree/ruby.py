"""Pinyin and bopomofo over words: ``[重慶]{ruby="chóng qìng"}``."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from nkbook.model.document import Element
from nkbook.typesetting.han import is_bopomofo

_INSIDE = frozenset(("span", "em", "strong"))  # what words with a reading may be


def annotate(span: Element, reading: str) -> str | None:
    """Put a span's text into ``ruby`` elements; return what is wrong if that is impossible.

    ``reading`` has one word for each character, separated by spaces, or one word for the whole
    text. Bopomofo is set next to its character, so each character needs its own. Dots, lines and
    emphasis inside stay.
    """
    if any(element.tag not in _INSIDE for element in span.iterdescendants()):
        return "ruby over text that has markup inside"
    nodes = list(_texts(span))
    text = "".join(words for _, _, words in nodes)
    words = reading.split()
    bopomofo = any(map(is_bopomofo, words))
    if len(words) == len(text):
        pairs = list(zip(text, words, strict=True))
    elif len(words) == 1 and len(nodes) == 1 and not bopomofo:
        pairs = [(text, words[0])]
    else:
        return f"ruby of {len(words)} words over {len(text)} characters"
    at = 0
    for parent, before, words_here in nodes:
        count = len(words_here) if len(pairs) > 1 else 1
        _put(parent, before, pairs[at : at + count], bopomofo)
        at += count
    return None


def _texts(element: Element) -> Iterator[tuple[Element, Element | None, str]]:
    """Yield the texts in an element: what each is in, the child before it if any, and its words."""
    if element.text:
        yield element, None, element.text
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield element, child, child.tail


def _put(
    parent: Element, before: Element | None, pairs: list[tuple[str, str]], bopomofo: bool
) -> None:
    """Put words with their readings in the place of a text."""
    at = 0
    if before is None:
        parent.text = None
    else:
        before.tail = None
        at = parent.index(before) + 1
    for index, (base, word) in enumerate(pairs, at):
        ruby = etree.Element("ruby", {"class": "bopomofo"} if bopomofo else {})
        ruby.text = base
        etree.SubElement(ruby, "rt").text = word
        parent.insert(index, ruby)
