"""Turns what is wrong in book.toml into diagnostics with line and remedy."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from nkbook import isbn
from nkbook.book import Matter
from nkbook.config.tables import BOOK_TOML, PAGE_TEMPLATES, BookToml, SpineTable, kebab
from nkbook.errors import Diagnostic, Location, diagnostic
from nkbook.labels import languages
from nkbook.toml_lines import locate

_WRONG_TYPE = re.compile(r"(_type|_parsing|_attributes_type|_from_date_parsing)$")


def syntax_problem(error: tomllib.TOMLDecodeError) -> Diagnostic:
    """Return NK104 with the place that tomllib tells only inside its message."""
    message = str(error)
    place = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if not place:
        return diagnostic("NK104", message, Location(BOOK_TOML))
    where = Location(BOOK_TOML, int(place[1]), int(place[2]))
    return diagnostic("NK104", message[: place.start()], where)


def schema_problems(error: ValidationError, text: str) -> list[Diagnostic]:
    """Turn a validator's findings into diagnostics, one a place and code."""
    found: dict[tuple[str, Location], Diagnostic] = {}
    for details in error.errors(include_url=False):
        item = _problem(details, text)
        if item.location:
            found.setdefault((item.code, item.location), item)
    return list(found.values())


def _problem(details: ErrorDetails, text: str) -> Diagnostic:
    path = tuple(part for part in details["loc"] if part not in ("@file", "@part"))
    dotted = ".".join(str(part) for part in path)
    kind = details["type"]
    if kind == "extra_forbidden":
        where = Location(BOOK_TOML, locate(text, path))
        return diagnostic("NK101", f'unknown key "{dotted}"', where, _nearest(path))
    if kind == "missing":
        where = Location(BOOK_TOML, locate(text, path) or 1)
        return diagnostic("NK103", f'missing key "{dotted}"', where, f"add {path[-1]} = …")
    where = Location(BOOK_TOML, locate(text, path, details.get("input")))
    message = details["msg"][0].lower() + details["msg"][1:]
    code = "NK102" if _WRONG_TYPE.search(kind) else "NK106"
    return diagnostic(code, f'"{dotted}": {message}', where)


def _nearest(path: tuple[str | int, ...]) -> str:
    """Return a hint that names the known key nearest to the unknown one at the end of ``path``."""
    keys = _known_keys(path[:-1])
    near = difflib.get_close_matches(str(path[-1]), keys, n=1)
    return f'did you mean "{near[0]}"?' if near else f"known keys: {', '.join(keys)}"


def _known_keys(path: Iterable[str | int]) -> list[str]:
    """Return the keys of the table at ``path``."""
    model: type[BaseModel] = BookToml
    for part in path:
        if isinstance(part, int):
            continue
        fields = {kebab(name): info for name, info in model.model_fields.items()}
        nested = _nested(fields[part].annotation) if part in fields else None
        if nested is None:
            return []
        model = nested
    return [kebab(name) for name in model.model_fields]


def _nested(annotation: Any) -> type[BaseModel] | None:
    """Return the table model inside a field's annotation, or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if found := _nested(argument):
            return found
    return None


def language_problems(file: BookToml, text: str) -> list[Diagnostic]:
    """Return NK106 for each edition in a language that nkbook has no words for."""
    known = languages()
    named: list[tuple[tuple[str, ...], str]] = [(("book", "language"), file.book.language)]
    named += [(("build", "editions"), edition) for edition in file.build.editions or []]
    named += [(("edition",), language) for language in file.edition]
    return [
        diagnostic(
            "NK106",
            f'edition language "{language}" is not known',
            Location(BOOK_TOML, locate(text, path, language)),
            f"one of {', '.join(known)}",
        )
        for path, language in named
        if language not in known
    ]


def spine_problems(file: BookToml, text: str) -> list[Diagnostic]:
    """Return NK106 for each spine entry that is no chapter file and no page, or stands twice."""
    problems = []
    seen: set[str] = set()
    for entry, matter in _entries(file.spine):
        where = Location(BOOK_TOML, locate(text, ("spine", matter.value), entry))
        if not entry.endswith(".md") and entry not in PAGE_TEMPLATES:
            near = difflib.get_close_matches(entry, PAGE_TEMPLATES, n=1)
            hint = (
                f'did you mean "{near[0]}"?'
                if near
                else f"a file name ending in .md, or one of {', '.join(PAGE_TEMPLATES)}"
            )
            problems.append(
                diagnostic(
                    "NK106", f'spine entry "{entry}" is no chapter file and no page', where, hint
                )
            )
        elif entry in seen:
            problems.append(
                diagnostic("NK106", f'spine names "{entry}" twice', where, "name each entry once")
            )
        seen.add(entry)
    return problems


def isbn_problems(file: BookToml, text: str) -> list[Diagnostic]:
    """Return NK107 for each ISBN that is none: one wrong digit sends orders to another book."""
    return [
        diagnostic(
            "NK107",
            f'"{number}" is not an ISBN: {wrong}',
            Location(BOOK_TOML, locate(text, ("imprint", "isbn"), number)),
            "copy it again from the agency's letter, or leave it out",
        )
        for number in file.imprint.isbn.values()
        if (wrong := isbn.problem(number))
    ]


def _entries(spine: SpineTable) -> Iterable[tuple[str, Matter]]:
    for entry in spine.front:
        yield entry, Matter.FRONT
    for part in spine.body:
        for entry in [part] if isinstance(part, str) else part.chapters:
            yield entry, Matter.BODY
    for entry in spine.back:
        yield entry, Matter.BACK
