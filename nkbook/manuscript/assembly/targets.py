"""Everything in a book that a link can point at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nkbook.diagnostics.problems import Location
from nkbook.locales.registry import locale
from nkbook.manuscript.assembly.equations import number_of
from nkbook.manuscript.editions.punctuation import nested
from nkbook.manuscript.lists import index
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Edition
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import BibliographyEntry, IndexGroup, Page
from nkbook.model.trees import has_class, text_of


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a link can point at; ``name`` is what an empty link prints, or None."""

    page: Page
    location: Location
    name: str | None = None
    is_equation: bool = False  # whose number says enough: no page is printed with it


def targets_of(
    pages: Sequence[Page],
    bibliography: Sequence[BibliographyEntry],
    groups: Sequence[IndexGroup],
    edition: Edition,
) -> dict[str, Target]:
    """Return everything in the book that has an id."""
    return {
        id: target
        for page in pages
        for id, target in _page_targets(page, bibliography, groups, edition)
    }


def _page_targets(
    page: Page,
    bibliography: Sequence[BibliographyEntry],
    groups: Sequence[IndexGroup],
    edition: Edition,
) -> Iterator[tuple[str, Target]]:
    """Yield everything on a page that has an id: the page, its sources, elements and notes."""
    source = page.document.chapter.source if page.document else "chapters/book.toml"
    yield page.id, Target(page, Location(source, 1), page.number or _quoted(page.title, edition))
    yield f"{page.id}-title", Target(page, Location(source, 1))
    if page.kind is PageKind.BIBLIOGRAPHY:
        for entry in bibliography:
            yield entry.id, Target(page, Location(source))
    if page.kind is PageKind.INDEX:
        for row in index.rows(groups):
            yield row.id, Target(page, Location(source))
    if page.document is not None:
        yield from _document_targets(page, page.document, edition)


def _document_targets(
    page: Page, document: Document, edition: Edition
) -> Iterator[tuple[str, Target]]:
    """Yield the elements of a page's document that have an id, then its notes."""
    source = document.chapter.source
    for root in (document.tree, *(note.body for note in document.notes)):
        for element in root.iter():
            if id := element.get("id"):
                line = int(element.get("data-line") or 0) or None
                where, number = Location(source, line), number_of(element)
                name = number or _name(element, edition)
                yield str(id), Target(page, where, name, number is not None)
    for note in document.notes:
        yield note.id, Target(page, note.location)


def _name(element: Element, edition: Edition) -> str | None:
    """Return what an empty link to an element prints: a section's title, a figure's number."""
    if element.tag == "section":
        return _quoted(text_of(element[0]), edition)
    label = element.find("*/span[@class='label']")
    numbered = element.tag in ("figure", "table") or has_class(element, "listing")
    if numbered and label is not None:
        return label.text
    return None


def _quoted(title: str, edition: Edition) -> str:
    return nested(edition.labels["quoted"].format(title=title), locale(edition.language))
