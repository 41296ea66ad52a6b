"""What an examination finds, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nkbook.cli.doctor.systems import System
from nkbook.diagnostics.problems import Diagnostic

PYTHON_PACKAGES = "Python packages"  # the topic of several examinations
REINSTALL = "install nkbook again: pipx reinstall nkbook, or pip install --force-reinstall nkbook"


class State(StrEnum):
    """How a thing is: in order, absent but not needed, or a problem that stops builds."""

    OK = "ok"
    ABSENT = "absent"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Place:
    """Where books are to be built."""

    directory: Path  # of the book
    output: Path
    system: System


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    topic: str
    name: str
    state: State
    detail: str = ""  # a version, a place, or what is wrong
    remedy: str | None = None
    code: str | None = None  # of a problem, as builds report it

    @classmethod
    def of(cls, topic: str, name: str, problem: Diagnostic) -> Finding:
        """Return the finding that a build would report as a diagnostic."""
        where = f" ({problem.location})" if problem.location else ""
        detail = f"{problem.message}{where}"
        return cls(topic, name, State.PROBLEM, detail, problem.hint, problem.code)
