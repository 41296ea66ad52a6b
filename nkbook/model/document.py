"""A parsed chapter: its element tree and what the tree refers to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from lxml import etree

from nkbook.diagnostics.problems import Location
from nkbook.model.book import Chapter

Element = etree._Element  # noqa: SLF001 — lxml exports no public name for its element class


class Mode(StrEnum):
    """What a citation prints of its author, by the names of Pandoc's modes."""

    NORMAL = "NormalCitation"
    SUPPRESSED = "SuppressAuthor"  # -@key: the note leaves the author's name out
    IN_TEXT = "AuthorInText"  # @key outside brackets: the name is in the text


@dataclass(frozen=True, slots=True)
class CitationItem:
    """One source in a citation group: its key, the words before it and its locator (頁 12).

    Both are a ``p`` with inline content. ``lead``, the words before, ``written`` and the locator
    are what the source reads.
    """

    key: str
    prefix: Element | None = None
    locator: Element | None = None
    location: Location | None = None
    mode: Mode = Mode.NORMAL
    lead: str = ""
    written: str = ""
    holds_before: bool = False  # the work in which that before it is cited: 轉引自


@dataclass(frozen=True, slots=True)
class Citation:
    """A bracketed group ``[見 @a, 頁 12; @b]``, or ``@a [頁 12]`` in the text.

    ``id`` is that of its placeholder in the tree, which holds the key of a citation in the text as
    it is written. ``glued`` ones stand right after Chinese, where Pandoc reads text. ``end`` closes
    what the source reads.
    """

    id: str
    items: tuple[CitationItem, ...]
    location: Location
    bare: bool = False
    glued: bool = False
    end: str = ""


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

    ``entry`` is a path where it is under another one: 聯合國 > 決議. ``to`` is the id of the
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


class Kind(StrEnum):
    """What of a text is counted by itself, for its letters do not tell whether it is there."""

    CELL = "table cell"
    CALL = "note call"
    CITATION = "citation"
    LINK = "link"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a source as the parser took it, with its line, and its words or its address.

    ``filled`` is for cells: there are words in it.
    """

    kind: Kind
    line: int
    words: str
    filled: bool = False


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
    aliases: Mapping[str, str] = field(default_factory=dict)  # other names of ids, for links
    unprinted: tuple[tuple[int, int], ...] = ()  # source lines that a problem says are not printed
    taken: tuple[Part, ...] = ()  # what the parser took from the source, besides letters
    # Ids that the book once had, each with the one here that stands for it now.
    former: Mapping[str, str] = field(default_factory=dict)

    def with_trees(self, change: Callable[[Element], Element]) -> Document:
        """Return the document with other trees: of the text, of notes, of the words in citations.

        ``change`` leaves the tree that it is given as it is.
        """
        return replace(
            self,
            tree=change(self.tree),
            notes=tuple(replace(note, body=change(note.body)) for note in self.notes),
            citations=tuple(
                replace(
                    citation,
                    items=tuple(
                        replace(
                            item,
                            prefix=None if item.prefix is None else change(item.prefix),
                            locator=None if item.locator is None else change(item.locator),
                        )
                        for item in citation.items
                    ),
                )
                for citation in self.citations
            ),
        )
