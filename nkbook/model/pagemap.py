"""Where the pages of the paged edition begin in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page of the paged edition begins: before character ``offset`` of an element's text.

    ``nkbook.model.trees.counted`` says which characters count; notes are left out.
    """

    label: str  # as printed, or as it would be: xii, 104
    anchor: str  # the element's id
    offset: int
    sample: str  # the first characters from there on; "" where the page begins with a picture


@dataclass(frozen=True, slots=True)
class Folio:
    """A page of the paged edition: its place in the file, from 0, and its label."""

    page: int
    label: str


@dataclass(frozen=True, slots=True)
class Extent:
    """The first and the last page that an element is on."""

    first: Folio
    last: Folio


@dataclass(frozen=True, slots=True)
class PageMap:
    """The pages that hold text or pictures, in order; the cover, which has no number, isn't one."""

    pages: tuple[PageStart, ...]
    marks: Mapping[str, Extent] = field(default_factory=dict)  # where the index's places are
