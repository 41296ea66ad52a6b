"""The part of a book that readers get before they buy: its first chapters, whole in themselves."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType

from nkbook.model.catalogue import identifiers
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Imprint, Matter, Metadata
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page, Publication, TocEntry

_AT_THE_BACK = (PageKind.COLOPHON, PageKind.ENDNOTES)


def sampled(publication: Publication, chapters: int) -> Publication:
    """Return a publication of what comes before the body and so many chapters of that.

    A link to what is not in it is plain words. It is a product of its own: its title says what it
    is, and it has an identifier but no ISBN.
    """
    kept = tuple(_kept(publication.pages, chapters))
    ids = frozenset(page.id for page in kept)
    every = frozenset(page.id for page in publication.pages)
    gone = frozenset(key for key, page in publication.anchors.items() if page not in ids)
    gone |= every - ids
    return replace(
        publication,
        metadata=_metadata(publication.metadata, publication),
        pages=tuple(
            page if page.document is None else replace(page, document=_cut(page.document, gone))
            for page in kept
        ),
        toc=tuple(_entries(publication.toc, gone)),
        bibliography=(),
        anchors=MappingProxyType(
            {key: page for key, page in publication.anchors.items() if page in ids}
        ),
        index=(),
        names=(),
    )


def _metadata(metadata: Metadata, publication: Publication) -> Metadata:
    labels = publication.edition.labels
    return replace(
        metadata,
        identifier=identifiers.of_edition(metadata.identifier, "sample"),
        title=labels["with_remark"].format(text=metadata.title, remark=labels["sample"]),
        imprint=replace(metadata.imprint, isbn=Imprint().isbn, cip=None),
    )


def _kept(pages: Iterable[Page], chapters: int) -> Iterator[Page]:
    """Yield the pages of the sample; a part's comes with its first chapter."""
    part: Page | None = None
    for page in pages:
        if page.matter is Matter.FRONT or page.kind in _AT_THE_BACK:
            yield page
        elif page.kind is PageKind.PART:
            part = page
        elif page.matter is Matter.BODY and chapters > 0:
            if part is not None:
                yield part
                part = None
            yield page
            chapters -= 1


def _entries(rows: Iterable[TocEntry], gone: Collection[str]) -> Iterator[TocEntry]:
    for row in rows:
        if row.href.removeprefix("#") not in gone:
            yield replace(row, children=tuple(_entries(row.children, gone)))


def _cut(document: Document, gone: Collection[str]) -> Document:
    """Return a chapter without links to what is gone; what it took from its source is not asked."""
    return replace(document.with_trees(lambda tree: _unlinked(tree, gone)), taken=())


def _unlinked(root: Element, gone: Collection[str]) -> Element:
    tree = copy.deepcopy(root)
    for link in list(tree.iter("a")):
        href = str(link.get("href", ""))
        if href.startswith("#") and href[1:] in gone:
            link.tag = "span"
            link.attrib.pop("href")
            link.attrib.pop("class", None)
    return tree
