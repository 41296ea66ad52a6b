"""What of a chapter has an id that readers may link to: paragraphs, sections, figures and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nkbook.manuscript.anchors.sketch import Sketch, sketch
from nkbook.model.document import Document, Element
from nkbook.model.trees import text_of

NOTE = "note"
# Not lists, which are as their items, nor the lines of a table; readers are given no links to them.
_TAGS = ("section", "p", "li", "dt", "dd", "blockquote", "pre", "div", "figure", "table")


@dataclass(frozen=True, slots=True)
class Block:
    """An element with an id; ``named`` by the author, who may not want it changed."""

    chapter: str
    id: str
    tag: str
    sketch: Sketch
    named: bool


def blocks(document: Document) -> Iterator[Block]:
    """Yield the blocks of a chapter in their order, then its notes; those without words have none.

    An id that nkbook made is of the chapter's and a digest (markdown/places.py).
    """
    chapter = document.chapter.id
    made = re.compile(rf"{re.escape(chapter)}-(?:[a-z]+-)?[0-9a-f]{{8}}(?:-\d+)?")
    for root in (document.tree, *(note.body for note in document.notes)):
        for element in root.iter(*_TAGS):
            id = str(element.get("id") or "")
            words = sketch(_words(element)) if id else ()
            if words:
                yield Block(chapter, id, str(element.tag), words, made.fullmatch(id) is None)
    for note in document.notes:
        if words := sketch(text_of(note.body)):
            yield Block(chapter, note.id, NOTE, words, made.fullmatch(note.id) is None)


def _words(element: Element) -> str:
    """Return what an element is known by: a section by its title, a picture also by its file."""
    if element.tag == "section":
        return text_of(element[0]) if len(element) else ""
    pictures = "".join(str(image.get("src", "")) for image in element.iter("img"))
    return text_of(element) + (pictures if element.tag == "figure" else "")
