"""The model: frozen types for a book on its way from chapters to files."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from lxml import etree

from nkbook.errors import Location

Element = etree._Element  # noqa: SLF001 — lxml exports no public name for its element class


class Matter(StrEnum):
    """The three regions of a book, as EPUB 3 Structural Semantics divides it."""

    FRONT = "front"
    BODY = "body"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Creator:
    """A person or body who made the book; ``role`` is a MARC relator code (aut, edt, trl …)."""

    name: str
    role: str = "aut"
    file_as: str | None = None
    corporate: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """One printing of the book: its version and day."""

    version: str
    date: datetime.date
    statement: str | None = None  # e.g. 初版


@dataclass(frozen=True, slots=True)
class Series:
    """A series (叢書) that the book belongs to, and its place in it."""

    title: str
    position: str | None = None


@dataclass(frozen=True, slots=True)
class SubjectCode:
    """A subject in a scheme of ``nkbook.subjects``; ``heading`` is what the scheme calls it."""

    scheme: str
    code: str
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the book, as the imprint page names them."""

    name: str
    place: str | None = None
    address: str | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class Imprint:
    """What only the imprint page (版權頁) tells; ``credits`` are label–text rows in print order."""

    price: str | None = None
    isbn: Mapping[str, str] = field(default_factory=dict)  # format → ISBN-13
    rights_notice: str | None = None
    credits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a library catalogue says of the book, in the language of its source edition."""

    slug: str  # file name stem
    identifier: str  # URI: urn:uuid:… or urn:isbn:…
    title: str
    language: str  # BCP 47 tag of the source edition
    creators: tuple[Creator, ...]
    release: Release
    subtitle: str | None = None
    publisher: Publisher | None = None
    description: str | None = None
    subjects: tuple[str, ...] = ()
    subject_codes: tuple[SubjectCode, ...] = ()
    rights: str | None = None
    rights_url: str | None = None
    imprint: Imprint = Imprint()
    series: Series | None = None
    sources: tuple[str, ...] = ()  # what the book was made from, as URIs or in words
    file_as: str | None = None  # the title as lists sort it


@dataclass(frozen=True, slots=True)
class Edition:
    """A regional form of the book; ``labels`` are the words that the house prints (章, 目次 …)."""

    id: str
    language: str
    labels: Mapping[str, str]
    citation_style: str  # a file in styles/citations/


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter file as read: its header and its Markdown text, nothing parsed."""

    id: str
    title: str
    matter: Matter
    text: str
    source: str  # path as messages print it
    first_line: int  # source line of the text's first line, from 1
    short_title: str | None = None  # running head
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that chapters name: ``href`` is relative to chapters/, ``path`` is where it lies.

    ``data`` is the content of one that the build makes itself, from the data in ``path``.
    """

    href: str
    path: Path
    media_type: str
    data: bytes | None = None

    def read(self) -> bytes:
        """Return the file's content."""
        return self.path.read_bytes() if self.data is None else self.data


@dataclass(frozen=True, slots=True)
class Part:
    """A group of chapters under one title (編)."""

    id: str
    title: str
    chapters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpineItem:
    """One step in the book's order; ``ref`` is a template's name or the id of a chapter or part."""

    kind: str  # "page" | "chapter" | "part"
    ref: str
    matter: Matter
    part: str | None = None  # id of the part that the chapter stands in


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
class NameGroup:
    """Names of one kind, in the order in which the edition's readers look them up."""

    title: str  # 地名
    names: tuple[Name, ...]
    languages: tuple[str, ...]  # tags of the originals that any name of the table has


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
class Book:
    """Everything read from disk: metadata, spine, chapters by id, references by key, names."""

    metadata: Metadata
    spine: tuple[SpineItem, ...]
    parts: Mapping[str, Part]
    chapters: Mapping[str, Chapter]
    references: Mapping[str, Mapping[str, Any]]  # CSL items
    names: tuple[Name, ...] = ()
    index_notes: tuple[IndexNote, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationItem:
    """One source in a citation group: its key, the text before it and its locator (頁 12)."""

    key: str
    prefix: str = ""
    locator: str = ""
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A bracketed group ``[見 @a, 頁 12; @b]``; ``id`` is that of its placeholder in the tree."""

    id: str
    items: tuple[CitationItem, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Note:
    """A note and its call: ``body`` is a ``div`` of blocks; ``number`` is 0 until numbered."""

    id: str
    call_id: str
    body: Element
    location: Location
    number: int = 0


@dataclass(frozen=True, slots=True)
class IndexMark:
    """A place that the index will name: ``id`` of the marked span, entry, and what it refers to.

    ``entry`` is a path where it stands under another one: 聯合國 > 決議. ``to`` is the id of the
    element that a passage ends with.
    """

    id: str
    entry: str
    see: str | None
    location: Location
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading inside a chapter; ``id`` is that of the section element."""

    id: str
    title: str
    level: int  # 2 … 6
    location: Location


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed chapter: ``tree`` is a ``div`` holding the chapter's blocks and nested sections."""

    chapter: Chapter
    tree: Element
    headings: tuple[Heading, ...]
    notes: tuple[Note, ...]
    citations: tuple[Citation, ...]
    index_marks: tuple[IndexMark, ...]
    images: tuple[tuple[str, Location], ...]  # src as written, and where


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A row of the contents: ``number`` is 第一章 or None, ``href`` is ``#id``."""

    title: str
    href: str
    number: str | None = None
    matter: Matter = Matter.BODY
    children: tuple[TocEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class BibliographyEntry:
    """A source in 參考文獻: ``id`` is the anchor that notes link to, ``body`` a ``p`` element."""

    id: str
    key: str
    language: str
    body: Element


@dataclass(frozen=True, slots=True)
class IndexLink:
    """An entry that another one refers to: its words, and its id."""

    term: str
    id: str


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """A place in the text that the index names: a mark's id, and that of the passage's end."""

    mark: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A row of the index, with the places in the text that it names and the rows under it."""

    id: str
    term: str
    places: tuple[IndexPlace, ...] = ()
    see: IndexLink | None = None
    see_also: tuple[IndexLink, ...] = ()
    children: tuple[IndexEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexGroup:
    """The entries under one heading of the index: 三畫, or M."""

    title: str
    entries: tuple[IndexEntry, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A template's worth of the book: a generated page, a part opener or a chapter."""

    id: str  # anchor and EPUB file stem
    template: str  # templates/pages/<template>.html.j2
    matter: Matter
    title: str
    number: str | None = None  # 第一章, 第一編
    short_title: str | None = None
    part_title: str | None = None
    document: Document | None = None

    @property
    def running_title(self) -> str:
        """Return the title that running heads print."""
        return self.short_title or self.title


@dataclass(frozen=True, slots=True)
class Publication:
    """A finished edition, before any format: links are resolved and notes numbered."""

    metadata: Metadata
    edition: Edition
    pages: tuple[Page, ...]
    toc: tuple[TocEntry, ...]
    bibliography: tuple[BibliographyEntry, ...]
    resources: tuple[Resource, ...]
    anchors: Mapping[str, str]  # element id → id of the page that holds it
    characters: int  # 字數: Han characters and full-width marks of body text, notes left out
    index: tuple[IndexGroup, ...] = ()
    names: tuple[NameGroup, ...] = ()  # those of the glossary that the text has


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page of the paged edition begins: before character ``offset`` of an element's text.

    ``nkbook.trees.counted`` says which characters count; notes are left out.
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
    """The first and the last page that an element stands on."""

    first: Folio
    last: Folio


@dataclass(frozen=True, slots=True)
class PageMap:
    """The pages that hold text or pictures, in order; the cover, which has no number, isn't one."""

    pages: tuple[PageStart, ...]
    marks: Mapping[str, Extent] = field(default_factory=dict)  # where the index's places stand
