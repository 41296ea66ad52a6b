"""Tells the index on which pages its places came to stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nkbook import index
from nkbook.book import Folio, Publication
from nkbook.pdf.labels import label_ranges, printed_labels
from nkbook.weasy import Layout, Numbering, PageFacts


def numbering(publication: Publication) -> Numbering:
    """Return what the layout needs to print the publication's index."""
    cover = publication.edition.labels["cover"]

    def texts(pages: Sequence[PageFacts], places: Mapping[str, int]) -> Mapping[str, str]:
        labels = list(printed_labels(label_ranges(pages, cover), len(pages)))
        folios = {mark: Folio(page, labels[page]) for mark, page in places.items()}
        return index.printed(publication, folios)

    return Numbering(index.LOCATORS, index.marks(publication), texts)


def mark_folios(
    publication: Publication, layout: Layout, labels: Sequence[str]
) -> dict[str, Folio]:
    """Return the page of each place that the index names; ``labels`` are those of all pages."""
    wanted = index.marks(publication)
    found: dict[str, Folio] = {}
    for number, page in enumerate(layout.pages):
        for mark in page.anchors & wanted:
            found.setdefault(mark, Folio(number, labels[number]))
    return dict(sorted(found.items()))
