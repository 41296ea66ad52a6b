"""Reads the data files of a book against models, so that every mistake has its line and remedy."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.reading.text import read_text
from nkbook.reading.yaml_data import YamlData, parse_yaml


def kebab(name: str) -> str:
    """Return a field's name as it is written in a data file."""
    return name.rstrip("_").replace("_", "-")


class Row(BaseModel):
    """A mapping in a data file; a key that the model does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=kebab)


Model = TypeVar("Model", bound=BaseModel)


def read(
    path: Path, shown: str, model: type[Model], code: str
) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """Return a YAML file's content as ``model``, or None with what is wrong, under ``code``.

    ``shown`` is the path that messages print.
    """
    try:
        data = parse_yaml(read_text(path, shown), shown)
    except SourceError as error:
        return None, error.diagnostics
    try:
        return model.model_validate(data.value), ()
    except ValidationError as error:
        return None, tuple(
            dict.fromkeys(
                _problem(details, data, shown, model, code)
                for details in error.errors(include_url=False)
            )
        )


def line_of(data: YamlData, path: tuple[str | int, ...]) -> int:
    """Return the line of the innermost key or item on a path that the file has."""
    while path and path not in data.lines:
        path = path[:-1]
    return data.lines.get(path, 1)


def _problem(
    details: ErrorDetails, data: YamlData, shown: str, model: type[BaseModel], code: str
) -> Diagnostic:
    keys = _keys(data)
    # Among the keys stand the names of alternatives that the validator tried.
    *inner, last = details["loc"] or ("",)
    path = (*(part for part in inner if part in keys or isinstance(part, int)), last)
    where = Location(shown, line_of(data, path))
    name = ".".join(str(part) for part in path if part in keys or isinstance(part, int))
    if details["type"] == "extra_forbidden":
        known = sorted(_known(model))
        near = difflib.get_close_matches(str(path[-1]), known, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"known keys: {', '.join(known)}"
        return diagnostic(code, f'unknown key "{path[-1]}"', where, hint)
    if details["type"] == "missing":
        return diagnostic(code, f'"{path[-1]}" is missing', where, f"add {path[-1]}: …")
    if details["type"] == "invalid_key":
        hint = "put a text that holds a comma or a colon in quotes"
        return diagnostic(code, f'"{last}" stands where a key should', where, hint)
    message = details["msg"].removeprefix("Value error, ")
    message = message[0].lower() + message[1:]
    return diagnostic(code, f'"{name}": {message}' if name else message, where)


def _keys(data: YamlData) -> set[str | int]:
    return {part for path in data.lines for part in path}


def _known(model: type[BaseModel], seen: frozenset[type[BaseModel]] = frozenset()) -> set[str]:
    """Return the keys that a model or one inside it has."""
    found: set[str] = set()
    for name, info in model.model_fields.items():
        found.add(info.alias or kebab(name))
        for inner in _models(info.annotation):
            if inner not in seen:
                found |= _known(inner, seen | {model, inner})
    return found


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for inner in getattr(annotation, "__args__", ()) for found in _models(inner)]
