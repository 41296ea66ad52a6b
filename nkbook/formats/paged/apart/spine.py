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
    def counters(self) -> tuple[int, ...]:
        """Return the page counters of its own pages in the book."""
        return tuple(frame.counter for frame in self.frames[self.blank :])


def place(records: Sequence[SectionRecord]) -> tuple[Placed, ...]:
    """Return sections one after another, from the first of the book on."""
    placed: list[Placed] = []
    pages = counter = 0
    for record in records:
        side = _SIDES.get(record.begins)
        frames = []
        blank = bool(pages) and side is not None and side != (LEFT if pages % 2 else RIGHT)
        if blank:
            counter += 1
            frames.append(Frame.blank(LEFT if pages % 2 else RIGHT, pages, counter))
            pages += 1
        before = counter
        for page in record.pages:
            counter = page.frame.counter + (0 if page.reset else before)
            frames.append(replace(page.frame, counter=counter))
        placed.append(Placed(record, pages, blank, tuple(frames)))
        pages += len(record.pages)
    whole = iter(carried([frame for one in placed for frame in one.frames]))
    return tuple(replace(one, frames=tuple(islice(whole, len(one.frames)))) for one in placed)


def joins(record: SectionRecord) -> bool:
    """Return True if a section goes on the page on which the one before it ends."""
    return record.begins not in _SIDES


def facts(placed: Sequence[Placed]) -> Iterator[PageFacts]:
    """Yield the facts of all pages of the file, blank ones between sections included."""
    for one in placed:
        if one.blank:
            yield BLANK
        yield from (page.facts for page in one.record.pages)


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
