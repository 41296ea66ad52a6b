"""Builds the contents from parts, chapters and sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nkbook.model.book import Book
from nkbook.model.document import Element
from nkbook.model.metadata import Matter
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page, TocEntry
from nkbook.model.trees import text_of

_CONTENTS_LEVELS = 3  # headings down to h3


def contents_of(book: Book, pages: Sequence[Page]) -> Iterator[TocEntry]:
    """Yield the rows of the contents: parts contain their chapters, chapters their sections."""
    in_part: dict[str, str] = {
        item.ref: item.part for item in book.spine if item.kind is PageKind.CHAPTER and item.part
    }
    stems = [item.ref for item in book.spine]
    rows = dict(zip(stems, pages, strict=True))
    for item in book.spine:
        page = rows[item.ref]
        if item.ref in in_part or not page.kind.facts.listed:
            continue
        if item.kind is PageKind.PART:
            children = tuple(
                _entry(rows[stem], _sections(rows[stem])) for stem in book.parts[item.ref].chapters
            )
        else:
            children = _sections(page)
        yield _entry(page, children)


def _entry(page: Page, children: tuple[TocEntry, ...]) -> TocEntry:
    return TocEntry(page.title, f"#{page.id}", page.number, page.matter, children)


def _sections(page: Page) -> tuple[TocEntry, ...]:
    """Return the rows for a chapter's sections, nested by level."""
    if page.document is None:
        return ()
    return tuple(_section_rows(page.document.tree, page.matter))


def _section_rows(parent: Element, matter: Matter) -> Iterator[TocEntry]:
    for section in parent.findall("section"):
        if int(str(section[0].tag)[1]) <= _CONTENTS_LEVELS:
            title = text_of(section[0])
            children = tuple(_section_rows(section, matter))
            yield TocEntry(title, f"#{section.get('id')}", None, matter, children)
