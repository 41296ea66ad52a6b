"""Reads a chapter's file: its header, checked, and its text, not yet parsed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.hints import near_to
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.model.book import Chapter
from nkbook.model.catalogue.chapter_kinds import APPENDIX
from nkbook.model.metadata import Matter
from nkbook.project.config import Config, spine_names
from nkbook.project.headers import Header, read_header
from nkbook.project.metadata_blocks import without_blocks
from nkbook.reading.files import files_below, is_file
from nkbook.reading.text import composed, printable, read_text

_NOT_IN_IDS = re.compile(r"[^\w-]+")  # HTML allows no spaces, and a slash would make folders


def load_chapter(config: Config, stem: str, matter: Matter) -> tuple[Chapter, Header]:
    """Return the chapter of a file in chapters/, and its header with what is wrong in it.

    Without a title in the header the chapter's title is empty: its first heading may be it. Raises
    SourceError for a file that is missing or cannot be read.
    """
    path = config.chapters / f"{stem}.md"
    shown = f"chapters/{stem}.md"
    if not is_file(path):
        raise SourceError(_missing(config, f"{stem}.md"))
    text, forbidden = printable(composed(read_text(path, shown)), shown)
    header = read_header(text, shown)
    first_line = text.count("\n", 0, header.end) + 1
    blocks = without_blocks(text[header.end :], shown, first_line)
    header = replace(
        header,
        problems=(*forbidden, *header.problems),
        others=(*header.others, *blocks.keys),
        works=(*header.works, *blocks.works),
    )
    values = header.values
    return (
        Chapter(
            id=values.get("id") or id_of_file(stem),
            title=values.get("title", ""),
            matter=matter,
            text=blocks.text,
            source=shown,
            first_line=first_line,
            short_title=values.get("short-title"),
            numbered=_or(values.get("numbered"), matter is Matter.BODY or _is_appendix(values)),
            title_line=header.title_line,
            kind=values.get("kind"),
            number=values.get("number"),
            headed=_or(values.get("heading"), default=True),
            counted=values.get("numbered") is True,
        ),
        header,
    )


def id_of_file(stem: str) -> str:
    """Return the id of a chapter whose header gives none, from its path without suffix."""
    return _NOT_IN_IDS.sub("-", stem)


def _is_appendix(values: Mapping[str, Any]) -> bool:
    return values.get("kind") == APPENDIX


def _or(value: bool | None, default: bool) -> bool:
    return default if value is None else value


def _missing(config: Config, name: str) -> Diagnostic:
    """Return NK201 at the place in book.toml that names the file, with the nearest name."""
    path = next(path for path, _, named in spine_names(config.source) if named == name)
    names = [
        found.relative_to(config.chapters).as_posix()
        for found in sorted(files_below(config.chapters))
        if found.suffix == ".md" and is_file(found)  # no link that leads nowhere
    ]
    meant = '" or "'.join(near_to(name, names))
    return diagnostic(
        "NK201",
        f"spine names chapters/{name}, which is not there",
        config.source.at(*path),
        f'did you mean "{meant}"?' if meant else "write the file or take its name out of the spine",
    )
