"""What the formats share: the context they get, the artifact they return, and their options."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from nkbook.errors import Diagnostic
from nkbook.templates import Templates
from nkbook.theme import Theme


@dataclass(frozen=True, slots=True)
class PdfOptions:
    """The ``[pdf]`` table of book.toml; ``trim`` names a row of the table of trim sizes."""

    trim: str = "25k"
    recto_chapters: bool = True


@dataclass(frozen=True, slots=True)
class EpubOptions:
    """The ``[epub]`` table of book.toml."""

    embed_fonts: bool = True


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


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that a format wrote, with what the renderer had to say."""

    path: Path
    pages: int | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
