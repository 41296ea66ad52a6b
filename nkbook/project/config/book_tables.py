"""The tables of book.toml that say what the book is: work, people, release, imprint, spine."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from nkbook.project.config.table import Name, Table
from nkbook.project.config.values import Isbns, Language, Role, SpineFile, WebAddress


class CreatorTable(Table):
    """An entry of [book] creators: a person or organisation who made the book."""

    name: Name = Field(description='The name as the book prints it: "陳大文".')
    role: Role = Field(
        "aut",
        description="a MARC relator code: aut (author), edt (editor), trl (translator), ill …",
    )
    file_as: str | None = Field(
        None, description='The name as catalogues sort it: "Chan, Tai Man". Optional.'
    )
    corporate: bool = Field(
        False, description="Whether the name is an organisation's, not a person's: true or false."
    )


class SeriesTable(Table):
    """[book] series: the series that the book belongs to."""

    title: Name = Field(description="The series' title.")
    position: Name | None = Field(
        None, description='The book\'s number in the series, as text: "3". Optional.'
    )


class SubjectCodeTable(Table):
    """An entry of [book] subject-codes: a subject by a scheme of the trade or of libraries."""

    scheme: Literal["thema", "bisac", "clc", "ncl"] = Field(
        description=(
            'The scheme: "thema" or "bisac" of the book trade, "clc" (中國圖書館分類法) or "ncl"'
            " (中文圖書分類法) of libraries."
        )
    )
    code: Name = Field(description='The code as the scheme writes it: "NHTB".')
    heading: Name | None = Field(
        None, description="What the scheme calls the subject, in words. Optional."
    )


class BookTable(Table):
    """[book]: what the work is, in the language of the manuscript."""

    slug: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="the files' name: letters a to z, digits and single hyphens, as in my-book",
    )
    title: Name = Field(description="The title.")
    language: Language = Field(
        description=(
            "The language and script of the manuscript, as a BCP 47 tag:"
            ' "zh-Hant-HK", "zh-Hant-TW" or "zh-Hans-CN".'
        )
    )
    creators: list[CreatorTable] = Field(
        min_length=1,
        description="Who made the book, in the order in which the title page names them.",
    )
    subtitle: str | None = Field(None, description="The subtitle. Optional.")
    identifier: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9+.-]*:.+",
        description="a URI, as urn:isbn:9789620000003; if left out, one is made from the slug",
    )
    description: str | None = Field(
        None,
        description=(
            "A few sentences about the book for catalogues, the metadata of the files and the back"
            " of the cover. Optional."
        ),
    )
    subjects: list[str] = Field(
        [], description='Key words for catalogues: ["阿塞拜疆", "歷史"]. Optional.'
    )
    subject_codes: list[SubjectCodeTable] = Field(
        [],
        description="Subjects by a scheme's codes; the first of each scheme is the main one.",
    )
    rights: str | None = Field(
        None, description='The licence or the claim of rights: "版權所有". Optional.'
    )
    rights_url: WebAddress | None = Field(
        None, description="The address of the licence's text, https://… Optional."
    )
    file_as: Name | None = Field(
        None, description="The title as catalogues sort it, if not as it is written. Optional."
    )
    cover: Name | None = Field(
        None,
        description=(
            "The publisher's own picture for the cover, with all that is to be read on it:"
            ' "images/cover.jpg", relative to chapters/. It fills the page "cover" of the PDF, the'
            " front of the printer's wrap and the cover of the EPUB. If left out, nkbook makes one."
        ),
    )
    cover_theme: Literal["contours", "plain", "band"] = Field(
        "contours",
        description=(
            'The look of the cover that nkbook makes: "contours" (a map of contour lines over a'
            ' light field), "plain" (type on a dark ground) or "band" (type on light paper under a'
            " dark band)."
        ),
    )
    series: SeriesTable | None = Field(None, description="The series of the book. Optional.")
    sources: list[Name] = Field(
        [],
        description=(
            "What the book was made from, as URIs or in words: an earlier edition, an original."
        ),
    )


class PublisherTable(Table):
    """[publisher]: who publishes the book, as the colophon names them."""

    name: Name = Field(description="The publisher's name.")
    place: str | None = Field(None, description='The place of publication: "香港". Optional.')
    address: str | None = Field(None, description="The postal address. Optional.")
    website: WebAddress | None = Field(
        None, description="The address on the web, https://… Optional."
    )


class ReleaseTable(Table):
    """[release]: the state of the text that this build publishes."""

    version: Name = Field(description='The version of the text, as text: "1.0".')
    date: datetime.date = Field(
        description=(
            "The day of publication, without quotes: 2026-11-22. It is also the only date in the"
            " files, unless the environment variable SOURCE_DATE_EPOCH names another."
        )
    )
    statement: str | None = Field(
        None, description='The edition as the colophon names it: "初版". Optional.'
    )


class CreditTable(Table):
    """An entry of [imprint] credits: a row of the colophon."""

    label: Name = Field(description='What was done: "插圖".')
    text: Name = Field(description="Who did it, or any other text.")


class ImprintTable(Table):
    """[imprint]: what the colophon says beyond the release."""

    price: str | None = Field(None, description='The price in words: "港幣一百元". Optional.')
    isbn: Isbns = Field(
        {},
        description=(
            "The ISBN of each format that has one, by the format's name:"
            ' { print = "978-962-00-0000-3" }. They are those of the manuscript\'s own edition.'
        ),
    )
    cip: Name | None = Field(
        None,
        description=(
            "The number of the book's record in the national bibliography (圖書在版編目):"
            ' "（2026）第123456号". The colophon has the block of that record only with it. It is'
            " that of the manuscript's own edition. Optional."
        ),
    )
    colophon: Literal["region", "spine"] = Field(
        "region",
        description=(
            'Where the colophon stands: by the custom of the edition\'s "region", at the back of'
            ' the book in Taiwan, or where the "spine" names it.'
        ),
    )
    rights_notice: str | None = Field(
        None, description='A sentence about rights: "未經許可，不得轉載。" Optional.'
    )
    credits: list[CreditTable] = Field(
        [], description='More rows of the colophon: [{ label = "插圖", text = "測試社" }].'
    )


class PartTable(Table):
    """An entry of [spine] body: a part of the book and its chapters."""

    part: Name = Field(description="The title of the part.")
    id: str = Field(
        pattern=r"^[A-Za-z][A-Za-z0-9_-]*$",
        description="a letter of a to z, then letters, digits, - or _",
    )
    number: str | None = Field(
        None,
        description=(
            'What is printed for the number that is counted: "卷上". "" is for a part without one.'
            " Optional."
        ),
    )
    text: SpineFile | None = Field(
        None,
        description='A file with what is on the part\'s page under its title: "sea.md". Optional.',
    )
    chapters: list[SpineFile] = Field(
        min_length=1, description='The chapters of the part, in order: ["two.md", "three.md"].'
    )


def _entry_kind(value: object) -> str:
    return "@part" if isinstance(value, dict | PartTable) else "@file"


# Tagged, so that a mistake inside a part is not reported again as "not a string".
_Entry = Annotated[
    Annotated[SpineFile, Tag("@file")] | Annotated[PartTable, Tag("@part")],
    Discriminator(_entry_kind),
]


class SpineTable(Table):
    """[spine]: the order of chapters and pages."""

    front: list[SpineFile] = Field(
        [],
        description=(
            "What comes before the body, in order: chapters as files in chapters/, and pages that"
            ' nkbook makes, as "cover", "half-title", "title-page", "colophon" and "contents".'
        ),
    )
    body: list[_Entry] = Field(
        min_length=1,
        description=(
            "The chapters of the body, in order, and parts as { part, id, chapters }:"
            ' ["one.md", { part = "上編", id = "first", chapters = ["two.md"] }].'
        ),
    )
    back: list[SpineFile] = Field(
        [],
        description=(
            'What comes after the body, in order: chapters, and pages as "endnotes",'
            ' "bibliography", "names" and "index".'
        ),
    )
