"""Numbers notes from 1 on every page, once a layout has shown which page each is on."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace

from nkbook.model.document import Document
from nkbook.model.publication import Publication
from nkbook.model.trees import is_call
from nkbook.weasy import PlacedNote

# A note's number may grow a digit and push it to the next page; books settle at the second layout.
MOST_LAYOUTS = 4


def by_page(publication: Publication, placed: Mapping[str, PlacedNote]) -> Publication:
    """Return the publication with its notes numbered from 1 on each page that ``placed`` names."""
    counts: dict[int | None, int] = {}
    numbers: dict[str, int] = {}
    for page in publication.pages:
        for note in page.document.notes if page.document else ():
            on_page = placed[note.id].note_page if note.id in placed else None
            counts[on_page] = counts.get(on_page, 0) + 1
            numbers[note.id] = counts[on_page]
    pages = tuple(
        replace(page, document=_renumbered(page.document, numbers)) if page.document else page
        for page in publication.pages
    )
    return replace(publication, pages=pages)


def numbers(publication: Publication) -> tuple[int, ...]:
    """Return the numbers of all notes, in reading order."""
    return tuple(
        note.number for page in publication.pages if page.document for note in page.document.notes
    )


def _renumbered(document: Document, numbers: Mapping[str, int]) -> Document:
    """Return a document whose notes and calls carry new numbers."""
    tree = copy.deepcopy(document.tree)
    calls = {note.call_id: str(numbers[note.id]) for note in document.notes}
    for element in tree.iter("a"):
        if is_call(element):
            element.text = calls[element.get("id", "")]
    notes = tuple(replace(note, number=numbers[note.id]) for note in document.notes)
    return replace(document, tree=tree, notes=notes)
