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
_JSON = re.compile(r"\A\{\s*+\"")
_KEY = re.compile(r"^[\w-]+[ \t]*:", re.MULTILINE)
_TITLE = re.compile(r"^title[ \t]*+:[ \t]*+(.+)$", re.MULTILINE)


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
        is_header = _KEY.search(found[1]) or not found[1].strip()
        values = _yaml(found[1], shown) if is_header else None
        end = found.end()
    elif found := _TOML.match(text):
        values, end = _toml(found[1]), found.end()
    elif _JSON.match(text):
        values, end = _json(text)
    else:
        return Headed({}, text)
    if values is None:
        return Headed({}, text)
    raw = found[1] if found else text[:end]
    return Headed(values, text[end:].lstrip("\n") if not found else text[end:], raw)


def _yaml(raw: str, shown: str) -> dict[str, Any]:
    try:
        return mapping(parse_yaml(raw, shown))
    except SourceError:
        title = _TITLE.search(raw)
        return {"title": title[1].rstrip(" \t").strip("\"'")} if title else {}


def _toml(raw: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(raw)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _json(text: str) -> tuple[dict[str, Any] | None, int]:
    try:
        values, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None, 0
    return mapping(values), end


def as_header(title: str, *, numbered: bool | None) -> str:
    """Return the header of a chapter in nkbook's keys."""
    values: dict[str, Any] = {"title": title}
    if numbered is not None:
        values["numbered"] = numbered
    dumped = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{dumped}---\n"
