"""A section of a book as values: what is laid out alone, and what comes of it.

Nothing here is an object of WeasyPrint, so that all of it can be pickled, kept and sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nkbook.weasy.facts import LostText, PageFacts, PlacedNote, Plates, Proof, TextStart
from nkbook.weasy.reading.messages import Message
from nkbook.weasy.reading.resources import File


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the spine as a document of its own, whose pages are laid out alone.

    ``known`` is the page counter at each anchor of the book that is known so far, ``guess`` stands
    for those that are not. ``part`` is the id of the page whose element in the structure holds
    this section's.
    """

    id: str
    html: str
    files: Mapping[str, File]
    known: Mapping[str, int]
    guess: int
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """All that the margin boxes of a page, its folio and running head, depend on.

    ``type`` is the page's: side, blank, name, index in the section, groups. ``counter`` is its page
    counter. ``strings`` has, for each named string, its name, its last value on the section's pages
    before, and its values on the page.
    """

    type: tuple[str, bool, str, int, tuple[tuple[str, int], ...]]
    counter: int
    strings: tuple[tuple[str, str | None, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A page of a section: its facts but for the folio, and its frame, counted in the section."""

    facts: PageFacts
    frame: Frame


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """What is known of a section that was laid out.

    ``begins`` is where its first page has to be (CSS ``break-before``: recto, verso, left, right,
    page or auto). ``places`` has the first and last page, from 0, of each element with an id;
    ``asked`` the page counters that it printed, by anchor, None where a guess stood in; ``targets``
    the anchors that its links lead to.
    """

    id: str
    begins: str
    pages: tuple[SectionPage, ...]
    notes: Mapping[str, PlacedNote]
    messages: tuple[Message, ...]
    starts: tuple[TextStart | None, ...]
    lost: tuple[LostText, ...]
    places: Mapping[str, tuple[int, int]]
    asked: Mapping[str, int | None]
    targets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Furniture:
    """The margin boxes of a page, laid out apart: the folio they print, and their drawing.

    ``painted`` is what the writer of a file needs, by the name of the paint.
    """

    folio: str
    off: tuple[str, ...]
    painted: Mapping[str, bytes]


# How a page is drawn: for the screen and the archive, in inks, or as it came (None).
Paint = Proof | Plates | None
