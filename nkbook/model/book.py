"""A manuscript as read: everything that a book project's folder holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nkbook.diagnostics.problems import Location
from nkbook.model.csl.item import CslItem
from nkbook.model.metadata import Matter, Metadata
from nkbook.model.page_kinds import PageKind


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter file as read: its header and its Markdown text, nothing parsed.

    The titles are Markdown too; those of a parsed chapter, in its ``Document``, are plain words.
    """

    id: str
    title: str
    matter: Matter
    text: str
    source: str  # path as messages print it
    first_line: int  # source line of the text's first line, from 1
    short_title: str | None = None  # running head
    numbered: bool = True
    title_line: int = 1  # source line of the title
    kind: str | None = None  # of nkbook.model.catalogue.chapter_kinds, if the header says it
    number: str | None = None  # in place of the one that is counted: 楔子, 卷上
    headed: bool = True  # the title is printed, not only listed
    counted: bool = False  # has a number whatever its kind


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that chapters name: ``path`` is where it lies, ``href`` what the trees call it.

    ``href`` is relative to chapters/; ``~/`` begins that of a file elsewhere in the book's folder.
    ``data`` is the content where it is not the file's own: it was drawn from the data in ``path``
    (``drawn``), cleaned, or turned into another kind of picture. A drawing may have one for the
    screen of a phone besides, ``small``, and its data as ``rows`` of words, heads of columns first.
    """

    href: str
    path: Path
    media_type: str
    data: bytes | None = None
    drawn: bool = False
    small: bytes | None = None
    rows: tuple[tuple[str, ...], ...] = ()

    def read(self) -> bytes:
        """Return the file's content."""
        return self.path.read_bytes() if self.data is None else self.data


@dataclass(frozen=True, slots=True)
class Part:
    """A group of chapters under one title (編); ``text`` names what is on its page.

    ``number`` is in place of the one that is counted; nothing for none.
    """

    id: str
    title: str
    chapters: tuple[str, ...]
    number: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class SpineItem:
    """A step in the book's order; ``ref`` is the id of a chapter or part, else the kind's name."""

    kind: PageKind
    ref: str
    matter: Matter
    part: str | None = None  # id of the part that the chapter belongs to


@dataclass(frozen=True, slots=True)
class Name:
    """A row of the glossary: a name's ``forms`` by language tag.

    ``unsure`` tags have a form that nobody has checked; ``decision`` says why it is printed.
    """

    id: str
    forms: Mapping[str, str]
    unsure: frozenset[str] = frozenset()
    decision: str | None = None
    location: Location | None = None
    kind: str = ""  # person, place …


@dataclass(frozen=True, slots=True)
class IndexNote:
    """What data/index.yaml says of an entry: where it is filed, and what it refers to.

    ``reading`` (pinyin syllables) and ``strokes`` are for its first characters, where those of the
    dictionary are wrong.
    """

    term: str
    location: Location
    reading: tuple[str, ...] = ()
    strokes: tuple[int, ...] = ()
    see: str | None = None
    see_also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What an editor decided about a conversion (data/conversion.yaml).

    In the ``edition``, ``source`` is printed as ``printed`` wherever it stands (``given``), or what
    the conversion printed for it, in the ``word``, has been found right.
    """

    edition: str
    source: str
    printed: str
    given: bool
    word: str = ""
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """Everything read from disk: metadata, spine, chapters by id, references by key, names."""

    metadata: Metadata
    spine: tuple[SpineItem, ...]
    parts: Mapping[str, Part]
    chapters: Mapping[str, Chapter]
    references: Mapping[str, CslItem]
    names: tuple[Name, ...] = ()
    index_notes: tuple[IndexNote, ...] = ()
    decisions: tuple[Decision, ...] = ()
