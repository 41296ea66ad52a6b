"""The options of the formats."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """The ``[pdf]`` table of book.toml; ``trim`` names a row of the table of trim sizes."""

    trim: str = "25k"
    recto_chapters: bool = True
    punctuation: str | None = None  # a policy of nkbook.typesetting; None: the edition's own
    name_marks: bool = False  # 專名號 under [words]{.name}, 書名號 under {.book}; in the EPUB too
    notes_by_page: bool = False  # [notes] numbering = "page"
    debug_grid: bool = False  # the text block's squares under the text, for the designer


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """The ``[print]`` table of book.toml, for the printer's files and the booklet."""

    condition: str = "FOGRA39"  # a row of styles/colour/profiles.toml
    interior: str = "colour"  # or "black": everything in the black ink alone
    paper_bulk: int = 110  # thickness of one leaf (two pages), in micrometres
    gutter: float = 2.0  # mm that the text moves away from the spine
    signature: int = 4  # sheets folded into one another in the booklet; 0 for all of them


@dataclass(frozen=True, slots=True)
class EpubOptions:
    """The ``[epub]`` table of book.toml."""

    embed_fonts: bool = True
    page_list: bool = True  # the pages of the PDF of the same edition
    vertical: bool = False
    certified_by: str | None = None  # who has judged that the EPUB conforms to WCAG 2.2 AA
