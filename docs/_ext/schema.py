"""Writes the settings reference from the tables of book.toml, which are pydantic models."""

from __future__ import annotations

import datetime
import json
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from nkbook.project.config.tables import BookToml

_PLAIN = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    datetime.date: "date",
}
# What holds other values, and which of its type's arguments says what they are.
_HOLDERS: dict[Any, tuple[str, int]] = {list: ("list", 0), tuple: ("list", 0), dict: ("table", 1)}


class MissingDescriptionError(Exception):
    """A setting that says nothing about itself."""


def settings() -> str:
    """Return the reference as Markdown: a section a table, a row a key."""
    return "\n".join(_tables(BookToml, ""))


def keys(model: type[BaseModel] = BookToml, prefix: str = "") -> Iterator[str]:
    """Yield every key of book.toml by its path: ``book.creators.role``."""
    for name, field in model.model_fields.items():
        path = f"{prefix}{field.alias or name}"
        yield path
        for inner in _models(field.annotation):
            yield from keys(inner, f"{path}.")


def _tables(model: type[BaseModel], path: str) -> Iterator[str]:
    """Yield the section of each table in ``model``, depth first."""
    for name, field in model.model_fields.items():
        alias = field.alias or name
        full = f"{path}{alias}"
        for inner in _models(field.annotation):
            yield from _section(inner, full, is_mapping=get_origin(field.annotation) is dict)
            yield from _tables(inner, f"{full}.")
        if not _models(field.annotation) and not path:
            yield from [f"## `[{full}]`", "", *_table([(alias, field)], full), ""]


def _section(model: type[BaseModel], path: str, *, is_mapping: bool) -> Iterator[str]:
    depth = "##" if "." not in path else "###"
    yield f"{depth} `[{path}{'.LANGUAGE' if is_mapping else ''}]`"
    yield ""
    if not model.__doc__:
        raise MissingDescriptionError(f"{path} has no description")
    yield _sentence(model.__doc__)
    yield ""
    rows = [(inner.alias or name, inner) for name, inner in model.model_fields.items()]
    yield from _table(rows, path)
    yield ""


def _table(rows: list[tuple[str, FieldInfo]], path: str) -> Iterator[str]:
    yield "| key | takes | left out | what it does |"
    yield "| --- | --- | --- | --- |"
    for name, field in rows:
        if not field.description:
            raise MissingDescriptionError(f"{path}.{name} has no description")
        cells = (f"`{name}`", _takes(field), _default(field), _sentence(field.description))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _sentence(text: str) -> str:
    """Return a description on one line, with a capital and a full stop."""
    text = " ".join(text.split())
    first = text.partition(": ")[2] if text.startswith("[") and ": " in text else text
    return first[:1].upper() + first[1:] + ("" if first.endswith((".", "…")) else ".")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    default = field.get_default(call_default_factory=True)
    if default is None or default is PydanticUndefined or default in ([], {}, ()):
        return "none"
    if isinstance(default, BaseModel):
        return "as below"
    return f"`{json.dumps(default, ensure_ascii=False, default=str)}`"


def _takes(field: FieldInfo) -> str:
    limits = {type(item).__name__: item for item in field.metadata}
    bounds = [
        f"{words} {getattr(limits[name], attribute)}"
        for name, attribute, words in (("Ge", "ge", "from"), ("Le", "le", "to"))
        if name in limits
    ]
    return " ".join([_type(field.annotation), *bounds])


def _type(annotation: Any) -> str:
    """Return what a value of that type looks like, in words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if origin in (Union, types.UnionType):
        kinds = dict.fromkeys(_type(item) for item in arguments if item is not types.NoneType)
        return " or ".join(kinds)
    if origin is Literal:
        return ", ".join(f"`{json.dumps(item)}`" for item in arguments)
    if origin in _HOLDERS:
        name, position = _HOLDERS[origin]
        return f"{name}: {_type(arguments[position])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table, described below"
    return _PLAIN.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _models(annotation: Any) -> list[type[BaseModel]]:
    """Return the models that a type holds, at whatever depth."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models(inner)]
