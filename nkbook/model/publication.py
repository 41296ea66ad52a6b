"""A finished edition before any format: pages, contents, bibliography, index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from nkbook.model.book import Name, Resource
from nkbook.model.catalogue.chapter_kinds import ChapterKind
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Edition, Matter, Metadata
from nkbook.model.page_kinds import PageKind
from nkbook.model.plain import Plain

_GAP = "\u3000"  # after a number: an ideographic space, which extracted text keeps


def numbered(number: str | None, title: str) -> str:
    """Return a title with the number before it, if there is one: 第一章　古代."""
    return f"{number}{_GAP}{title}" if number else title


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names of one kind, in the order in which the edition's readers look them up."""

    title: str  # 地名
    names: tuple[Name, ...]
    languages: tuple[str, ...]  # tags of the originals that have a column
    others: tuple[str, ...] = ()  # tags of those that too few names have for one


@dataclass(frozen=True, slots=True)
class TocEntry(Plain):
    """A row of the contents: ``number`` is 第一章 or None, ``href`` is ``#id``."""

    title: str
    href: str
    number: str | None = None
    matter: Matter = Matter.BODY
    children: tuple[TocEntry, ...] = ()
    heading: Markup | None = None  # the title as XHTML, where it has mark-up


@dataclass(frozen=True, slots=True)
class BibliographyEntry:
    """A source in 參考文獻: ``id`` is the anchor that notes link to, ``body`` a ``p`` element."""

    id: str
    key: str
    language: str
    body: Element
    group: str = ""  # the label over it and its like: bibliography_chinese; none in one list


@dataclass(frozen=True, slots=True)
class IndexLink(Plain):
    """An entry that another one refers to: its words, and its id."""

    term: str
    id: str


@dataclass(frozen=True, slots=True)
class IndexPlace(Plain):
    """A place in the text that the index names: a mark's id, and that of the passage's end."""

    mark: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class IndexEntry(Plain):
    """A row of the index, with the places in the text that it names and the rows under it."""

    id: str
    term: str
    places: tuple[IndexPlace, ...] = ()
    see: IndexLink | None = None
    see_also: tuple[IndexLink, ...] = ()
    children: tuple[IndexEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexGroup(Plain):
    """The entries under one heading of the index: 三畫, or M."""

    title: str
    entries: tuple[IndexEntry, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What one template makes: a generated page, a part opener or a chapter."""

    id: str  # anchor and EPUB file stem
    kind: PageKind
    matter: Matter
    title: str
    number: str | None = None  # 第一章, 第一編
    short_title: str | None = None
    part_title: str | None = None
    document: Document | None = None
    terms: ChapterKind | None = None  # what the chapter is, if no chapter
    headed: bool = True  # the title is printed, not only listed

    def notes_of(self, chapter: str) -> str:
        """Return the id of the section for a chapter's notes, on a page of the book's notes."""
        return f"{self.id}-{chapter}"

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
    # By the id of a chapter that the book has or had, what was in it and is in another now: its old
    # ids with those that stand for them, and "" for a chapter that is no more.
    elsewhere: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def notes_page(pages: Iterable[Page]) -> Page | None:
    """Return the page for the notes of the book, if there is one."""
    return next((page for page in pages if page.kind is PageKind.ENDNOTES), None)


def interior(publication: Publication) -> Publication:
    """Return the publication without its cover, which is printed on another sheet."""
    pages = tuple(page for page in publication.pages if page.kind is not PageKind.COVER)
    return replace(publication, pages=pages)
