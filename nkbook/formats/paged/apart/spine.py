"""Puts the sections of a book one after another: blank pages between, and page counters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from nkbook.weasy import Frame, PageFacts, PlacedNote, SectionRecord, carried

RIGHT, LEFT = "right", "left"
BLANK = PageFacts("", True, "", frozenset())
# CSS break-before: where a section's first page has to be (CSS Fragmentation 3 §3.1).
_SIDES: Mapping[str, str | None] = {
    "recto": RIGHT,
    "right": RIGHT,
    "verso": LEFT,
    "left": LEFT,
    "page": None,
    "always": None,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A section in its place: its first page in the file, from 0, after a blank one or not.

    ``frames`` are those of the blank page and of its pages, with the counters and named strings
    that they have in the book.
    """

    record: SectionRecord
    first: int
    blank: bool
    frames: tuple[Frame, ...]

    @property
    def side(self) -> str:
        """Return the side that its first page is on: right pages have even numbers from 0."""
        return LEFT if self.first % 2 else RIGHT

    @property
    def counters(placed: Sequence[Placed]) -> dict[str, int]:
    """Return the page counter at each anchor of the book."""
    known: dict[str, int] = {}
    for one in placed:
        for page, counter in zip(one.record.pages, one.counters, strict=True):
            for anchor in page.facts.anchors:
                known.setdefault(anchor, counter)
    return known


def places(placed: Sequence[Placed]) -> dict[str, tuple[int, int]]:
    """Return the first and the last page in the file, from 0, of each element with an id."""
    return {
        id: (one.first + first, one.first + last)
        for one in placed
        for id, (first, last) in one.record.places.items()
    }


def notes(placed: Sequence[Placed]) -> dict[str, PlacedNote]:
    """Return where the notes are in the file, by their ids."""

    def shifted(page: int | None, by: int) -> int | None:
        return None if page is None else page + by

    return {
        id: replace(
            note,
            call_page=shifted(note.call_page, one.first),
            note_page=shifted(note.note_page, one.first),
        )
        for one in placed
        for id, note in one.record.notes.items()
    }
