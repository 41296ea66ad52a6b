"""The tables of book.toml that the formats read: validated here, and passed to them as they are."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from nkbook.project.config.limits import Limits
from nkbook.project.config.site_tables import AnchorsTable, FontsTable, SiteTable
from nkbook.project.config.table import Name, Table
from nkbook.project.config.trade_tables import SampleTable, TradeTable

# A word with hyphens where it may be divided; letters alone, for other words are never divided.
HyphenatedWord = Annotated[str, StringConstraints(pattern=r"^[^\W\d_]+(-[^\W\d_]+)*$")]


class TextTable(Table):
    """[text]: how the text is set, in every format."""

    name_marks: bool = Field(
        False,
        description=(
            "Whether proper name marks (專名號) are drawn under [words]{.name} and book title marks"
            " (書名號) under {.book}: true or false. The words are the same without them."
        ),
    )
    ornament: str = Field(
        "",
        max_length=20,
        description=(
            'What is printed for a break in the text (---, ***): "＊　＊　＊" or any other signs.'
            " If left out, a short line."
        ),
    )


class NotesTable(Table):
    """[notes]: where notes are, how they are numbered, and what is printed for the numbers."""

    place: Literal["page", "chapter", "book"] = Field(
        "page",
        description=(
            'Where notes are printed: "page" for the foot of the page that calls them, "chapter"'
            ' for the end of the chapter, under a heading (註釋), "book" for pages after the text,'
            ' by chapters; "endnotes" in the spine says where. EPUBs, which have no pages, show'
            ' notes of the "page" where they are called.'
        ),
    )

    numbering: Literal["chapter", "page", "book"] = Field(
        "chapter",
        description=(
            'Where the numbers of notes start again from 1: in each "chapter", on each "page", or'
            ' nowhere in the "book". EPUBs, which have no pages, number by chapter instead of by'
            " page, and so do books with notes at the ends of chapters or of the book."
        ),
    )
    marks: Literal["numbers", "circled"] = Field(
        "numbers",
        description=(
            'What is printed for the numbers of notes: "numbers" (1, 2, 3) or "circled" (①②③), as'
            ' mainland books have them, mostly with numbering = "page". Circled numbers end with'
            " ㊿ (50); notes after it have plain numbers."
        ),
    )

    @property
    def counted_by(self) -> str:
        """Return where numbers start again: those of a page only where notes are on the page."""
        by_page_elsewhere = self.numbering == "page" and self.place != "page"
        return "chapter" if by_page_elsewhere else self.numbering


class MathsTable(Table):
    """[maths]: formulas."""

    macros: dict[str, str] = Field(
        {},
        description=(
            "The book's own commands in formulas, by their names without the backslash:"
            ' { RR = "\\\\mathbb{R}", norm = "\\\\lVert #1 \\\\rVert" }. #1 to #9 are their'
            " arguments."
        ),
    )


class PdfTable(Table):
    """[pdf]: the page and its composition, for the PDF, the printer's files and the booklet."""

    trim: Literal["a5", "25k", "18k"] = Field(
        "25k",
        description=(
            'The size of the page, with a text block made for it: "a5" (148 × 210 mm),'
            ' "25k" (152 × 210 mm) or "18k" (170 × 230 mm).'
        ),
    )
    recto_chapters: bool = Field(
        True,
        description=(
            "Whether every chapter begins on a right-hand page, after a blank page where needed:"
            " true or false."
        ),
    )
    contents_depth: int | None = Field(
        None,
        ge=1,
        le=3,
        description=(
            "How many levels the printed contents have: 1 for chapters, 2 for sections too, 3 for"
            " subsections too. If left out, 3, or fewer where they would fill more than about"
            " twelve pages."
        ),
    )
    bibliography: Literal["normal", "compact"] = Field(
        "normal",
        description=(
            'How the bibliography is set: "normal" (9 on 13 points) or "compact" (8 on 10.5'
            " points), which takes about a quarter fewer pages."
        ),
    )
    punctuation: Literal["none", "hk", "tw", "cn"] | None = Field(
        None,
        description=(
            'Whose custom full-width punctuation is compressed by: "hk" (Hong Kong), "tw" (Taiwan),'
            ' "cn" (mainland China), or "none" to compress nothing. If left out, the custom of the'
            " edition's region."
        ),
    )
    hyphenation: list[HyphenatedWord] = Field(
        [],
        description=(
            "Words of Latin, Cyrillic or Greek letters that lines may divide only where they have a"
            ' hyphen here, or nowhere: ["Kara-bakh", "Artsakh"]. Other words are divided by the'
            " patterns of their language."
        ),
    )


class PrintTable(Table):
    """[print]: what the printer needs to know, for the printer's files and the booklet."""

    condition: Name = Field(
        "FOGRA39",
        description=(
            "The printing condition whose inks the printer's files hold: the name of a row of"
            ' styles/colour/profiles.toml, as "FOGRA39". Ask the printer.'
        ),
    )
    interior: Literal["colour", "black"] = Field(
        "colour",
        description=(
            'The inks of the pages inside the cover: "colour" for four inks, "black" for black ink'
            " alone, with colours turned into grey."
        ),
    )
    paper_bulk: int = Field(
        110,
        ge=20,
        le=1000,
        description=(
            "The thickness of one leaf (two pages) in micrometres, from 20 to 1000; the width of"
            " the spine is computed from it. The paper's maker gives it as bulk or caliper."
        ),
    )
    gutter: float = Field(
        2.0,
        ge=0,
        le=10,
        description=(
            "How far the text moves away from the spine, in millimetres from 0 to 10, because a"
            " bound book hides part of its inner margin."
        ),
    )
    sheet_pages: Literal[2, 4, 8, 16, 32, 64] = Field(
        2,
        description=(
            "Of how many pages the printer's folded sheets (台) are: 2, 4, 8, 16, 32 or 64. Blank"
            " pages at the end of the interior fill the last one, and the width of the spine counts"
            " them."
        ),
    )
    flaps: float = Field(
        0.0,
        ge=0,
        le=150,
        description=(
            "The width of the cover's flaps (摺口), which are folded in at both sides, in"
            " millimetres from 0 to 150; 0 for a cover without flaps."
        ),
    )
    barcode_room: bool = Field(
        False,
        description=(
            "Whether the back of the cover has a white field for a bar code that comes later, if"
            " the book has no ISBN of the print edition: true or false."
        ),
    )
    signature: int = Field(
        4,
        ge=0,
        le=16,
        description=(
            "How many sheets of the booklet are folded into one another, from 1 to 16; 0 folds all"
            " of them into one. A sheet has four pages."
        ),
    )


class EpubTable(Table):
    """[epub]: what the EPUB holds."""

    embed_fonts: bool = Field(
        True,
        description=(
            "Whether the EPUB holds fonts for the characters that reading systems often lack:"
            " true or false."
        ),
    )
    page_list: bool = Field(
        True,
        description=(
            "Whether the EPUB marks where the pages of the same edition's PDF begin, so that"
            " readers can go to a page that is cited: true or false."
        ),
    )
    vertical: bool = Field(
        False,
        description=(
            "Whether the lines run from top to bottom and the pages from right to left: true or"
            " false."
        ),
    )
    compatible: bool = Field(
        False,
        description=(
            "Whether the EPUB has PNG in the place of drawings (SVG) and WebP, which older reading"
            " systems do not show: true or false. Letters in drawings are pixels then."
        ),
    )
    largest_picture: int = Field(
        2400,
        ge=320,
        le=20_000,
        description=(
            "How many pixels the longer side of a picture in the EPUB may have, from 320 to 20000;"
            " larger ones are made smaller there."
        ),
    )
    certified_by: Name | None = Field(
        None,
        description=(
            "Who has judged that the EPUB conforms to WCAG 2.2 level AA; a person or organisation,"
            " named in the metadata. Leave it out if nobody has."
        ),
    )


class Options(Table):
    """The settings that formats read; a format that needs its own adds a table here."""

    text: TextTable = TextTable()
    notes: NotesTable = NotesTable()
    maths: MathsTable = MathsTable()
    pdf: PdfTable = PdfTable()
    print: PrintTable = PrintTable()
    epub: EpubTable = EpubTable()
    site: SiteTable = SiteTable()
    anchors: AnchorsTable = AnchorsTable()
    sample: SampleTable = SampleTable()
    trade: TradeTable = TradeTable()
    fonts: FontsTable = FontsTable()
    limits: Limits = Limits()
