"""Reads a chapter's file: its header, checked, and its text, not yet parsed."""

from __future__ import annotations

import difflib
import os
import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StrictBool, ValidationError

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.book import Chapter
from nkbook.model.metadata import Matter
from nkbook.model.rows import Row, wrong
from nkbook.project.config import Config, spine_names
from nkbook.reading.parsed import ParsedFile
from nkbook.reading.schema import data_rules, validate
from nkbook.reading.text import read_text
from nkbook.reading.yaml_file import parse_yaml

_CODE = "NK211"
_HEADER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NOT_IN_IDS = re.compile(r"[^\w-]+")  # HTML allows no spaces, and a slash would make folders
_ID = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)


def _id(value: str) -> str:
    if not _ID.match(value):
        raise wrong(f'"{value}" is not a letter followed by letters, digits, - or _')
    return value


class _Header(Row):
    """The keys between the two --- lines at the top of a chapter's file."""

    title: Annotated[str, Field(min_length=1)]
    id: Annotated[str, AfterValidator(_id)] | None = None
    short_title: str | None = None
    numbered: StrictBool | None = None


def load_chapter(
    config: Config, stem: str, matter: Matter
) -> tuple[Chapter, tuple[Diagnostic, ...]]:
    """Return the chapter of a file in chapters/, and NK211 for each problem in its header.

    Raises SourceError for a file that is missing or cannot be read.
    """
    path = config.chapters / f"{stem}.md"
    shown = f"chapters/{stem}.md"
    if not os.path.isfile(path):  # noqa: PTH113 — Path.is_file raises for a name that is too long
        raise SourceError(_missing(config, f"{stem}.md"))
    text = read_text(path, shown)
    match = _HEADER.match(text)
    file = parse_yaml(match[1], shown, first_line=2) if match else None
    header, problems = _header(file, shown)
    return (
        Chapter(
            id=header.get("id") or _NOT_IN_IDS.sub("-", stem),
            title=header.get("title", stem),
            matter=matter,
            text=text[match.end() :] if match else text,
            source=shown,
            first_line=text.count("\n", 0, match.end()) + 1 if match else 1,
            short_title=header.get("short-title"),
            title_line=(file and file.at("title").line) or 1,
            numbered=_or(header.get("numbered"), matter is Matter.BODY),
        ),
        problems,
    )


def _or(value: bool | None, default: bool) -> bool:
    return default if value is None else value


def _missing(config: Config, name: str) -> Diagnostic:
    """Return NK201 at the place in book.toml that names the file, with the nearest name."""
    path = next(path for path, _, named in spine_names(config.source) if named == name)
    names = [
        found.relative_to(config.chapters).as_posix()
        for found in sorted(config.chapters.rglob("*.md"))
        if found.is_file()  # no link that leads nowhere
    ]
    near = difflib.get_close_matches(name, names, n=1)
    return diagnostic(
        "NK201",
        f"spine names chapters/{name}, which is not there",
        config.source.at(*path),
        f'did you mean "{near[0]}"?'
        if near
        else "write the file or take its name out of the spine",
    )


def _header(file: ParsedFile | None, shown: str) -> tuple[dict[str, Any], tuple[Diagnostic, ...]]:
    """Return a header's values that are sound, and what is wrong with the others."""
    begin = 'begin the file with "---", "title: …", "---"'
    if file is None or file.value is None:
        return {}, (diagnostic(_CODE, "the chapter has no title", Location(shown, 1), begin),)
    _, problems = validate(file, _Header, data_rules(_CODE))
    if not isinstance(file.value, dict):
        return {}, problems
    return {key: value for key, value in file.value.items() if _is_sound(key, value)}, problems


def _is_sound(key: Any, value: Any) -> bool:
    """Return True if a header's key and value have no problem of their own."""
    try:
        _Header.model_validate({"title": "…", key: value})
    except ValidationError:
        return False
    return True
