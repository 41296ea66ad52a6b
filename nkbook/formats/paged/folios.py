"""Gives the index the page numbers of its places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nkbook.formats.html import locators
from nkbook.formats.paged.labels import label_ranges, printed_labels
from nkbook.model.pagemap import Extent, Folio
from nkbook.model.publication import Publication
from nkbook.weasy import LaidOut, Numbering, PageFacts


def numbering(publication: Publication) -> Numbering:
    """Return what the layout needs to print the publication's index."""
    cover = publication.edition.labels["cover"]

    def texts(
        pages: Sequence[PageFacts], places: Mapping[str, tuple[int, int]]
    ) -> Mapping[str, str]:
        labels = list(printed_labels(label_ranges(pages, cover), len(pages)))
        folios = [Folio(page, label) for page, label in enumerate(labels)]
        extents = {id: Extent(folios[first], folios[last]) for id, (first, last) in places.items()}
        return locators.printed(publication, extents)

    return Numbering(locators.LOCATORS, locators.wanted(publication), texts)


def extents(publication: Publication, layout: LaidOut, labels: Sequence[str]) -> dict[str, Extent]:
    """Return the pages of each place that the index names; ``labels`` are those of all pages."""
    wanted = locators.wanted(publication)
    found: dict[str, Extent] = {}
    for number, page in enumerate(layout.pages):
        folio = Folio(number, labels[number])
        for id in page.anchors & wanted:
            found[id] = Extent(found[id].first if id in found else folio, folio)
    return dict(sorted(found.items()))
