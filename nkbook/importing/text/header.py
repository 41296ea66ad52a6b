"""The header of a text in another tool: YAML between ---, TOML between +++, JSON in braces."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import Any

import yaml

from nkbook.diagnostics.errors import SourceError
from nkbook.importing.folder import mapping, parse_yaml

_YAML = re.compile(r"\A\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"^[\w-]+[ \t]*:", re.MULTILINE)
_TITLE = re.compile(r"^title[ \t]*:[ \t]*(.+?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Headed:
    """A text in two: the values of its header, and what comes after. ``raw`` is the header."""

    values: dict[str, Any]
    text: str
    raw: str = ""


def split_header(text: str, shown: str) -> Headed:
    """Return a text's header and its rest; what only looks like a header stays text.

    A header whose YAML is broken, as a title with a colon, gives its title and nothing else.
    """
    if found := _YAML.match(text):
        if not _KEY.search(found[1]) and found[1].strip():
            return Headed({}, text)
        try:
            values = mapping(parse_yaml(found[1], shown))
        except SourceError:
            title = _TITLE.search(found[1])
            values = {"title": title[1].strip("\"'")} if title else {}
        return Headed(values, text[found.end() :], found[1])
    if found := _TOML.match(text):
        try:
            return Headed(tomllib.loads(found[1]), text[found.end() :], found[1])
        except (tomllib.TOMLDecodeError, RecursionError):
            return Headed({}, text)
    if re.match(r"\A\{\s*\n?\s*\"", text):
        try:
            values, end = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return Headed({}, text)
        return Headed(mapping(values), text[end:].lstrip("\n"), text[:end])
    return Headed({}, text)


def as_header(title: str, *, numbered: bool | None) -> str:
    """Return the header of a chapter in nkbook's keys."""
    values: dict[str, Any] = {"title": title}
    if numbered is not None:
        values["numbered"] = numbered
    dumped = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{dumped}---\n"
