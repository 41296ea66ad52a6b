"""What a layout tells the rest of nkbook: plain data, none of WeasyPrint's objects."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page: its named page (CSS Paged Media 3 §7.3), if it was left blank, and its folio."""

    name: str  # "" for a blank page between two sections
    blank: bool
    folio: str  # as printed in a margin box at the bottom; "" for none
    anchors: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """Where a note came to stand; pages count from 0, None means nowhere."""

    id: str
    call_page: int | None
    note_page: int | None
    overflows: bool = False  # the notes of its page are higher than the page
