"""What the formats share: the context they get and the artifact they return."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from nkbook.diagnostics.problems import Diagnostic
from nkbook.formats.options import EpubOptions, PdfOptions, PrintOptions
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.model.pagemap import PageMap


@dataclass(frozen=True, slots=True)
class FormatContext:
    """All that a format needs beside the publication; ``work`` is a scratch folder of its own."""

    theme: Theme
    templates: Templates
    pdf: PdfOptions
    epub: EpubOptions
    source_date: datetime.datetime  # UTC; the only date that output may hold
    version: str  # of nkbook
    work: Path
    print: PrintOptions = field(default_factory=PrintOptions)
    page_map: PageMap | None = None  # of the PDF of the same edition, where it was laid out before


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that a format wrote, with what the renderer had to say."""

    path: Path
    pages: int | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    page_map: PageMap | None = None
    beside: tuple[tuple[str, Path], ...] = ()  # files that go with it, each with its format's name


def file_name(slug: str, format: str) -> str:
    """Return the name of the file that a format makes of the book of that slug."""
    if format in ("print", "booklet"):
        return f"{slug}-{format}.pdf"
    return f"{slug}.{format}"
