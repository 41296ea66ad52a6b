"""Small questions to ask of element trees."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from nkbook.model.document import Element
from nkbook.model.elements import ANNOTATIONS


def text_pieces(element: Element) -> Iterator[str]:
    """Yield the text of an element in reading order, the calls of notes and ruby left out."""
    if element.tag == "math":
        yield element.get("data-text", "")
        return
    if element.text:
        yield element.text
    for child in element:
        if not is_call(child) and child.tag not in ANNOTATIONS:
            yield from text_pieces(child)
        if child.tail:
            yield child.tail


def text_of(element: Element) -> str:
    """Return the text of an element, the calls of notes and ruby left out."""
    return "".join(text_pieces(element))


def is_call(element: Element) -> bool:
    """Return True if an element is the call of a note."""
    return element.tag == "a" and has_class(element, "noteref")


def has_class(element: Element, name: str) -> bool:
    """Return True if an element has a class."""
    return name in str(element.get("class", "")).split()


def counted(text: str) -> str:
    """Return the characters by which places in a text are counted: no spaces, nothing invisible.

    Spaces come and go with markup and line breaks; joiners and soft hyphens are a format's own.
    """
    return "".join(
        character
        for character in text
        if not character.isspace() and unicodedata.category(character) != "Cf"
    )
