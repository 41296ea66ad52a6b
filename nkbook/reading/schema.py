"""Checks a parsed file against a model, so that every problem has its code, place and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from nkbook.diagnostics.codes import CODES
from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.hints import near_to
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.reading.parsed import ParsedFile, ValuePath
from nkbook.reading.yaml_file import read_yaml

Model = TypeVar("Model", bound=BaseModel)
_WRONG_TYPE = re.compile(r"(_type|_parsing|_attributes_type|_from_date_parsing)$")
_IN_A_TABLE = 2  # parts of the path of a key: [table] key
_MOST_KEYS = 12  # that a hint lists


@dataclass(frozen=True, slots=True)
class Rules:
    """What the problems of one kind of file are called.

    ``add`` shows how a missing ``{key}`` is added. ``remedies`` are hints by the validator's name
    for what is wrong, with the ``{key}`` in place.
    """

    unknown_key: str
    wrong_type: str
    missing_key: str
    wrong_value: str
    add: str = "add {key}: …"
    remedies: Mapping[str, str] = field(default_factory=dict)
    elsewhere: str = ""  # how a key of another table is called: it belongs in [{table}]


# What pydantic calls by the names of Python.
_MESSAGES = {
    "list_type": "input should be a list",
    "tuple_type": "input should be a list",
    "dict_type": "input should be keys with values",
    "model_type": "input should be keys with values",
    "model_attributes_type": "input should be keys with values",
}
_YAML_REMEDIES = {
    "string_type": "put the value in quotes",
    "bool_type": "write {key}: true, or {key}: false",
    "list_type": "write a list: {key}: [ … ]",
    "tuple_type": "write a list: {key}: [ … ]",
    "dict_type": "write keys and values: {{ key: value }}",
    "model_type": "write keys and values: {{ key: value }}",
    "invalid_key": "put a text that has a comma or a colon in quotes",
}


def data_rules(code: str) -> Rules:
    """Return the rules of a YAML data file, all of whose problems have one code."""
    return Rules(code, code, code, code, remedies=_YAML_REMEDIES)


def read_data(
    path: Path, shown: str, model: type[Model], code: str
) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """Return a YAML file's content as ``model``, or None and what is wrong, under ``code``.

    ``shown`` is the path that messages print.
    """
    try:
        file = read_yaml(path, shown)
    except SourceError as error:
        return None, error.diagnostics
    value, problems = validate(file, model, data_rules(code))
    return value, (*file.unseen, *problems)


def validate(
    file: ParsedFile, model: type[Model], rules: Rules, path: ValuePath = ()
) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """Return the value at ``path`` in a file as ``model``, or None and a diagnostic per problem."""
    value = file.value
    for part in path:
        value = value[part]
    try:
        return model.model_validate(value), ()
    except ValidationError as error:
        # Each once: the alternatives of a union often find the same.
        return None, tuple(
            dict.fromkeys(
                _problem(_Finding(details, value, path), file, model, rules)
                for details in error.errors(include_url=False)
            )
        )


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a validator found in ``value``, which is at ``start`` in its file."""

    details: ErrorDetails
    value: Any
    start: ValuePath

    @property
    def kind(self) -> str:
        return self.details["type"]

    @property
    def path(self) -> ValuePath:
        """Return the path below ``start``: validators mix the names of alternatives into it."""
        found: list[str | int] = []
        inner = self.value
        loc = self.details["loc"]
        absent = len(loc) if self.kind in ("missing", "invalid_key") else None
        for number, part in enumerate(loc, 1):
            if _has(inner, part):
                inner = inner[part]
            elif number != absent:
                continue
            found.append(part)
        return (*found, *self.details.get("ctx", {}).get("at", ()))

    @property
    def dotted(self) -> str:
        """Return the path as messages print it; a list's row is known by its line."""
        path = list(self.path)
        while path and isinstance(path[0], int):
            path.pop(0)
        return ".".join(map(str, path))


def _has(value: Any, part: str | int) -> bool:
    """Return True if a mapping has the key, or a list the item."""
    if isinstance(value, list):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, Mapping) and part in value


def _problem(found: _Finding, file: ParsedFile, model: type[BaseModel], rules: Rules) -> Diagnostic:
    path, dotted = found.path, found.dotted
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    where = file.at(*found.start, *path)
    if found.kind == "extra_forbidden":
        last = str(path[-1]) if path else ""  # a key of YAML may be null, which has no path
        near = _other_table(path, model, rules) or _nearest(last, _keys(model, path[:-1]))
        return diagnostic(rules.unknown_key, f'unknown key "{dotted}"', where, near)
    if found.kind == "missing":
        text = f'missing key "{dotted}"'
        return diagnostic(rules.missing_key, text, where, rules.add.format(key=key))
    context = found.details.get("ctx", {})
    message: str = _MESSAGES.get(found.kind) or found.details["msg"].removeprefix("Value error, ")
    hint = context.get("hint") or _remedy(found, model, rules, key)
    if found.kind in CODES:
        return diagnostic(found.kind, message, where, hint)
    if found.kind == "invalid_key":
        message = f'"{path[-1] if path else ""}" is not a key'
    elif dotted:
        message = f'"{dotted}": {message[:1].lower()}{message[1:]}'
    code = rules.wrong_type if _WRONG_TYPE.search(found.kind) else rules.wrong_value
    return diagnostic(code, message, where, hint)


def _remedy(found: _Finding, model: type[BaseModel], rules: Rules, key: str) -> str | None:
    """Return what to write instead of a value that is wrong in the way ``found``."""
    if found.kind == "string_pattern_mismatch":
        path = found.path
        outer = path[: len(path) - 1 - path[::-1].index(key)]
        fields = (field for table in _models_at(model, outer) for field in _fields(table).items())
        return next((info.description for name, info in fields if name == key), None)
    kind = "date" if found.kind.startswith("date") else found.kind
    remedy = rules.remedies.get(kind)
    return remedy.format(key=key) if remedy else None


def _other_table(path: ValuePath, model: type[BaseModel], rules: Rules) -> str | None:
    """Return a hint that names the table of the file which has a key of this name."""
    if not rules.elsewhere or len(path) != _IN_A_TABLE:
        return None
    for table, info in _fields(model).items():
        one = get_origin(info.annotation) is not dict  # not a table for each language
        if one and any(path[-1] in _fields(inner) for inner in _models(info.annotation)):
            return rules.elsewhere.format(table=table)
    return None


def _nearest(key: str, known: list[str]) -> str:
    """Return a hint that names the known key nearest to an unknown one."""
    near = near_to(key, known)
    if near:
        return f'did you mean "{near[0]}"?'
    more = " …" if len(known) > _MOST_KEYS else ""
    return f"known keys: {', '.join(known[:_MOST_KEYS])}{more}"


def _keys(model: type[BaseModel], path: ValuePath) -> list[str]:
    """Return the keys that the mapping at ``path`` may have."""
    return list(dict.fromkeys(name for table in _models_at(model, path) for name in _fields(table)))


def _models_at(model: type[BaseModel], path: ValuePath) -> list[type[BaseModel]]:
    """Return the models of the value at ``path``, or of the one around it that has any."""
    tables = list(_models(model))
    for part in path:
        inner = [
            found
            for table in tables
            if (info := _fields(table).get(str(part))) is not None
            for found in _models(info.annotation)
        ]
        tables = inner or tables
    return tables


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models inside a type: a union's, a list's or a root model's."""
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        yield from _models(annotation.model_fields["root"].annotation)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    else:
        for inner in getattr(annotation, "__args__", ()):
            yield from _models(inner)
