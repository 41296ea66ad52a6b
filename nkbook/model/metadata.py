"""What a library catalogue says of a book, and of an edition of it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nkbook.model.plain import Plain


class Matter(StrEnum):
    """The three regions of a book, as EPUB 3 Structural Semantics divides it."""

    FRONT = "front"
    BODY = "body"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Creator(Plain):
    """A person or body who made the book; ``role`` is a MARC relator code (aut, edt, trl …)."""

    name: str
    role: str = "aut"
    file_as: str | None = None
    corporate: bool = False


@dataclass(frozen=True, slots=True)
class Release(Plain):
    """One printing of the book: its version and day."""

    version: str
    date: datetime.date
    statement: str | None = None  # e.g. 初版


@dataclass(frozen=True, slots=True)
class Series(Plain):
    """A series (叢書) that the book belongs to, and its place in it."""

    title: str
    position: str | None = None


@dataclass(frozen=True, slots=True)
class SubjectCode(Plain):
    """A subject in a scheme of ``subjects.SCHEMES``; ``heading`` is what the scheme calls it."""

    scheme: str
    code: str
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Publisher(Plain):
    """Who publishes the book, as the imprint page names them."""

    name: str
    place: str | None = None
    address: str | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class Imprint(Plain):
    """What only the imprint page (版權頁) says; ``credits`` are label–text rows in print order."""

    price: str | None = None
    isbn: Mapping[str, str] = field(default_factory=dict)  # format → ISBN-13
    rights_notice: str | None = None
    cip: str | None = None  # the number of the record in 圖書在版編目
    colophon: str = "region"  # whose custom places the page: the "region"'s, or the "spine"
    credits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata(Plain):
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
    cover: str | None = None  # the path of the publisher's own picture, in chapters/
    cover_theme: str = "contours"  # of nkbook's cover

    def full_title(self, labels: Mapping[str, str]) -> str:
        """Return the title with the subtitle, in one line."""
        if not self.subtitle:
            return self.title
        return labels["full_title"].format(title=self.title, subtitle=self.subtitle)


@dataclass(frozen=True, slots=True)
class Edition(Plain):
    """A regional form of the book; ``labels`` are the words that the house prints (章, 目次 …)."""

    id: str
    language: str
    labels: Mapping[str, str]
    citation_style: str  # a file in styles/citations/
