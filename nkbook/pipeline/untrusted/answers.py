"""What a confined process answers, as JSON: what it says is data, and never unpickled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nkbook.diagnostics import errors
from nkbook.diagnostics.codes import Severity
from nkbook.diagnostics.errors import NkbookError
from nkbook.diagnostics.problems import Diagnostic, Location
from nkbook.pipeline.request import Built, Result

_KINDS = ("ProblemsError", "ConfigError", "SourceError", "MissingToolError", "InvalidOutputError")


def written(kind: str, value: Any) -> bytes:
    """Return an answer of a kind: a line of text, a result, diagnostics, names, an error."""
    return json.dumps({"kind": kind, "value": _plain(value)}).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Result):
        return {
            "files": [[str(file.path), *_rest(file)] for file in value.files],
            "diagnostics": _plain(value.diagnostics),
            "seconds": value.seconds,
            "stages": value.stages,
        }
    if isinstance(value, NkbookError):
        return {"error": type(value).__name__, "diagnostics": _plain(value.diagnostics)}
    if isinstance(value, Diagnostic):
        return asdict(value)
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _rest(file: Built) -> Iterable[Any]:
    return file.format, file.edition, file.bytes, file.pages, file.seconds


def read(data: bytes) -> tuple[str, Any]:
    """Return the kind and the value of an answer; raises ValueError, KeyError, TypeError."""
    answer = json.loads(data)
    kind, value = answer["kind"], answer["value"]
    if kind == "result":
        value = Result(
            tuple(Built(Path(path), *rest) for path, *rest in value["files"]),
            diagnostics(value["diagnostics"]),
            float(value["seconds"]),
            {str(stage): float(seconds) for stage, seconds in value["stages"].items()},
        )
    elif kind == "diagnostics":
        value = diagnostics(value)
    elif kind == "error":
        name = value["error"] if value["error"] in _KINDS else "ProblemsError"
        value = getattr(errors, name)(diagnostics(value["diagnostics"]))
    return str(kind), value


def diagnostics(values: Sequence[Mapping[str, Any]]) -> tuple[Diagnostic, ...]:
    """Return diagnostics that ``dataclasses.asdict`` has made mappings of."""
    return tuple(
        Diagnostic(
            str(value["code"]),
            Severity(value["severity"]),
            str(value["message"]),
            Location(**value["location"]) if value["location"] else None,
            value["hint"],
        )
        for value in values
    )
