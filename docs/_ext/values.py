"""Writes what templates are given: a table of fields for each type, from the code."""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from markupsafe import Markup

from nkbook.look import views
from nkbook.manuscript.citations.source import Source
from nkbook.model.metadata import Edition, Metadata
from nkbook.model.plain import Plain

# The names that a page's template sees, and the type of each; PageTemplates.render gives them.
GIVEN: Mapping[str, Any] = {
    "page": views.PageView,
    "content": Markup,
    "metadata": Metadata,
    "contributors": tuple[views.ContributorView, ...],
    "labels": Mapping[str, str],
    "edition": Edition,
    "publication": views.BookView,
    "build": views.BuildView,
    "format": str,
}
_MEANINGS = {
    "page": "this page",
    "content": "the chapter's text in XHTML; empty for a page that nkbook makes",
    "metadata": "what `book.toml` says of the book, in the words of the edition",
    "contributors": "authors, editors and so on",
    "labels": "the words that nkbook prints: `labels.contents`",
    "edition": "the edition",
    "publication": "the whole book without the text of its chapters: contents, bibliography, index",
    "build": "for the colophon",
    "format": "the name of the format: `pdf`, `epub` …",
}
_PLAIN = {
    str: "text", int: "number", float: "number", bool: "true or false", Markup: "markup",
    date: "date", datetime: "date and time",
}  # fmt: skip
_COMMENT = re.compile(r"^ +(\w+): [^#\n]*#\s*(.+)$", re.MULTILINE)


def page_values() -> str:
    """Return what a template of a page is given, as Markdown: the names, then their types."""
    lines = ["| name | is | what |", "| --- | --- | --- |"]
    lines += [f"| `{name}` | {_type(kind)} | {_MEANINGS[name]} |" for name, kind in GIVEN.items()]
    seen: dict[type, None] = {}
    for kind in GIVEN.values():
        _collect(kind, seen)
    return "\n".join([*lines, "", *fields_of(seen)])


def source_values() -> str:
    """Return what a citation style is given of a work, as Markdown."""
    seen: dict[type, None] = {}
    _collect(Source, seen)
    return "\n".join(fields_of(seen))


def fields_of(kinds: Iterable[type]) -> Iterator[str]:
    """Yield a section for each type: its docstring and its fields, and the comments on them."""
    for kind in kinds:
        comments = dict(_COMMENT.findall(inspect.getsource(kind)))
        yield f"## {_name(kind)}"
        yield ""
        yield " ".join((inspect.getdoc(kind) or "").partition("\n\n")[0].split())
        yield ""
        yield "| field | is | |"
        yield "| --- | --- | --- |"
        hints = typing.get_type_hints(kind)
        for field in dataclasses.fields(kind):
            if not _is_readable(hints[field.name]):
                continue
            comment = comments.get(field.name, "")
            yield f"| `{field.name}` | {_type(hints[field.name])} | {comment} |"
        for name, value in vars(kind).items():
            if isinstance(value, property) and not name.startswith("_"):
                summary = (inspect.getdoc(value) or "").partition("\n")[0]
                yield f"| `{name}` | | {summary.removeprefix('Return ')} |"
        yield ""


def _collect(kind: Any, seen: dict[type, None]) -> None:
    """Add the types of the model that a type holds, each once, outer ones first."""
    if isinstance(kind, type) and issubclass(kind, Plain):
        if kind not in seen:
            seen[kind] = None
            for hint in typing.get_type_hints(kind).values():
                _collect(hint, seen)
        return
    for inner in typing.get_args(kind):
        _collect(inner, seen)


def _type(kind: Any) -> str:
    """Return a type in words, with a link to the section of one of the model's."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        words = [_type(item) for item in arguments if item is not types.NoneType]
        return " or ".join([*words, *(["none"] if types.NoneType in arguments else [])])
    if origin is tuple:
        items = [item for item in arguments if item is not Ellipsis]
        return f"list: {', '.join(map(_type, items))}"
    if origin is not None and issubclass(origin, Mapping):
        return f"table: {_type(arguments[0])} → {_type(arguments[1])}"
    if isinstance(kind, type) and issubclass(kind, Plain):
        return f"[{_name(kind)}](#{_name(kind).lower()})"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{member.value}`" for member in kind)
    return _PLAIN[kind]


def _is_readable(kind: Any) -> bool:
    """Return True if a template may read a value of a type: nkbook.look.sandbox decides by it."""
    if isinstance(kind, type):
        return kind in _PLAIN or issubclass(kind, (Plain, Enum))
    return True


def _name(kind: type) -> str:
    return kind.__name__.removesuffix("View")
