"""Index marks: spans that say which entries of the index refer to their place."""

from __future__ import annotations

import re

from lxml import etree

from nkbook.diagnostics.problems import Location
from nkbook.manuscript.markdown.places import Places
from nkbook.model.document import Element, IndexMark
from nkbook.model.trees import text_of
from nkbook.project.index_notes import entry_path

_ENTRIES = re.compile("[;；]")  # between the entries of one mark


def index_marks(element: Element, where: Location, places: Places) -> list[IndexMark]:
    """Return the marks of a span, each with an element that has an id, as the link's target.

    ``key`` names the entries, separated by semicolons, unless they are the span's words. An
    element has one id, so every entry after the first gets a span inside.
    """
    text = text_of(element).replace("\n", "")
    keys = element.attrib.pop("data-key", None)
    see = element.attrib.pop("data-see", None)
    to = element.attrib.pop("data-to", None)
    line = element.get("data-line", "0")
    place = Location(where.path, int(line) or where.line)
    entries = [entry_path(key) for key in _ENTRIES.split(keys)] if keys else [text]
    marks = []
    for number, entry in enumerate(filter(None, entries)):
        if number:
            element = _inside(element)
        id = element.get("id") or places.text_id(entry, "ix-")
        element.set("id", id)
        marks.append(IndexMark(id, entry, entry_path(see) if see else None, place, to))
    return marks


def _inside(element: Element) -> Element:
    """Move the content of an element into a new mark inside it, and return the mark."""
    inner = etree.Element("span", {"class": "index"})
    inner.text, element.text = element.text, None
    inner.extend(list(element))
    element.append(inner)
    return inner
