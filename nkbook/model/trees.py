"""Small questions to ask of element trees."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lxml import etree

from nkbook.model.document import Element
from nkbook.model.elements import ANNOTATIONS, HEADINGS, Level, of

KINDS: Final = 20_000  # of characters that answers are kept for: a book has some thousands


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


TITLE, SHORT_TITLE = "title", "short"  # what data-title says of the first elements of a tree


def title_of(tree: Element, role: str = TITLE) -> Element | None:
    """Return the element of a chapter's title that has mark-up, or None for plain words."""
    return next((one for one in tree[:2] if one.get("data-title") == role), None)


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
    return "".join(filter(is_counted, text))


@lru_cache(maxsize=KINDS)
def is_counted(character: str) -> bool:
    """Return True if a character is counted in places, see ``counted``."""
    return not character.isspace() and unicodedata.category(character) != "Cf"


def append_text(parent: Element, text: str) -> None:
    """Append text after an element's last child."""
    if not text:
        return
    last = next(parent.iterchildren(reversed=True), None)
    if last is not None:
        last.tail = (last.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def append_content(parent: Element, body: Element) -> None:
    """Move what is in the blocks of ``body`` to the end of ``parent``, as one line of text.

    The words of cells, which nothing else parts then, have blanks before them.
    """
    for cell in body.iter("td", "th"):
        cell.text = f" {cell.text or ''}"
    for block in body.iterdescendants("div", "p", *HEADINGS):
        if any(str(name).startswith("data-") and name != "data-line" for name in block.attrib):
            block.tag = "span"  # what its author says of it is kept
    blocks = {
        str(element.tag) for element in body.iterdescendants() if isinstance(element.tag, str)
    }
    etree.strip_tags(body, *(tag for tag in blocks if of(tag).level is Level.BLOCK))
    append_text(parent, body.text or "")
    parent.extend(list(body))


def unwrap(element: Element) -> None:
    """Replace an element by its content."""
    parent = element.getparent()
    if parent is None:
        return
    position = parent.index(element)
    before = parent[position - 1] if position else None
    children = list(element)
    words, tail = element.text or "", element.tail or ""
    if children:
        children[-1].tail = (children[-1].tail or "") + tail
    else:
        words += tail
    if before is not None:
        before.tail = (before.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    element.tail = None
    parent[position : position + 1] = children
