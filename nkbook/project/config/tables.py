"""The whole of book.toml: its tables and keys, their types, and what holds if they are left out."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from nkbook.project.config.book_tables import (
    BookTable,
    ImprintTable,
    PublisherTable,
    ReleaseTable,
    SpineTable,
)
from nkbook.project.config.formats import FORMATS
from nkbook.project.config.options import Options
from nkbook.project.config.table import Name, Table
from nkbook.project.config.values import FormatName, Isbns, LabelKey, Language

# Fields of the regional words, as the table of words has them (editions/data/words.tsv).
WordField = Literal[
    "daily", "finance", "geography", "it", "measure", "media", "military", "people", "politics",
    "science", "spelling", "sport", "transport",
]  # fmt: skip
BOOK_TOML = "chapters/book.toml"


class BuildTable(Table):
    """[build]: what is made when the command line names nothing."""

    formats: list[FormatName] = Field(
        ["pdf", "epub"],
        min_length=1,
        description=f'The formats to make, one or more of {", ".join(FORMATS)}: ["pdf"].',
    )
    editions: list[Language] | None = Field(
        None,
        description=(
            'The regional editions to make, by their language tags: ["zh-Hant-HK", "zh-Hans-CN"].'
            " If left out, that of the manuscript alone."
        ),
    )


class CitationsTable(Table):
    """[citations]: how sources are cited."""

    style: Name | None = Field(
        None,
        description=(
            "The citation style of the manuscript's own edition: the name of a file in"
            ' styles/citations/, as "hk", "tw" or "gbt7714"; or, for all editions, a style in CSL,'
            ' "apa.csl", in chapters/ or styles/citations/. If left out, the custom of its region.'
        ),
    )
    recite: Literal["short", "ibid"] = Field(
        "short",
        description=(
            'How a source is cited again: by a "short" form, or, right after itself, as "ibid"'
            " (同上)."
        ),
    )
    sources: list[Name] = Field(
        [],
        description=(
            'The files of the sources, besides data/references.yaml: ["book.bib", "zotero.json"],'
            " relative to chapters/. If left out, every .bib file and references.json, .yaml or"
            " .yml in chapters/ and chapters/data/."
        ),
    )
    nocite: list[Name] = Field(
        [],
        description=(
            'Keys of sources that the bibliography lists although nothing cites them; ["*"] lists'
            " all."
        ),
    )
    groups: Literal["languages", "types", "none"] = Field(
        "languages",
        description=(
            'How the bibliography of a house style is parted: "languages" (Chinese, then others),'
            ' "types" (archives, laws, newspapers, books, articles, the rest) or "none", one list.'
            " A style in CSL has its own order."
        ),
    )


class ConversionTable(Table):
    """[conversion]: how the other editions are made from the manuscript."""

    titles: Literal["words", "verbatim", "convert"] = Field(
        "words",
        description=(
            'What conversion does to titles of works in 《》 and 〈〉: with "words" it changes only'
            ' their characters, with "verbatim" nothing, with "convert" words too, as in all other'
            " text."
        ),
    )
    fields: list[WordField] | None = Field(
        None,
        description=(
            "The fields whose regional words are converted, all if left out:"
            f" {', '.join(get_args(WordField))}. An empty list leaves only the words that have no"
            " field."
        ),
    )


class EditionTable(Table):
    """[edition.LANGUAGE]: what one edition has of its own; everything else is converted."""

    title: Name | None = Field(None, description="The title in this edition. Optional.")
    subtitle: Name | None = Field(None, description="The subtitle in this edition. Optional.")
    description: Name | None = Field(None, description="The description. Optional.")
    subjects: list[str] | None = Field(None, description="The key words. Optional.")
    rights: Name | None = Field(None, description="The licence or claim of rights. Optional.")
    citation_style: Name | None = Field(
        None,
        description=(
            "The citation style: the name of a file in styles/citations/, or one in CSL. Optional."
        ),
    )
    cip: Name | None = Field(
        None,
        description="The number of this edition's record in the national bibliography. Optional.",
    )
    isbn: Isbns = Field(
        {},
        description=(
            "The ISBN of each format of this edition, by the format's name. Another edition is"
            " another product and cannot have those of [imprint] (ISBN Users' Manual, §5)."
        ),
    )


class Manuscript(Table):
    """The tables that say what the book is and how its editions are made."""

    book: BookTable
    release: ReleaseTable
    spine: SpineTable
    publisher: PublisherTable | None = Field(None, description="Who publishes the book. Optional.")
    imprint: ImprintTable = ImprintTable()
    build: BuildTable = BuildTable()
    citations: CitationsTable = CitationsTable()
    conversion: ConversionTable = ConversionTable()
    edition: dict[Language, EditionTable] = Field(
        {}, description="What an edition has of its own, by its language tag."
    )
    labels: dict[LabelKey, str] = Field(
        {},
        description=(
            "Words that nkbook prints, replaced by the book's own, in the language of the"
            ' manuscript: contents = "目錄".'
        ),
    )


class BookToml(Options, Manuscript):
    """The whole file: the manuscript's tables, then those that the formats read."""
