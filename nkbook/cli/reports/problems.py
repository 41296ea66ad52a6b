"""Problems in the forms that other programs read: JSON, GitHub's annotations, SARIF.

A place is named as seen from the folder in which nkbook was started, for that is where such a
program looks for the file.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import nkbook
from nkbook.diagnostics.codes import CODES, Severity
from nkbook.diagnostics.problems import Diagnostic, Location, in_reading_order

# SARIF 2.1.0 §3.27.10 and the commands of GitHub's workflows have the same three names but one.
_LEVELS = MappingProxyType(
    {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
)
_COMMANDS = MappingProxyType({**_LEVELS, Severity.NOTE: "notice"})
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(found: Iterable[Diagnostic], _: Path) -> str:
    """Return problems as a list of objects, with places as seen from the book's folder."""
    return json.dumps([dataclasses.asdict(item) for item in found], ensure_ascii=False, indent=2)


def as_github(found: Iterable[Diagnostic], folder: Path) -> str:
    """Return a line for each problem that a workflow of GitHub shows beside the source's line."""
    return "\n".join(_command(item, folder) for item in in_reading_order(found))


def as_sarif(found: Iterable[Diagnostic], folder: Path) -> str:
    """Return problems as a log of SARIF 2.1.0, with a rule for each code that is among them."""
    items = in_reading_order(found)
    codes = sorted({item.code for item in items})
    driver = {
        "name": "nkbook",
        "version": nkbook.__version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, codes, folder) for item in items],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _seen_from_here(where: Location, folder: Path) -> str:
    """Return the path of a place from the current folder, or whole if it lies elsewhere."""
    path = Path(os.path.abspath(folder / where.path))  # noqa: PTH100 — links stay as they are named
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _command(item: Diagnostic, folder: Path) -> str:
    where = item.location
    values: dict[str, object] = {"title": item.code}
    if where:
        values |= {"file": _seen_from_here(where, folder), "line": where.line, "col": where.column}
    given = ",".join(f"{key}={_value(str(part))}" for key, part in values.items() if part)
    return f"::{_COMMANDS[item.severity]} {given}::{_data(_words(item))}"


def _words(item: Diagnostic) -> str:
    return f"{item.message}\nhint: {item.hint}" if item.hint else item.message


def _data(text: str) -> str:
    """Return a message as a command's line holds it (actions/toolkit, escapeData)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    """Return the value of a command's key (actions/toolkit, escapeProperty)."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _rule(code: str) -> Mapping[str, Any]:
    row = CODES[code]
    return {
        "id": code,
        "shortDescription": {"text": row.title},
        "fullDescription": {"text": row.rationale},
        "defaultConfiguration": {"level": _LEVELS[row.severity]},
    }


def _result(item: Diagnostic, codes: Sequence[str], folder: Path) -> Mapping[str, Any]:
    result: dict[str, Any] = {
        "ruleId": item.code,
        "ruleIndex": codes.index(item.code),
        "level": _LEVELS[item.severity],
        "message": {"text": _words(item)},
    }
    if item.location:
        result["locations"] = [{"physicalLocation": _physical(item.location, folder)}]
    return result


def _physical(where: Location, folder: Path) -> Mapping[str, Any]:
    path = _seen_from_here(where, folder)
    address = Path(path).as_uri() if Path(path).is_absolute() else quote(path)
    place: dict[str, Any] = {"artifactLocation": {"uri": address}}
    if where.line:
        column = {"startColumn": where.column} if where.column else {}
        place["region"] = {"startLine": where.line, **column}
    return place
