"""How deep the printed contents of a book go: as deep as a reader can still turn through them.

A reader finds a chapter on a page or two; fifty pages of sections are no help. The whole tree is in
the PDF's bookmarks and in the EPUB's navigation.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from nkbook.model.metadata import Matter
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication, TocEntry

DEEPEST = 3  # chapters, sections, subsections
_MOST_PAGES = 12
_CHAPTER = 1.5  # lines: half a line of white is above it
_BESIDE = 6  # characters of a row that are for its number of the page, and dots


def with_contents(
    publication: Publication, depth: int | None, *, characters: int, lines: int
) -> Publication:
    """Return a publication whose contents have so many levels, of chapters and below.

    Without ``depth``, three, or as many fewer as keep them within twelve pages of ``lines`` of
    ``characters``. Dedications and epigraphs, which nobody looks up, are not listed.
    """
    unlisted = {f"#{page.id}" for page in publication.pages if page.terms and page.terms.alone}
    toc = [row for row in publication.toc if row.href not in unlisted]
    parts = frozenset(f"#{page.id}" for page in publication.pages if page.kind is PageKind.PART)

    def cut(levels: int) -> tuple[TocEntry, ...]:
        return tuple(_cut(toc, levels, parts))

    if depth is not None:
        return replace(publication, toc=cut(depth))
    choices = (cut(levels) for levels in range(DEEPEST, 1, -1))
    fitting = (rows for rows in choices if _lines(rows, characters) <= _MOST_PAGES * lines)
    return replace(publication, toc=next(fitting, cut(1)))


def _cut(rows: Iterable[TocEntry], levels: int, parts: Collection[str]) -> Iterator[TocEntry]:
    """Yield rows to a depth; a part is around its chapters and no level of its own."""
    for row in rows:
        below = levels if row.href in parts else levels - 1
        yield replace(row, children=tuple(_cut(row.children, below, parts)) if below else ())


def _lines(rows: Iterable[TocEntry], characters: int, level: int = 0) -> float:
    """Return about how many lines rows take; sections outside the body are not printed."""
    found = 0.0
    for row in rows:
        room = max(1, characters - _BESIDE - 2 * level)
        found += math.ceil(len(row.title) / room) if level else _CHAPTER
        if row.matter is Matter.BODY:
            found += _lines(row.children, characters, level + 1)
    return found
