"""The settings of a book project, made from the tables of its book.toml."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.model.book import Part, SpineItem
from nkbook.model.catalogue import identifiers
from nkbook.model.metadata import (
    Creator,
    Imprint,
    Matter,
    Metadata,
    Publisher,
    Release,
    Series,
    SubjectCode,
)
from nkbook.model.page_kinds import PageKind
from nkbook.project.config.book_tables import PartTable, SpineTable
from nkbook.project.config.formats import Format, format_named
from nkbook.project.config.options import Options
from nkbook.project.config.tables import BookToml, EditionTable
from nkbook.reading.files import variable
from nkbook.reading.parsed import ParsedFile

_EPOCH = "SOURCE_DATE_EPOCH"
_SECONDS = re.compile(r"[0-9]{1,12}")
_LATEST = 253402300799  # seconds: the end of the year 9999, Python's and XML's last
_SHOWN = 40  # characters that a message prints


@dataclass(frozen=True, slots=True)
class OwnEdition:
    """What book.toml says of one edition alone; None where that edition has nothing of its own."""

    title: str | None
    subtitle: str | None
    description: str | None
    subjects: tuple[str, ...] | None
    rights: str | None
    citation_style: str | None
    isbn: Mapping[str, str]
    cip: str | None = None

    def applied(self, metadata: Metadata) -> Metadata:
        """Return a book's metadata with what this edition has of its own in its place."""
        return replace(
            metadata,
            title=self.title or metadata.title,
            subtitle=self.subtitle or metadata.subtitle,
            description=self.description or metadata.description,
            subjects=metadata.subjects if self.subjects is None else self.subjects,
            rights=self.rights or metadata.rights,
        )


@dataclass(frozen=True, slots=True)
class Config:
    """A book project's settings; ``root`` is the folder that holds chapters/."""

    root: Path
    metadata: Metadata
    spine: tuple[SpineItem, ...]
    parts: Mapping[str, Part]
    formats: tuple[Format, ...]
    editions: tuple[str, ...]
    editions_own: Mapping[str, OwnEdition]  # by language
    titles: str  # what conversion does to titles of works: words | verbatim | convert
    word_fields: frozenset[str] | None  # of the regional words that are converted, None for all
    citation_style: str | None  # None: that of the edition's region
    recite: str  # short | ibid
    references: tuple[tuple[str, Location], ...]  # files of sources, and where they are named
    nocite: tuple[str, ...]  # keys listed although nothing cites them
    groups: str  # of the bibliography: languages | types | none
    labels: Mapping[str, str]
    options: Options  # of the formats
    source: ParsedFile  # book.toml as read, for the places of what is found wrong later

    @property
    def chapters(self) -> Path:
        """Return the folder of the manuscript."""
        return self.root / "chapters"

    @property
    def source_date(self) -> datetime.datetime:
        """Return the date in the output: SOURCE_DATE_EPOCH, else the release's day at 00:00 UTC.

        Raises ConfigError NK618 for a variable that is no number of seconds
        (reproducible-builds.org/specs/source-date-epoch asks for that).
        """
        epoch = variable(_EPOCH)
        if epoch:
            if not _SECONDS.fullmatch(epoch) or int(epoch) > _LATEST:
                message = f'{_EPOCH} is "{epoch[:_SHOWN]}", which is no date'
                hint = "set it to the seconds since 1970: git log -1 --format=%ct; or unset it"
                raise ConfigError(diagnostic("NK618", message, hint=hint))
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
        return datetime.datetime.combine(
            self.metadata.release.date, datetime.time(), tzinfo=datetime.UTC
        )

    @property
    def is_forthcoming(self) -> bool:
        """Return what [trade] says of it, else whether the day of the release is still to come.

        Today is the day of SOURCE_DATE_EPOCH: only without both does the clock count.
        """
        told = self.options.trade.forthcoming
        if told is not None:
            return told
        known = variable(_EPOCH)
        today = self.source_date if known else datetime.datetime.now(datetime.UTC)
        return self.metadata.release.date > today.date()

    def products(self) -> Mapping[str, Mapping[str, str]]:
        """Return the URIs of the editions' products: by language and format, "" for all others."""
        book, own = self.metadata, self.metadata.language
        found = {}
        for language in self.editions:
            isbns = book.imprint.isbn if language == own else {}
            if language in self.editions_own:
                isbns = {**isbns, **self.editions_own[language].isbn}
            edition = book.identifier
            if language != own:
                edition = identifiers.of_edition(book.identifier, language)
            rows = {name: identifiers.isbn_urn(isbn) for name, isbn in isbns.items()}
            found[language] = {**rows, "": edition}
        return found


def settings(file: BookToml, root: Path, source: ParsedFile) -> Config:
    """Return the settings of the project in ``root``; ``source`` is its book.toml as read."""
    parts = {item.id: item for item in file.spine.body if isinstance(item, PartTable)}
    return Config(
        root=root,
        metadata=_metadata(file),
        spine=tuple(_with_notes(_spine(file.spine), file.notes.place == "book")),
        parts=MappingProxyType(
            {
                id: Part(
                    id,
                    part.part,
                    tuple(_stem(name) for name in part.chapters),
                    part.number,
                    _stem(part.text) if part.text else None,
                )
                for id, part in parts.items()
            }
        ),
        formats=tuple(map(format_named, dict.fromkeys(file.build.formats))),
        editions=tuple(dict.fromkeys(file.build.editions or [file.book.language])),
        editions_own=MappingProxyType(
            {language: _own_edition(own) for language, own in file.edition.items()}
        ),
        titles=file.conversion.titles,
        word_fields=None if file.conversion.fields is None else frozenset(file.conversion.fields),
        citation_style=file.citations.style,
        recite=file.citations.recite,
        references=tuple(
            (name, source.at("citations", "sources", number))
            for number, name in enumerate(file.citations.sources)
        ),
        nocite=tuple(file.citations.nocite),
        groups=file.citations.groups,
        labels={key.replace("-", "_"): value for key, value in file.labels.items()},
        options=_options(file),
        source=source,
    )


def _options(file: BookToml) -> Options:
    """Return the tables that formats read, without the rest of the file."""
    fields = Options.model_fields
    return Options.model_construct(**{name: getattr(file, name) for name in fields})


def _own_edition(own: EditionTable) -> OwnEdition:
    return OwnEdition(
        title=own.title,
        subtitle=own.subtitle,
        description=own.description,
        subjects=None if own.subjects is None else tuple(own.subjects),
        rights=own.rights,
        citation_style=own.citation_style,
        isbn=MappingProxyType(own.isbn),
        cip=own.cip,
    )


def _stem(entry: str) -> str:
    return entry.removesuffix(".md")


def _spine(spine: SpineTable) -> Iterable[SpineItem]:
    def item(entry: str, matter: Matter, part: str | None = None) -> SpineItem:
        kind = PageKind.CHAPTER if entry.endswith(".md") else PageKind(entry)
        return SpineItem(kind, _stem(entry), matter, part)

    for entry in spine.front:
        yield item(entry, Matter.FRONT)
    for entry_or_part in spine.body:
        if isinstance(entry_or_part, str):
            yield item(entry_or_part, Matter.BODY)
        else:
            yield SpineItem(PageKind.PART, entry_or_part.id, Matter.BODY)
            for entry in entry_or_part.chapters:
                yield item(entry, Matter.BODY, entry_or_part.id)
    for entry in spine.back:
        yield item(entry, Matter.BACK)


def _with_notes(spine: Iterable[SpineItem], wanted: bool) -> Iterable[SpineItem]:
    """Return a spine with a page for the notes of the book, if it is wanted and not named.

    It comes after the text, before what lists things. A book with its notes elsewhere has none.
    """
    items = [item for item in spine if wanted or item.kind is not PageKind.ENDNOTES]
    if wanted and not any(item.kind is PageKind.ENDNOTES for item in items):
        lists = (PageKind.NAMES, PageKind.BIBLIOGRAPHY, PageKind.INDEX, PageKind.COLOPHON)
        end = len(items)
        while end and items[end - 1].kind in lists and items[end - 1].matter is Matter.BACK:
            end -= 1
        notes = SpineItem(PageKind.ENDNOTES, PageKind.ENDNOTES.value, Matter.BACK)
        items.insert(end, notes)
    return items


def _metadata(file: BookToml) -> Metadata:
    book = file.book
    return Metadata(
        slug=book.slug,
        identifier=book.identifier or identifiers.of_book(book.slug, book.language),
        title=book.title,
        subtitle=book.subtitle,
        language=book.language,
        creators=tuple(Creator(**item.model_dump()) for item in book.creators),
        release=Release(file.release.version, file.release.date, file.release.statement),
        publisher=Publisher(**file.publisher.model_dump()) if file.publisher else None,
        description=book.description,
        subjects=tuple(book.subjects),
        subject_codes=tuple(SubjectCode(**item.model_dump()) for item in book.subject_codes),
        rights=book.rights,
        rights_url=book.rights_url,
        series=Series(**book.series.model_dump()) if book.series else None,
        sources=tuple(book.sources),
        file_as=book.file_as,
        cover=book.cover,
        cover_theme=book.cover_theme,
        imprint=Imprint(
            price=file.imprint.price,
            isbn=MappingProxyType(dict(file.imprint.isbn)),
            cip=file.imprint.cip,
            colophon=file.imprint.colophon,
            rights_notice=file.imprint.rights_notice,
            credits=tuple((credit.label, credit.text) for credit in file.imprint.credits),
        ),
    )
