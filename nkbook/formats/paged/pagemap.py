"""Gives other formats the PDF's page labels, with the places in the text where pages begin."""

from __future__ import annotations

from collections.abc import Sequence

from nkbook.formats.paged.folios import extents
from nkbook.model.page_kinds import Paper
from nkbook.model.pagemap import PageMap, PageStart
from nkbook.model.publication import Publication
from nkbook.weasy import LaidOut


def page_map(publication: Publication, layout: LaidOut, labels: Sequence[str]) -> PageMap:
    """Return where the pages begin that hold something, and where the places of the index are.

    ``labels`` are those of all pages.
    """
    return PageMap(
        tuple(
            PageStart(label, start.anchor, start.offset, start.sample)
            for page, label, start in zip(layout.pages, labels, layout.starts, strict=True)
            if start is not None and page.name != Paper.COVER
        ),
        extents(publication, layout, labels),
    )
