"""Reads a book project's manuscript into a Book: the only reader of chapters/."""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.book import Book, Chapter, IndexNote, Name
from nkbook.model.metadata import Matter
from nkbook.model.page_kinds import PageKind
from nkbook.project.config import BOOK_TOML, Config
from nkbook.project.index_notes import load_index_notes
from nkbook.reading.text import read_text
from nkbook.reading.toml_lines import locate
from nkbook.reading.yaml_data import YamlData, parse_yaml

REFERENCES = "data/references.yaml"
NAMES = "data/names.yaml"
_HEADER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEYS: Mapping[str, type] = {"title": str, "id": str, "short-title": str, "numbered": bool}
_NOT_IN_IDS = re.compile(r"[^\w-]+")  # HTML allows no spaces, and a slash would make folders
_ID = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)


def load(config: Config) -> tuple[Book, tuple[Diagnostic, ...]]:
    """Return the book as far as it can be read, and what is wrong with its header and data.

    Raises SourceError, with all such files named, when a file is missing, unreadable, not UTF-8 or
    its YAML is broken: NK201, NK202, NK204, NK215.
    """
    fatal: list[Diagnostic] = []
    problems: list[Diagnostic] = []
    chapters: dict[str, Chapter] = {}
    for item in config.spine:
        if item.kind is not PageKind.CHAPTER:
            continue
        with _gathered(fatal):
            chapters[item.ref], found = _chapter(config, item.ref, item.matter)
            problems.extend(found)
    references: Mapping[str, Mapping[str, Any]] = {}
    names: tuple[Name, ...] = ()
    index_notes: tuple[IndexNote, ...] = ()
    with _gathered(fatal):
        references, found = _references(config)
        problems.extend(found)
    with _gathered(fatal):
        names, found = _names(config)
        problems.extend(found)
    with _gathered(fatal):
        index_notes, index_problems = load_index_notes(config.chapters)
        problems.extend(index_problems)
    if fatal:
        raise SourceError([*fatal, *problems])
    return (
        Book(
            config.metadata,
            config.spine,
            config.parts,
            MappingProxyType(chapters),
            MappingProxyType(references),
            names,
            index_notes,
        ),
        tuple(problems),
    )


@contextmanager
def _gathered(fatal: list[Diagnostic]) -> Iterator[None]:
    """Keep what a SourceError tells, so that the next file is read all the same."""
    try:
        yield
    except SourceError as error:
        fatal.extend(error.diagnostics)


def _chapter(config: Config, stem: str, matter: Matter) -> tuple[Chapter, list[Diagnostic]]:
    path = config.chapters / f"{stem}.md"
    shown = f"chapters/{stem}.md"
    if not path.is_file():
        raise SourceError(_missing(config, stem, matter))
    text = read_text(path, shown)
    header = _HEADER.match(text)
    data = parse_yaml(header[1], shown, first_line=2) if header else YamlData({}, {})
    values, problems = _header(data, shown)
    body = text[header.end() :] if header else text
    return (
        Chapter(
            id=values.get("id", _NOT_IN_IDS.sub("-", stem)),
            title=values.get("title", stem),
            matter=matter,
            text=body,
            source=shown,
            first_line=text.count("\n", 0, header.end()) + 1 if header else 1,
            short_title=values.get("short-title"),
            numbered=values.get("numbered", matter is Matter.BODY),
        ),
        problems,
    )


def _missing(config: Config, stem: str, matter: Matter) -> Diagnostic:
    """Return NK201 at the line of book.toml that names the file, with the nearest existing name."""
    toml = (config.root / BOOK_TOML).read_text(encoding="utf-8")
    line = locate(toml, ("spine", matter.value), f"{stem}.md")
    names = [
        path.relative_to(config.chapters).as_posix()
        for path in sorted(config.chapters.rglob("*.md"))
        if path.is_file()  # no link that leads nowhere
    ]
    near = difflib.get_close_matches(f"{stem}.md", names, n=1)
    return diagnostic(
        "NK201",
        f"spine names chapters/{stem}.md, which is not there",
        Location(BOOK_TOML, line),
        f'did you mean "{near[0]}"?'
        if near
        else "write the file or take its name out of the spine",
    )


def _header(data: YamlData, shown: str) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Return a header's values that are sound, and NK211 for each that is not."""
    problems: list[Diagnostic] = []

    def problem(message: str, line: int, hint: str | None = None) -> None:
        problems.append(diagnostic("NK211", message, Location(shown, line), hint))

    if not isinstance(data.value, dict):
        problem("the header is not a list of key: value lines", 2)
        return {}, problems
    values: dict[str, Any] = {}
    for key, value in data.value.items():
        line = data.lines.get((str(key),), 2)
        wanted = _KEYS.get(str(key))
        if wanted is None:
            near = difflib.get_close_matches(str(key), _KEYS, n=1)
            problem(
                f'unknown header key "{key}"',
                line,
                f'did you mean "{near[0]}"?' if near else f"known keys: {', '.join(_KEYS)}",
            )
        elif not isinstance(value, wanted):
            problem(
                f'header key "{key}" takes {"true or false" if wanted is bool else "text"}',
                line,
                "put the value in quotes" if wanted is str else None,
            )
        elif key == "id" and not _ID.match(str(value)):
            problem(f'id "{value}" is not a letter followed by letters, digits, - or _', line)
        else:
            values[str(key)] = value
    if "title" not in data.value:
        problem("the chapter has no title", 1, 'begin the file with "---", "title: …", "---"')
    return values, problems


def _references(config: Config) -> tuple[dict[str, Mapping[str, Any]], list[Diagnostic]]:
    """Return the CSL items by id; a book without a file of references has none."""
    path: Path = config.chapters / REFERENCES
    shown = f"chapters/{REFERENCES}"
    if not path.exists():
        return {}, []
    data = parse_yaml(read_text(path, shown), shown)
    rows = data.value.get("references") if isinstance(data.value, dict) else data.value
    prefix: tuple[str | int, ...] = ("references",) if isinstance(data.value, dict) else ()
    if not isinstance(rows, list):
        where = Location(shown, 1)
        return {}, [diagnostic("NK214", "no list of references", where, "references: [ … ]")]
    items: dict[str, Mapping[str, Any]] = {}
    problems: list[Diagnostic] = []
    for number, row in enumerate(rows):
        where = Location(shown, data.lines.get((*prefix, number), 1))
        wrong = _wrong_item(row, items)
        if wrong:
            problems.append(diagnostic("NK214", wrong, where))
        else:
            items[row["id"]] = row
    return items, problems


def _wrong_item(row: object, known: Mapping[str, object]) -> str | None:
    """Return what is wrong with a CSL item, or None."""
    if not isinstance(row, dict):
        return "entry is not a mapping"
    for key in ("id", "type", "title"):
        if not isinstance(row.get(key), str) or not row[key]:
            return f'entry "{row.get("id", "?")}" lacks "{key}"'
    if row["id"] in known:
        return f'id "{row["id"]}" stands twice'
    return None


def _names(config: Config) -> tuple[tuple[Name, ...], list[Diagnostic]]:
    """Return the glossary of names; a book without one has none."""
    path: Path = config.chapters / NAMES
    shown = f"chapters/{NAMES}"
    if not path.exists():
        return (), []
    data = parse_yaml(read_text(path, shown), shown)
    if not isinstance(data.value, list):
        return (), [diagnostic("NK220", "no list of names", Location(shown, 1))]
    names: list[Name] = []
    problems: list[Diagnostic] = []
    seen: set[str] = set()
    for number, row in enumerate(data.value):
        where = Location(shown, data.lines.get((number,), 1))
        wrong = _wrong_name(row, seen)
        if wrong:
            problems.append(diagnostic("NK220", wrong, where, "- id: …, forms: { zh-Hant-HK: … }"))
            continue
        seen.add(row["id"])
        unsure = row.get("unsure_forms") or (row["forms"] if row.get("unsure") else ())
        forms = MappingProxyType({str(tag): str(form) for tag, form in row["forms"].items()})
        decision, kind = row.get("decision"), str(row.get("kind", ""))
        names.append(Name(row["id"], forms, frozenset(unsure), decision, where, kind))
    return tuple(names), problems


def _wrong_name(row: object, known: Container[str]) -> str | None:
    """Return what is wrong with a row of the glossary, or None."""
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        return "entry has no id"
    if row["id"] in known:
        return f'id "{row["id"]}" stands twice'
    forms = row.get("forms")
    if not isinstance(forms, dict) or not forms or not all(forms.values()):
        return f'entry "{row["id"]}" has no forms by language'
    return None
