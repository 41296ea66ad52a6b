"""Measures commands, in turn and several rounds, so that a slow moment falls on all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from places import REPOSITORY

_WATCH = Path(__file__).with_name("watch.py")


class FailedError(Exception):
    """A command ended with an error; the text has the end of what it printed."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run took.

    Seconds of the processor and of the clock, and MB of the largest process; pages of its PDF.
    """

    cpu: float
    wall: float
    peak: float
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A command to measure, and what to do before it, unmeasured.

    ``pdf`` is the file whose pages are counted. A step that is somebody else's program may fail.
    """

    name: str
    command: Sequence[str]
    prepare: Callable[[], object] = lambda: None
    pdf: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    is_peer: bool = False


def measure(step: Step, work: Path) -> Spent:
    """Run a step's command in a folder, and return what it took with all its descendants.

    Raises FailedError if it ends with an error.
    """
    result, log = work / "spent.json", work / "log.txt"
    subprocess.run(
        [sys.executable, "-I", "-S", str(_WATCH), str(result), str(log), *step.command],
        check=True,
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **step.environment},
    )
    found = json.loads(result.read_text(encoding="utf-8"))
    if found["code"]:
        said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-8:]
        raise FailedError("\n".join((f"{step.name} ended with {found['code']}:", *said)))
    return Spent(found["cpu"], found["wall"], found["peak"], _pages(step.pdf))


def _pages(pdf: Path | None) -> int | None:
    if pdf is None:
        return None
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def interleave(
    steps: Sequence[Step], rounds: int, work: Path, say: Callable[[str], None]
) -> dict[str, list[Spent]]:
    """Run all steps in turn, so many rounds, and return what each took, by its name.

    Another's program that fails is named and left out. Raises FailedError if nkbook fails.
    """
    found: dict[str, list[Spent]] = {step.name: [] for step in steps}
    failed: set[str] = set()
    for _ in range(rounds):
        for step in steps:
            if step.name in failed:
                continue
            step.prepare()
            try:
                spent = measure(step, work)
            except FailedError as error:
                if not step.is_peer:
                    raise
                failed.add(step.name)
                say(f"not measured: {error}")
                continue
            found[step.name].append(spent)
            pages = f"{spent.pages} pages" if spent.pages else ""
            say(f"{step.name:<44}{spent.cpu:>9.2f}{spent.wall:>9.2f}{spent.peak:>8.0f}  {pages}")
    return {name: runs for name, runs in found.items() if name not in failed}
