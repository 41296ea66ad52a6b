"""What the templates of pages are given: the book as plain values, made once for a format."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from nkbook.locales.registry import locale
from nkbook.look.xhtml import children, serialise
from nkbook.model.catalogue import roles
from nkbook.model.document import Element
from nkbook.model.metadata import Edition, Matter, Metadata
from nkbook.model.page_kinds import PageKind
from nkbook.model.plain import Plain
from nkbook.model.publication import IndexGroup, Page, Publication, TocEntry


@dataclass(frozen=True, slots=True)
class PageView(Plain):
    """A page of the book, without its text."""

    id: str  # of its section element
    kind: PageKind
    matter: Matter
    title: str  # plain words
    heading: Markup  # the title as XHTML, with notes and links
    number: str | None  # 第一章
    short_title: str | None
    part_title: str | None
    running_title: str  # of the running heads
    headed: bool = True  # the title is printed, not only listed


@dataclass(frozen=True, slots=True)
class ContributorView(Plain):
    """Somebody who made the book, and the word for what they did."""

    name: str
    role: str  # MARC relator code
    word: str | None  # None: the edition has none for the role
    heading: str  # the word, or 其他 where there is none


@dataclass(frozen=True, slots=True)
class SourceView(Plain):
    """A row of the bibliography: ``body`` is a paragraph."""

    id: str
    key: str
    language: str
    body: Markup
    group: str = ""  # the label over it and its like, such as bibliography_chinese


@dataclass(frozen=True, slots=True)
class NameView(Plain):
    """A row of the table of names: its forms by language tag."""

    id: str
    kind: str
    forms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NameGroupView(Plain):
    """The names of one kind, with the languages that the table has columns for."""

    title: str
    names: tuple[NameView, ...]
    languages: tuple[str, ...]
    others: tuple[str, ...] = ()  # those that share the last column


@dataclass(frozen=True, slots=True)
class BuildView(Plain):
    """What a colophon says of the making: ``trim`` is None where there is no paper."""

    version: str  # of nkbook
    source_date: datetime.datetime  # UTC
    fonts: tuple[str, ...]
    trim: str | None = None


@dataclass(frozen=True, slots=True)
class BookView(Plain):
    """The whole book, without the text of its chapters."""

    metadata: Metadata
    edition: Edition
    pages: tuple[PageView, ...]
    contributors: tuple[ContributorView, ...]
    toc: tuple[TocEntry, ...]
    bibliography: tuple[SourceView, ...]
    index: tuple[IndexGroup, ...]
    names: tuple[NameGroupView, ...]
    characters: int  # 字數
    colophon: tuple[str, ...]  # its rows, in the order of the edition's region

    @property
    def extent(self) -> int:
        """Return how many entries its lists have, more or less."""
        groups = sum(len(group.entries) for group in self.index)
        names = sum(len(group.names) for group in self.names)
        return len(self.pages) + len(self.bibliography) + groups + names

    @classmethod
    def of(cls, publication: Publication) -> BookView:
        """Return the view of a publication."""
        return cls(
            metadata=publication.metadata,
            edition=publication.edition,
            pages=tuple(map(page_view, publication.pages)),
            contributors=tuple(_contributors(publication)),
            toc=publication.toc,
            bibliography=tuple(
                SourceView(entry.id, entry.key, entry.language, serialise(entry.body), entry.group)
                for entry in publication.bibliography
            ),
            index=publication.index,
            names=tuple(
                NameGroupView(
                    group.title,
                    tuple(NameView(name.id, name.kind, name.forms) for name in group.names),
                    group.languages,
                    group.others,
                )
                for group in publication.names
            ),
            characters=publication.characters,
            colophon=locale(publication.edition.language).colophon.rows,
        )


def page_view(page: Page, heading: Element | None = None) -> PageView:
    """Return the view of one page; ``heading`` is its title if that has mark-up."""
    return PageView(
        page.id,
        page.kind,
        page.matter,
        page.title,
        Markup.escape(page.title) if heading is None else children(heading),
        page.number,
        page.short_title,
        page.part_title,
        page.running_title,
        page.headed,
    )


def _contributors(publication: Publication) -> list[ContributorView]:
    labels = publication.edition.labels
    return [
        ContributorView(
            creator.name,
            creator.role,
            word := roles.word(creator.role, labels),
            word or roles.other(labels),
        )
        for creator in publication.metadata.creators
    ]
