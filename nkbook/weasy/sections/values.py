"""A section of a book as values: what is laid out alone, and what comes of it.

Nothing here is an object of WeasyPrint, so that all of it can be pickled, kept and sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from nkbook.weasy.facts import LostText, PageFacts, PlacedNote, Plates, Proof, ShownPart, TextStart
from nkbook.weasy.reading.messages import Message
from nkbook.weasy.reading.resources import File


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the spine as a document of its own, whose pages are laid out alone.

    ``html`` is a whole document: the head of the book with all its stylesheets, and a body that has
    the section alone. Before it may be an empty section of the classes of the one before, which is
    not displayed, so that rules for sections that follow others are matched.

    ``known`` is the page counter at each anchor of the book that is known so far, None at one that
    is nowhere in it; ``guess`` stands for those that are not. ``figures`` is how many figures the
    counters have that need not be known, because they may be left open (``nkbook.weasy.numbers``).
    ``part`` is the id of the section whose element in the structure holds this one's.

    ``side`` is that of the first page: right or left. ``before`` is the number of the book's pages
    before it, as far as stylesheets ask: 0 for the first section, whose first page is ``:first``
    and follows no page break, and 1 for all others unless a rule is for ``:nth()`` of all pages.
    """

    id: str
    html: str
    files: Mapping[str, File]
    known: Mapping[str, int | None]
    guess: int
    part: str | None = None
    side: str = "right"
    before: int = 0
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """All that the margin boxes of a page, its folio and running head, depend on.

    ``type`` is the page's: side, blank, name, index in the book as far as ``Section.before`` says
    it, groups. ``counter`` is its page counter. ``strings`` has, for each named string, its name,
    its last value on the pages before, and its values on the page; ``heads`` are the names of those
    that the first element of the page sets. ``between`` is for a blank page between two sections,
    of which all is painted with its margin boxes.
    """

    type: tuple[str, bool, str, int, tuple[tuple[str, int], ...]]
    counter: int
    strings: tuple[tuple[str, str | None, tuple[str, ...]], ...] = ()
    heads: tuple[str, ...] = ()
    between: bool = False

    @staticmethod
    def blank(side: str, index: int, counter: int) -> Frame:
        """Return that of a blank page between two sections."""
        return Frame((side, True, "", index, ()), counter, between=True)


def carried(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Yield the frames of a book's pages, in order, with the strings of sections before theirs."""
    last: dict[str, str] = {}
    for frame in frames:
        own = {name: (before, values) for name, before, values in frame.strings}
        strings = []
        for name in sorted({*last, *own}):
            before, values = own.get(name, (None, ()))
            strings.append((name, last.get(name, before), values))
            if values:
                last[name] = values[-1]
        yield replace(frame, strings=tuple(strings))


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A page of a section: its facts but for the folio, and its frame.

    The frame's counter begins with the section, or where a rule for the page sets it: with
    ``reset`` it is that of the book already.
    """

    facts: PageFacts
    frame: Frame
    reset: bool = False


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """What is known of a section that was laid out.

    ``begins`` is where its first page has to be (CSS ``break-before``: recto, verso, left, right,
    page or auto). ``places`` has the first and last page, from 0, of each element with an id;
    ``asked`` the page counters that it printed, by anchor, None where a guess stood in; ``nowhere``
    the anchors asked for that are in no section; ``open`` how many figures of the page counters it
    left open, by anchor.
    """

    id: str
    begins: str
    pages: tuple[SectionPage, ...]
    notes: Mapping[str, PlacedNote]
    messages: tuple[Message, ...]
    starts: tuple[TextStart | None, ...]
    lost: tuple[LostText, ...]
    parts: tuple[ShownPart, ...]
    places: Mapping[str, tuple[int, int]]
    asked: Mapping[str, int | None]
    nowhere: frozenset[str]
    open: Mapping[str, int] = field(default_factory=dict)

    @property
    def guessed(self) -> tuple[str, ...]:
        """Return the anchors whose page counters it printed without knowing them."""
        return tuple(name for name, number in self.asked.items() if number is None)


@dataclass(frozen=True, slots=True)
class Furniture:
    """The margin boxes of a page, laid out apart: the folio they print, and their drawing.

    ``off`` are texts that run over the edge of the paper. ``painted`` is what the writer of a file
    needs, by the name of the paint.
    """

    folio: str
    off: tuple[str, ...]
    painted: Mapping[str, bytes]
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Dressed:
    """A way of painting pages with other stylesheets than they were laid out with.

    ``html`` is the book's document without sections, with these stylesheets: they may change
    colours, decorations and backgrounds, the bleed of pages, and move what is on a page sideways,
    but no line. ``files`` take the place of pictures of the same sizes. ``paint`` is how it is
    drawn then.
    """

    html: str
    files: Mapping[str, File]
    paint: Plates | Proof | None


# How a page is drawn: for the screen and the archive, in inks, or as it came (None).
Paint = Proof | Plates | Dressed | None


def drawn(paint: Paint) -> Plates | Proof | None:
    """Return how pages are drawn, whatever their stylesheets."""
    return paint.paint if isinstance(paint, Dressed) else paint
