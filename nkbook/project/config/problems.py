"""Turns what is wrong in book.toml into diagnostics with line and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from nkbook.diagnostics.codes import CODES
from nkbook.diagnostics.hints import nearest
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model import subjects
from nkbook.project.config.table import kebab
from nkbook.project.config.tables import BOOK_TOML, BookToml
from nkbook.reading.toml_lines import locate

_WRONG_TYPE = re.compile(r"(_type|_parsing|_attributes_type|_from_date_parsing)$")
_IN_A_TABLE = 2  # parts of the path of a key: [table] key
_NOT_KEYS = ("@file", "@part", "[key]")  # what the validator adds to a path
_WIDE_MARKS = re.compile("[“”‘’「」＂＇＝，［］｛｝]")
# Remedies by the validator's name for what is wrong; others say it in their message.
_REMEDIES = {
    "string_type": 'text stands in quotes: {key} = "…"',
    "date": "a date stands without quotes: {key} = 2026-11-22",
    "list_type": "a list stands in brackets: {key} = […]",
    "bool_type": "{key} = true, or {key} = false, without quotes",
    "int_type": "a whole number stands without quotes: {key} = 1",
    "float_type": "a number stands without quotes: {key} = 1.5",
    "model_type": "its own keys stand under [{key}], or in braces",
    "too_short": "name one, or leave the key out if the book can do without",
    "string_too_short": "write something, or leave the key out if the book can do without",
}


def syntax_problem(error: tomllib.TOMLDecodeError, text: str) -> Diagnostic:
    """Return NK104 with the place that tomllib tells only inside its message."""
    message = str(error)
    place = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if not place:
        return diagnostic("NK104", message, Location(BOOK_TOML), _syntax_hint(""))
    line, column = int(place[1]), int(place[2])
    hint = _syntax_hint(text.split("\n")[line - 1][column - 1 :])
    return diagnostic("NK104", message[: place.start()], Location(BOOK_TOML, line, column), hint)


def _syntax_hint(rest: str) -> str:
    """Return a remedy for a line whose ``rest`` could not be read."""
    if mark := _WIDE_MARKS.search(rest[:1]):
        return f'{mark[0]} is a mark of Chinese text: TOML has = , [ ] {{ }} and straight "quotes"'
    return 'one key = value a line: text in straight "quotes", a date as 2026-11-22, lists in […]'


def schema_problems(error: ValidationError, text: str) -> list[Diagnostic]:
    """Turn a validator's findings into diagnostics, each one once."""
    found: dict[tuple[str, Location, str], Diagnostic] = {}
    for details in error.errors(include_url=False):
        item = _problem(details, text)
        if item.location:
            found.setdefault((item.code, item.location, item.message), item)
    return list(found.values())


def _problem(details: ErrorDetails, text: str) -> Diagnostic:
    path = tuple(part for part in details["loc"] if part not in _NOT_KEYS)
    dotted = ".".join(str(part) for part in path)
    kind = details["type"]
    if kind == "extra_forbidden":
        where = Location(BOOK_TOML, locate(text, path))
        return diagnostic("NK101", f'unknown key "{dotted}"', where, _remedy_for_key(path))
    if kind == "missing":
        where = Location(BOOK_TOML, locate(text, path) or 1)
        return diagnostic("NK103", f'missing key "{dotted}"', where, f"add {path[-1]} = …")
    where = Location(BOOK_TOML, locate(text, path, details.get("input")))
    if kind in CODES:
        return diagnostic(kind, details["msg"], where, details["ctx"]["hint"])
    message = details["msg"][0].lower() + details["msg"][1:]
    code = "NK102" if _WRONG_TYPE.search(kind) else "NK106"
    return diagnostic(code, f'"{dotted}": {message}', where, _remedy(kind, path))


def _remedy(kind: str, path: tuple[str | int, ...]) -> str | None:
    """Return what to write instead of a value that is wrong in the way ``kind``."""
    keys = [part for part in path if isinstance(part, str)]
    if kind == "string_pattern_mismatch":
        fields = _table(keys[:-1]).model_fields.items()
        return next((info.description for name, info in fields if kebab(name) == keys[-1]), None)
    remedy = _REMEDIES.get("date" if kind.startswith("date") else kind)
    return remedy.format(key=keys[-1]) if remedy else None


def _remedy_for_key(path: tuple[str | int, ...]) -> str:
    """Return a hint for an unknown key: the table that has it, or the nearest key that is known."""
    key = str(path[-1])
    if len(path) == _IN_A_TABLE:
        for name, info in BookToml.model_fields.items():
            table = _nested(info.annotation)
            is_one = get_origin(info.annotation) is not dict  # as [edition.LANGUAGE] are
            if table and is_one and key in map(kebab, table.model_fields):
                return f"it belongs in [{kebab(name)}]"
    return nearest(key, map(kebab, _table(path[:-1]).model_fields), "known keys: {}")


def _table(path: Iterable[str | int]) -> type[BaseModel]:
    """Return the table at ``path``, or the one above it that holds what is no table."""
    model: type[BaseModel] = BookToml
    for part in path:
        fields = {kebab(name): info for name, info in model.model_fields.items()}
        nested = _nested(fields[part].annotation) if part in fields else None
        model = nested or model
    return model


def _nested(annotation: Any) -> type[BaseModel] | None:
    """Return the table model inside a field's annotation, or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if found := _nested(argument):
            return found
    return None


def repeated(data: Mapping[str, Any], text: str) -> list[Diagnostic]:
    """Return NK106 for each chapter or page, and each part's id, that the spine has twice.

    ``data`` is the file as read, sound or not, so that this is found together with all else.
    """
    problems = []
    seen: set[tuple[str, str]] = set()
    for matter, kind, name in _named(data.get("spine")):
        if (kind, name) in seen:
            where = Location(BOOK_TOML, locate(text, ("spine", matter), name))
            problems.append(
                diagnostic("NK106", f'spine names {kind}"{name}" twice', where, "name each once")
            )
        seen.add((kind, name))
    return problems


def subject_problems(data: Mapping[str, Any], text: str) -> list[Diagnostic]:
    """Return NK108 for codes without their scheme's form, and qualifiers without a category."""
    given = list(_subject_codes(data.get("book")))
    categorised = {
        scheme
        for scheme, code in given
        if not subjects.problem(scheme, code) and not subjects.is_qualifier(scheme, code)
    }
    found = []
    for scheme, code in given:
        wrong = subjects.problem(scheme, code)
        if subjects.is_qualifier(scheme, code) and scheme not in categorised:
            wrong = wrong or "a qualifier needs a category beside it, such as NHTB"
        if wrong:
            where = Location(BOOK_TOML, locate(text, ("book", "subject-codes"), code))
            message = f'subject code "{code}": {wrong}'
            found.append(diagnostic("NK108", message, where, "look it up in the scheme's tables"))
    return found


def _subject_codes(book: object) -> Iterator[tuple[str, str]]:
    """Yield schemes and codes, but for those that are none by their type."""
    codes = book.get("subject-codes") if isinstance(book, dict) else None
    for item in codes if isinstance(codes, list) else ():
        if isinstance(item, dict) and item.get("scheme") in subjects.SCHEMES:
            code = item.get("code")
            if isinstance(code, str) and code:
                yield item["scheme"], code


def _named(spine: object) -> Iterator[tuple[str, str, str]]:
    """Yield what a spine names: its list, "" or what it is unless an entry, and the name."""
    if not isinstance(spine, dict):
        return
    for matter in ("front", "body", "back"):
        entries = spine.get(matter)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, str):
                yield matter, "", entry
            elif isinstance(entry, dict):
                if isinstance(entry.get("id"), str):
                    yield matter, "part id ", entry["id"]
                chapters = entry.get("chapters")
                for chapter in chapters if isinstance(chapters, list) else ():
                    if isinstance(chapter, str):
                        yield matter, "", chapter
