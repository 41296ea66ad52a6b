"""Ace by DAISY, the checker of EPUB accessibility, run in Debian's Chromium."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from places import READER

from judges import PATIENCE, node


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a file breaks: impact minor, moderate, serious or critical."""

    file: str
    rule: str
    impact: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What Ace says: ``outcome`` is pass or fail."""

    outcome: str
    violations: tuple[Violation, ...]
    metadata: dict[str, list[str] | str]  # of accessibility, as Ace read it


def judge(epub: Path, work: Path) -> Report:
    """Return Ace's report on a file; takes some 10 seconds and more for a long book."""
    out = work / f"ace-{epub.stem}"
    limit = str(PATIENCE * 1000)  # ms; its own limits are for an idle machine
    done = subprocess.run(
        [
            *("node", str(READER / "ace.mjs")),
            *("--force", "--silent", "--outdir", str(out), str(epub)),
        ],
        env=node.environment(work, ACE_TIMEOUT_INITIAL=limit, ACE_TIMEOUT_EXTENSION=limit),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    report = out / "report.json"
    if not report.is_file():
        raise RuntimeError(f"Ace gave no report: {done.stderr or done.stdout}")
    data = json.loads(report.read_text(encoding="utf-8"))
    return Report(
        data["earl:result"]["earl:outcome"],
        tuple(_violations(data)),
        data["a11y-metadata"],
    )


def _violations(data: dict[str, object]) -> list[Violation]:
    found = []
    for file in _list(data["assertions"]):
        for row in _list(file["assertions"]):
            test = row["earl:test"]
            text = str(row["earl:result"]["dct:description"]).splitlines()[0]
            url = file["earl:testSubject"]["url"]
            found.append(Violation(url, test["dct:title"], test["earl:impact"], text))
    return found


def _list(value: object) -> list[dict[str, dict[str, str]]]:
    assert isinstance(value, list)
    return value
