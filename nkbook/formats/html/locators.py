"""What the links of an index print: folios, ranges or chapters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nkbook.manuscript.lists.index import rows
from nkbook.model.document import Element
from nkbook.model.pagemap import Extent, Folio
from nkbook.model.publication import (
    IndexPlace,
    Publication,
)
from nkbook.model.trees import has_class

LOCATORS = "locators"  # class of the span that holds an entry's links


def locators(places: Iterable[IndexPlace], extents: Mapping[str, Extent]) -> dict[str, str]:
    """Return what an entry prints, by the id of the mark that it links to: 12, 14–16, iii.

    Marks on one page are one, and pages that follow each other a range, if their labels are of one
    kind; a passage is a range. A mark without a page is left out.
    """
    found = []
    for place in places:
        if extent := extents.get(place.mark):
            passage = extents.get(place.to) if place.to else None
            found.append((extent.first, passage.last if passage else extent.first, place.mark))
    runs: list[tuple[Folio, Folio, str]] = []
    for first, last, mark in sorted(found, key=lambda row: row[0].page):
        if runs and _adjoin(runs[-1][1], first):
            start, until, before = runs[-1]
            runs[-1] = start, max(until, last, key=lambda folio: folio.page), before
        else:
            runs.append((first, last, mark))
    return {
        mark: first.label if first.page >= last.page else f"{first.label}–{last.label}"
        for first, last, mark in runs
    }


def _adjoin(last: Folio, following: Folio) -> bool:
    same_kind = last.label.isdigit() == following.label.isdigit()
    return following.page <= last.page or (following.page == last.page + 1 and same_kind)


def printed(publication: Publication, extents: Mapping[str, Extent]) -> dict[str, str]:
    """Return what the whole index prints, by the id of the mark that each link leads to."""
    return {
        mark: text
        for entry in rows(publication.index)
        for mark, text in locators(entry.places, extents).items()
    }


def marks(publication: Publication) -> frozenset[str]:
    """Return the ids of all places in the text that the index names."""
    return frozenset(place.mark for entry in rows(publication.index) for place in entry.places)


def wanted(publication: Publication) -> frozenset[str]:
    """Return the ids of all elements whose pages the index needs: its places, and their ends."""
    ends = {place.to for entry in rows(publication.index) for place in entry.places if place.to}
    return marks(publication) | ends


def fill(root: Element, texts: Mapping[str, str]) -> None:
    """Give the links of a rendered index their texts; take out links without one.

    What separates them is what the template has put between them.
    """
    for span in root.iter("span"):
        if has_class(span, LOCATORS):
            links = [link for link in span if _mark(link) in texts]
            separator = next((link.tail for link in span if link.tail), None)
            for child in list(span):
                span.remove(child)
            for link in links:
                link.text = texts[_mark(link)]
                link.tail = separator
                span.append(link)
            if links:
                links[-1].tail = None


def _mark(link: Element) -> str:
    """Return the id that a link leads to, in this file or in another."""
    return str(link.get("href", "")).rpartition("#")[2]


def by_chapter(publication: Publication) -> dict[str, str]:
    """Return what an index without pages prints: each entry's chapters, once each."""
    pages = {page.id: page for page in publication.pages}
    found: dict[str, str] = {}
    for entry in rows(publication.index):
        seen = set()
        for place in entry.places:
            page = pages[publication.anchors[place.mark]]
            if page.id not in seen:
                seen.add(page.id)
                found[place.mark] = page.number or page.title
    return found
