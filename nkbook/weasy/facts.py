"""What the rest of nkbook gets from a layout or gives it: plain data, no objects of WeasyPrint."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from nkbook.weasy.reading.messages import Message

# Inks of an sRGB colour: red, green, blue → cyan, magenta, yellow, black; all from 0 to 1.
Separate = Callable[[float, float, float], tuple[float, float, float, float]]
# The sRGB colour of inks: the other way round.
Show = Callable[[float, float, float, float], tuple[float, float, float]]
PLATE = "plate"  # the named page that a picture covers: without margins, folio and notes of others


@dataclass(frozen=True, slots=True)
class Proof:
    """What a file for the archive needs besides the layout: its XMP, and the looks of inks."""

    packet: bytes
    show: Show


@dataclass(frozen=True, slots=True)
class Plates:
    """How a printer's file is painted: the inks of a colour, and those of it in type.

    ``offset`` (pt) is how far everything moves to the right and up, so that what is left of the
    page and below it, in the bleed, has coordinates above zero.
    """

    separate: Separate
    letters: Separate
    offset: float


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page: its named page (CSS Paged Media 3 §7.3), if it was left blank, and its folio."""

    name: str  # "" for a blank page between two sections
    blank: bool
    folio: str  # as printed in a margin box at the bottom; "" for none
    anchors: frozenset[str]
    off: tuple[str, ...] = ()  # texts that run over the edge of the paper


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """Where a note is; pages count from 0, None means nowhere."""

    id: str
    call_page: int | None
    note_page: int | None
    overflows: bool = False  # the notes of its page are higher than the page


@dataclass(frozen=True, slots=True)
class LostText:
    """An element whose text is not to be seen on the pages: its first characters, and where it is.

    ``ids`` are its own and those around it, the inmost first. ``hidden_by`` is the property of CSS
    that hides it, "" for text that is on no page at all.
    """

    sample: str
    ids: tuple[str, ...]
    hidden_by: str = ""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A cell, a link or a picture of the document, and if it is on a page.

    ``words`` are a cell's text, a link's or a picture's address. ``ids`` are those of the elements
    around it, the inmost first.
    """

    tag: str  # td, th, a, img
    words: str
    ids: tuple[str, ...]
    shown: bool


@dataclass(frozen=True, slots=True)
class TextStart:
    """Where a page begins in the text: before character ``offset`` (from 0) of an element.

    ``nkbook.model.trees.counted`` says which characters count.
    """

    anchor: str  # the element's id
    offset: int
    sample: str  # the first characters from there on; "" where the page begins with a picture


@dataclass(frozen=True, slots=True)
class Numbering:
    """What the index needs: the ids of the places it names, and what its links print.

    ``texts`` gets the pages so far and the first and last page (from 0) of each place, and returns
    the text of each link by the id that it leads to; a link that it leaves out is not printed.
    ``group`` is the class of the spans that hold the links of an entry, with text between each two.
    """

    group: str
    marks: frozenset[str]
    texts: Callable[[Sequence[PageFacts], Mapping[str, tuple[int, int]]], Mapping[str, str]]


class LaidOut(Protocol):
    """The pages of a book, laid out as a whole or section by section."""

    @property
    def pages(self) -> Sequence[PageFacts]:
        """Return the facts of all pages of the file."""

    @property
    def notes(self) -> Mapping[str, PlacedNote]:
        """Return where the notes are, by their ids."""

    @property
    def messages(self) -> Sequence[Message]:
        """Return what was reported meanwhile."""

    @property
    def starts(self) -> Sequence[TextStart | None]:
        """Return where the text of each page begins; None for a page without any."""

    @property
    def lost(self) -> Sequence[LostText]:
        """Return the texts that are on no page."""

    def texts(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the text of each element of the source that has one of these ids."""

    @property
    def parts(self) -> Sequence[ShownPart]:
        """Return the cells, links and pictures, and which of them are on pages."""
