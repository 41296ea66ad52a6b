"""What may stand in book.toml: its tables and keys, their types, and the values left out."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from nkbook.locales.labels import label_keys
from nkbook.locales.registry import languages
from nkbook.model import isbn

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


def kebab(name: str) -> str:
    """Return the key that a field of a table stands for."""
    return name.replace("_", "-")


class Table(BaseModel):
    """A table of book.toml: of exact types, without unknown keys, its keys in kebab-case."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, alias_generator=kebab)


def _wrong(code: str, message: str, hint: str) -> PydanticCustomError:
    """Return a validator's error that is a diagnostic of its own."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def _language(name: str) -> str:
    if name not in languages():
        message = f'edition language "{name}" is not known'
        raise _wrong("NK106", message, f"one of {', '.join(languages())}")
    return name


def _isbn(number: str) -> str:
    """Refuse an ISBN that is none: one wrong digit sends orders to another book."""
    if wrong := isbn.problem(number):
        hint = "copy it again from the agency's letter, or leave it out"
        raise _wrong("NK107", f'"{number}" is not an ISBN: {wrong}', hint)
    return number


def _key_of(kind: str, key: str, known: Sequence[str]) -> str:
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"known keys: {', '.join(known)}"
        raise _wrong("NK101", f'unknown key "{kind}.{key}"', hint)
    return key


def _label(key: str) -> str:
    return _key_of("labels", key, label_keys())


def _format(name: str) -> str:
    return _key_of("imprint.isbn", name, FORMAT_NAMES)


def _entry(entry: str) -> str:
    """Refuse what is neither a page nor a file below chapters/, named by its shortest path."""
    if entry in PAGE_TEMPLATES:
        return entry
    if not entry.endswith(".md"):
        near = difflib.get_close_matches(entry, PAGE_TEMPLATES, n=1)
        raise _wrong(
            "NK106",
            f'spine entry "{entry}" is no chapter file and no page',
            f'did you mean "{near[0]}"?'
            if near
            else f"a file name ending in .md, or one of {', '.join(PAGE_TEMPLATES)}",
        )
    path = PurePosixPath(entry)
    if path.is_absolute() or ".." in path.parts or "\\" in entry or str(path) != entry:
        raise _wrong(
            "NK106",
            f'spine entry "{entry}" is not the path of a file in chapters/',
            "name it as seen from there: one.md, or part/one.md",
        )
    return entry


_Name = Annotated[str, Field(min_length=1)]
_Language = Annotated[str, AfterValidator(_language)]
_File = Annotated[str, AfterValidator(_entry)]
_Isbns = dict[Annotated[str, AfterValidator(_format)], Annotated[str, AfterValidator(_isbn)]]


class CreatorTable(Table):
    """An author, editor or translator, by MARC relator code."""

    name: _Name
    role: str = Field(
        "aut", pattern="^[a-z]{3}$", description="a MARC relator code: aut, edt, trl, ill …"
    )
    file_as: str | None = None
    corporate: bool = False


class SeriesTable(Table):
    """The series and the place in it."""

    title: _Name
    position: _Name | None = None


class SubjectCodeTable(Table):
    """What the book is about, by a scheme of the trade or of libraries."""

    scheme: Literal["thema", "bisac", "clc", "ncl"]
    code: _Name
    heading: _Name | None = None


class BookTable(Table):
    """[book]: what the work is."""

    slug: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="the files' name: letters a to z, digits and single hyphens, as in my-book",
    )
    title: _Name
    language: _Language
    creators: list[CreatorTable] = Field(min_length=1)
    subtitle: str | None = None
    identifier: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9+.-]*:.+",
        description="a URI, as urn:isbn:9789620000003; left out, one is made of the slug",
    )
    description: str | None = None
    subjects: list[str] = []
    subject_codes: list[SubjectCodeTable] = []
    rights: str | None = None
    rights_url: str | None = None
    file_as: _Name | None = None
    series: SeriesTable | None = None
    sources: list[_Name] = []


class PublisherTable(Table):
    """[publisher]: who brings the book out."""

    name: _Name
    place: str | None = None
    address: str | None = None
    website: str | None = None


class ReleaseTable(Table):
    """[release]: the state of the text."""

    version: _Name
    date: datetime.date
    statement: str | None = None


class CreditTable(Table):
    """A row of the colophon."""

    label: _Name
    text: _Name


class ImprintTable(Table):
    """[imprint]: what the colophon has beyond the release; ISBNs by format."""

    price: str | None = None
    isbn: _Isbns = {}
    rights_notice: str | None = None
    credits: list[CreditTable] = []


class PartTable(Table):
    """A part of the body and its chapters."""

    part: _Name
    id: str = Field(
        pattern=r"^[A-Za-z][A-Za-z0-9_-]*$",
        description="a letter of a to z, then letters, digits, - or _",
    )
    chapters: list[_File] = Field(min_length=1)


def _entry_kind(value: object) -> str:
    return "@part" if isinstance(value, dict | PartTable) else "@file"


# Tagged, so that a mistake inside a part is not reported again as "not a string".
_Entry = Annotated[
    Annotated[_File, Tag("@file")] | Annotated[PartTable, Tag("@part")], Discriminator(_entry_kind)
]


class SpineTable(Table):
    """[spine]: the order of chapters and pages."""

    front: list[_File] = []
    body: list[_Entry] = Field(min_length=1)
    back: list[_File] = []


class BuildTable(Table):
    """[build]: what is made when the command line names nothing."""

    formats: list[Literal["pdf", "print", "booklet", "epub"]] = Field(
        default=["pdf", "epub"], min_length=1
    )
    editions: list[_Language] | None = None


class CitationsTable(Table):
    """[citations]: their style, and how a source is cited again."""

    style: _Name | None = None
    recite: Literal["short", "ibid"] = "short"


class ConversionTable(Table):
    """[conversion]: of titles of works."""

    titles: Literal["words", "verbatim", "convert"] = "words"


class EditionTable(Table):
    """[edition.LANGUAGE]: what one edition has of its own."""

    title: _Name | None = None
    subtitle: _Name | None = None
    description: _Name | None = None
    subjects: list[str] | None = None
    rights: _Name | None = None
    citation_style: _Name | None = None
    isbn: _Isbns = {}


class NotesTable(Table):
    """[notes]: where their numbers begin again."""

    numbering: Literal["chapter", "page", "book"] = "chapter"


class PdfTable(Table):
    """[pdf]: page and composition."""

    trim: Literal["a5", "25k", "18k"] = "25k"
    recto_chapters: bool = True
    punctuation: Literal["none", "hk", "tw", "cn"] | None = None
    name_marks: bool = False


class PrintTable(Table):
    """[print]: for the printer; paper-bulk in micrometres a leaf, gutter in millimetres."""

    condition: _Name = "FOGRA39"
    interior: Literal["colour", "black"] = "colour"
    paper_bulk: int = Field(110, ge=20, le=1000)
    gutter: float = Field(2.0, ge=0, le=10)
    signature: int = Field(4, ge=0, le=16)


class EpubTable(Table):
    """[epub]: what it holds, and who has judged it."""

    embed_fonts: bool = True
    page_list: bool = True
    vertical: bool = False
    certified_by: _Name | None = None


class BookToml(Table):
    """The whole file."""

    book: BookTable
    release: ReleaseTable
    spine: SpineTable
    publisher: PublisherTable | None = None
    imprint: ImprintTable = ImprintTable()
    build: BuildTable = BuildTable()
    citations: CitationsTable = CitationsTable()
    notes: NotesTable = NotesTable()
    conversion: ConversionTable = ConversionTable()
    edition: dict[_Language, EditionTable] = {}
    labels: dict[Annotated[str, AfterValidator(_label)], str] = {}
    pdf: PdfTable = PdfTable()
    print: PrintTable = PrintTable()
    epub: EpubTable = EpubTable()
