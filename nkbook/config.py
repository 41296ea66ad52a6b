"""Reads chapters/book.toml and reports every problem in it with its line and a remedy."""

from __future__ import annotations

import datetime
import difflib
import os
import re
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError
from pydantic_core import ErrorDetails

from nkbook import isbn, subjects
from nkbook.book import (
    Creator,
    Imprint,
    Matter,
    Metadata,
    Part,
    Publisher,
    Release,
    Series,
    SpineItem,
    SubjectCode,
)
from nkbook.errors import ConfigError, Diagnostic, Location, diagnostic
from nkbook.labels import languages
from nkbook.toml_lines import locate

BOOK_TOML = "chapters/book.toml"
FORMAT_NAMES = ("pdf", "print", "booklet", "epub")
PAGE_TEMPLATES = (
    "cover",
    "half-title",
    "title-page",
    "colophon",
    "contents",
    "bibliography",
    "names",
    "index",
)


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, alias_generator=_kebab)


_Name = Annotated[str, Field(min_length=1)]


class _Creator(_Table):
    name: _Name
    role: str = Field("aut", pattern="^[a-z]{3}$")
    file_as: str | None = None
    corporate: bool = False


class _Series(_Table):
    title: _Name
    position: _Name | None = None


class _SubjectCode(_Table):
    scheme: Literal["thema", "bisac", "clc", "ncl"]
    code: _Name
    heading: _Name | None = None


class _Book(_Table):
    slug: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: _Name
    language: _Name
    creators: list[_Creator] = Field(min_length=1)
    subtitle: str | None = None
    identifier: str | None = Field(None, pattern=r"^[a-z][a-z0-9+.-]*:.+")
    description: str | None = None
    subjects: list[str] = []
    subject_codes: list[_SubjectCode] = []
    rights: str | None = None
    rights_url: str | None = None
    file_as: _Name | None = None
    series: _Series | None = None
    sources: list[_Name] = []


class _Publisher(_Table):
    name: _Name
    place: str | None = None
    address: str | None = None
    website: str | None = None


class _Release(_Table):
    version: _Name
    date: datetime.date
    statement: str | None = None


class _Credit(_Table):
    label: _Name
    text: _Name


class _Imprint(_Table):
    price: str | None = None
    isbn: dict[str, str] = {}
    rights_notice: str | None = None
    credits: list[_Credit] = []


class _Part(_Table):
    part: _Name
    id: str = Field(pattern=r"^[A-Za-z][\w-]*$")
    chapters: list[_Name] = Field(min_length=1)


def _entry_kind(value: object) -> str:
    return "@part" if isinstance(value, dict | _Part) else "@file"


# Tagged, so that a mistake inside a part is not reported again as "not a string".
_Entry = Annotated[
    Annotated[_Name, Tag("@file")] | Annotated[_Part, Tag("@part")], Discriminator(_entry_kind)
]


class _Spine(_Table):
    front: list[_Name] = []
    body: list[_Entry] = Field(min_length=1)
    back: list[_Name] = []


class _Build(_Table):
    formats: list[Literal["pdf", "print", "booklet", "epub"]] = Field(
        default=["pdf", "epub"], min_length=1
    )
    editions: list[_Name] | None = None


class _Citations(_Table):
    style: _Name | None = None
    recite: Literal["short", "ibid"] = "short"


class _Conversion(_Table):
    titles: Literal["words", "verbatim", "convert"] = "words"


class _Edition(_Table):
    title: _Name | None = None
    subtitle: _Name | None = None
    description: _Name | None = None
    subjects: list[str] | None = None
    rights: _Name | None = None
    citation_style: _Name | None = None
    isbn: dict[str, str] = {}


class _Notes(_Table):
    numbering: Literal["chapter", "page", "book"] = "chapter"


class _Pdf(_Table):
    trim: _Name = "25k"
    recto_chapters: bool = True
    punctuation: Literal["none", "hk", "tw", "cn"] | None = None
    name_marks: bool = False


class _Print(_Table):
    condition: _Name = "FOGRA39"
    interior: Literal["colour", "black"] = "colour"
    paper_bulk: int = Field(110, ge=20, le=1000)
    gutter: float = Field(2.0, ge=0, le=10)
    signature: int = Field(4, ge=0, le=16)


class _Epub(_Table):
    embed_fonts: bool = True
    page_list: bool = True
    vertical: bool = False
    certified_by: _Name | None = None


class _File(_Table):
    book: _Book
    release: _Release
    spine: _Spine
    publisher: _Publisher | None = None
    imprint: _Imprint = _Imprint()
    build: _Build = _Build()
    citations: _Citations = _Citations()
    notes: _Notes = _Notes()
    conversion: _Conversion = _Conversion()
    edition: dict[str, _Edition] = {}
    labels: dict[str, str] = {}
    pdf: _Pdf = _Pdf()
    print: _Print = _Print()
    epub: _Epub = _Epub()


@dataclass(frozen=True, slots=True)
class OwnEdition:
    """What book.toml says of one edition alone; ``metadata`` are fields of Metadata."""

    metadata: Mapping[str, Any]
    citation_style: str | None
    isbn: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Config:
    """A book project's settings; ``root`` is the folder that holds chapters/."""

    root: Path
    metadata: Metadata
    spine: tuple[SpineItem, ...]
    parts: Mapping[str, Part]
    formats: tuple[str, ...]
    editions: tuple[str, ...]
    editions_own: Mapping[str, OwnEdition]  # by language
    titles: str  # what conversion does to titles of works: words | verbatim | convert
    citation_style: str | None  # None: that of the edition's region
    recite: str
    notes_numbering: str  # chapter | page | book
    labels: Mapping[str, str]
    pdf: Mapping[str, Any]
    print: Mapping[str, Any]
    epub: Mapping[str, Any]

    @property
    def chapters(self) -> Path:
        """Return the folder of the manuscript."""
        return self.root / "chapters"

    @property
    def source_date(self) -> datetime.datetime:
        """Return the date of the output: SOURCE_DATE_EPOCH, else the release's day at 00:00 UTC."""
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        if epoch is not None and epoch.isdigit():
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
        return datetime.datetime.combine(
            self.metadata.release.date, datetime.time(), tzinfo=datetime.UTC
        )


def load(root: Path) -> Config:
    """Return the settings of the book project in ``root``.

    Raises ConfigError with one diagnostic for each problem: NK101 to NK108.
    """
    path = root / BOOK_TOML
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(
            diagnostic(
                "NK105",
                f"no {BOOK_TOML} in {root}",
                hint="run nkbook in a book project's folder, or name one: nkbook build DIR",
            )
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            diagnostic("NK202", "book.toml is not UTF-8", Location(BOOK_TOML), "save it as UTF-8")
        ) from error
    except OSError as error:
        raise ConfigError(
            diagnostic("NK215", f"cannot be read: {error.strerror}", Location(BOOK_TOML))
        ) from error
    return parse(text, root)


def parse(text: str, root: Path) -> Config:
    """Return the settings in a book.toml's ``text``; raises as ``load`` does."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax(error)) from error
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        raise ConfigError(_problems(error, text)) from error
    problems = [
        *_language_problems(file, text),
        *_spine_problems(file, text),
        *_isbn_problems(file, text),
        *_subject_problems(file.book, text),
    ]
    if problems:
        raise ConfigError(problems)
    return _config(file, root)


def _syntax(error: tomllib.TOMLDecodeError) -> Diagnostic:
    """Return NK104 with the place that tomllib tells only inside its message."""
    message = str(error)
    place = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if not place:
        return diagnostic("NK104", message, Location(BOOK_TOML))
    where = Location(BOOK_TOML, int(place[1]), int(place[2]))
    return diagnostic("NK104", message[: place.start()], where)


_WRONG_TYPE = re.compile(r"(_type|_parsing|_attributes_type|_from_date_parsing)$")


def _problems(error: ValidationError, text: str) -> list[Diagnostic]:
    """Turn a validator's findings into diagnostics, one a place and code."""
    found: dict[tuple[str, Location], Diagnostic] = {}
    for details in error.errors(include_url=False):
        item = _problem(details, text)
        if item.location:
            found.setdefault((item.code, item.location), item)
    return list(found.values())


def _problem(details: ErrorDetails, text: str) -> Diagnostic:
    path = tuple(part for part in details["loc"] if part not in ("@file", "@part"))
    dotted = ".".join(str(part) for part in path)
    kind = details["type"]
    if kind == "extra_forbidden":
        where = Location(BOOK_TOML, locate(text, path))
        return diagnostic("NK101", f'unknown key "{dotted}"', where, _nearest(path))
    if kind == "missing":
        where = Location(BOOK_TOML, locate(text, path) or 1)
        return diagnostic("NK103", f'missing key "{dotted}"', where, f"add {path[-1]} = …")
    where = Location(BOOK_TOML, locate(text, path, details.get("input")))
    message = details["msg"][0].lower() + details["msg"][1:]
    code = "NK102" if _WRONG_TYPE.search(kind) else "NK106"
    return diagnostic(code, f'"{dotted}": {message}', where)


def _nearest(path: tuple[str | int, ...]) -> str:
    """Return a hint that names the known key nearest to the unknown one at the end of ``path``."""
    keys = _known_keys(path[:-1])
    near = difflib.get_close_matches(str(path[-1]), keys, n=1)
    return f'did you mean "{near[0]}"?' if near else f"known keys: {', '.join(keys)}"


def _known_keys(path: Iterable[str | int]) -> list[str]:
    """Return the keys of the table at ``path``."""
    model: type[BaseModel] = _File
    for part in path:
        if isinstance(part, int):
            continue
        fields = {_kebab(name): info for name, info in model.model_fields.items()}
        nested = _nested(fields[part].annotation) if part in fields else None
        if nested is None:
            return []
        model = nested
    return [_kebab(name) for name in model.model_fields]


def _nested(annotation: Any) -> type[BaseModel] | None:
    """Return the table model inside a field's annotation, or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if found := _nested(argument):
            return found
    return None


def _language_problems(file: _File, text: str) -> list[Diagnostic]:
    known = languages()
    named: list[tuple[tuple[str, ...], str]] = [(("book", "language"), file.book.language)]
    named += [(("build", "editions"), edition) for edition in file.build.editions or []]
    named += [(("edition",), language) for language in file.edition]
    return [
        diagnostic(
            "NK106",
            f'edition language "{language}" is not known',
            Location(BOOK_TOML, locate(text, path, language)),
            f"one of {', '.join(known)}",
        )
        for path, language in named
        if language not in known
    ]


def _spine_problems(file: _File, text: str) -> list[Diagnostic]:
    """Return NK106 for each spine entry that is no chapter file and no page, or stands twice."""
    problems = []
    seen: set[str] = set()
    for entry, matter in _entries(file.spine):
        where = Location(BOOK_TOML, locate(text, ("spine", matter.value), entry))
        if not entry.endswith(".md") and entry not in PAGE_TEMPLATES:
            near = difflib.get_close_matches(entry, PAGE_TEMPLATES, n=1)
            hint = (
                f'did you mean "{near[0]}"?'
                if near
                else f"a file name ending in .md, or one of {', '.join(PAGE_TEMPLATES)}"
            )
            problems.append(
                diagnostic(
                    "NK106", f'spine entry "{entry}" is no chapter file and no page', where, hint
                )
            )
        elif entry in seen:
            problems.append(
                diagnostic("NK106", f'spine names "{entry}" twice', where, "name each entry once")
            )
        seen.add(entry)
    return problems


def _isbn_problems(file: _File, text: str) -> list[Diagnostic]:
    """Return NK107 for each ISBN that is none: one wrong digit sends orders to another book."""
    tables: list[tuple[tuple[str, ...], dict[str, str]]] = [(("imprint",), file.imprint.isbn)]
    tables += [(("edition", language), own.isbn) for language, own in file.edition.items()]
    return [
        diagnostic(
            "NK107",
            f'"{number}" is not an ISBN: {wrong}',
            Location(BOOK_TOML, locate(text, (*table, "isbn"), number)),
            "copy it again from the agency's letter, or leave it out",
        )
        for table, numbers in tables
        for number in numbers.values()
        if (wrong := isbn.problem(number))
    ]


def _subject_problems(book: _Book, text: str) -> list[Diagnostic]:
    """Return NK108 for codes without their scheme's form, and qualifiers without a category."""
    found = []
    categorised = {
        item.scheme
        for item in book.subject_codes
        if not subjects.problem(item.scheme, item.code)
        and not subjects.is_qualifier(item.scheme, item.code)
    }
    for item in book.subject_codes:
        wrong = subjects.problem(item.scheme, item.code)
        if subjects.is_qualifier(item.scheme, item.code) and item.scheme not in categorised:
            wrong = wrong or "a qualifier needs a category beside it, such as NHTB"
        if wrong:
            where = Location(BOOK_TOML, locate(text, ("book", "subject-codes"), item.code))
            message = f'subject code "{item.code}": {wrong}'
            found.append(diagnostic("NK108", message, where, "look it up in the scheme's tables"))
    return found


def _entries(spine: _Spine) -> Iterable[tuple[str, Matter]]:
    for entry in spine.front:
        yield entry, Matter.FRONT
    for part in spine.body:
        for entry in [part] if isinstance(part, str) else part.chapters:
            yield entry, Matter.BODY
    for entry in spine.back:
        yield entry, Matter.BACK


def _config(file: _File, root: Path) -> Config:
    parts = {item.id: item for item in file.spine.body if isinstance(item, _Part)}
    return Config(
        root=root,
        metadata=_metadata(file),
        spine=tuple(_spine(file.spine)),
        parts=MappingProxyType(
            {
                id: Part(id, part.part, tuple(_stem(name) for name in part.chapters))
                for id, part in parts.items()
            }
        ),
        formats=tuple(dict.fromkeys(file.build.formats)),
        editions=tuple(dict.fromkeys(file.build.editions or [file.book.language])),
        editions_own=MappingProxyType(
            {language: _own_edition(own) for language, own in file.edition.items()}
        ),
        titles=file.conversion.titles,
        citation_style=file.citations.style,
        recite=file.citations.recite,
        notes_numbering=file.notes.numbering,
        labels={key.replace("-", "_"): value for key, value in file.labels.items()},
        pdf=file.pdf.model_dump(),
        print=file.print.model_dump(),
        epub=file.epub.model_dump(),
    )


def _own_edition(own: _Edition) -> OwnEdition:
    given = own.model_dump(exclude_none=True, exclude={"citation_style", "isbn"})
    if "subjects" in given:
        given["subjects"] = tuple(given["subjects"])
    return OwnEdition(MappingProxyType(given), own.citation_style, MappingProxyType(own.isbn))


def _stem(entry: str) -> str:
    return entry.removesuffix(".md")


def _spine(spine: _Spine) -> Iterable[SpineItem]:
    def item(entry: str, matter: Matter, part: str | None = None) -> SpineItem:
        kind = "chapter" if entry.endswith(".md") else "page"
        return SpineItem(kind, _stem(entry), matter, part)

    for entry in spine.front:
        yield item(entry, Matter.FRONT)
    for entry_or_part in spine.body:
        if isinstance(entry_or_part, str):
            yield item(entry_or_part, Matter.BODY)
        else:
            yield SpineItem("part", entry_or_part.id, Matter.BODY)
            for entry in entry_or_part.chapters:
                yield item(entry, Matter.BODY, entry_or_part.id)
    for entry in spine.back:
        yield item(entry, Matter.BACK)


def _metadata(file: _File) -> Metadata:
    book = file.book
    derived = uuid.uuid5(uuid.NAMESPACE_URL, f"nkbook:{book.slug}:{book.language}")
    return Metadata(
        slug=book.slug,
        identifier=book.identifier or f"urn:uuid:{derived}",
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
        imprint=Imprint(
            price=file.imprint.price,
            isbn=MappingProxyType(dict(file.imprint.isbn)),
            rights_notice=file.imprint.rights_notice,
            credits=tuple((credit.label, credit.text) for credit in file.imprint.credits),
        ),
    )
