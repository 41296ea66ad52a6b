"""The exceptions that stop a run, and exit codes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import ClassVar

from nkbook.diagnostics.problems import Diagnostic


class ExitCode(IntEnum):
    """Exit codes of the process."""

    DONE = 0
    PROBLEMS = 1
    USAGE = 2
    CONFIGURATION = 3
    SOURCE = 4
    MISSING_TOOL = 5
    INVALID_OUTPUT = 6
    INTERNAL = 70
    INTERRUPTED = 130


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
