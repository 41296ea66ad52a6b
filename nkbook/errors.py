"""Problems as data: exit codes, places, diagnostics, and the exceptions that stop a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar

from nkbook.codes import CODES, Severity

__all__ = [
    "ConfigError",
    "Diagnostic",
    "ExitCode",
    "InvalidOutputError",
    "Location",
    "MissingToolError",
    "NkbookError",
    "ProblemsError",
    "Severity",
    "SourceError",
    "Stage",
    "diagnostic",
    "in_reading_order",
]


class ExitCode(IntEnum):
    """What the process tells the shell."""

    DONE = 0
    PROBLEMS = 1
    USAGE = 2
    CONFIGURATION = 3
    SOURCE = 4
    MISSING_TOOL = 5
    INVALID_OUTPUT = 6
    INTERNAL = 70
    INTERRUPTED = 130


class Stage(StrEnum):
    """Where in the pipeline a diagnostic arises, named as the timing report names it."""

    CONFIG = "config"
    LOAD = "load"
    MARKDOWN = "markdown"
    EDITIONS = "editions"
    REFERENCES = "references"
    LINKS = "links"
    CHECKS = "checks"
    TEMPLATES = "templates"
    PDF = "pdf"
    EPUB = "epub"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a source file; line and column count from 1, column in code points."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Return ``path:line:column``, leaving out what is not known."""
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem for the author to read: what, where, and what to do about it."""

    code: str
    severity: Severity
    message: str
    location: Location | None = None
    hint: str | None = None

    def __str__(self) -> str:
        """Return the one- or two-line form that the command line prints."""
        where = f"{self.location}: " if self.location else ""
        text = f"{where}{self.code} {self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text


def diagnostic(
    code: str, message: str, location: Location | None = None, hint: str | None = None
) -> Diagnostic:
    """Make a diagnostic with the severity that the table of codes gives its code."""
    return Diagnostic(code, CODES[code].severity, message, location, hint)


def in_reading_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics by file, line and column, those without a place first."""

    def place(item: Diagnostic) -> tuple[str, int, int]:
        where = item.location
        return (where.path, where.line or 0, where.column or 0) if where else ("", 0, 0)

    return sorted(diagnostics, key=place)


class NkbookError(Exception):
    """A run cannot go on; carries every diagnostic found so far and the exit code of its class."""

    exit_code: ClassVar[ExitCode] = ExitCode.PROBLEMS

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic]) -> None:
        """Keep the diagnostics in the order given."""
        self.diagnostics: tuple[Diagnostic, ...] = (
            (diagnostics,) if isinstance(diagnostics, Diagnostic) else tuple(diagnostics)
        )
        super().__init__("\n".join(str(item) for item in self.diagnostics))

    def __reduce__(self) -> tuple[type[NkbookError], tuple[tuple[Diagnostic, ...]]]:
        """Pickle by the diagnostics, so that a worker process can raise it in its parent."""
        return type(self), (self.diagnostics,)


class ProblemsError(NkbookError):
    """The manuscript has errors."""


class ConfigError(NkbookError):
    """book.toml or another settings file is wrong."""

    exit_code = ExitCode.CONFIGURATION


class SourceError(NkbookError):
    """A source file is missing or cannot be read."""

    exit_code = ExitCode.SOURCE


class MissingToolError(NkbookError):
    """A library, tool, font or place on disk that the build needs is not there."""

    exit_code = ExitCode.MISSING_TOOL


class InvalidOutputError(NkbookError):
    """A produced file failed its check and was not put in place."""

    exit_code = ExitCode.INVALID_OUTPUT
