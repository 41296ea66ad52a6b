"""Problems as data: places and diagnostics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nkbook.diagnostics.codes import CODES, Severity
from nkbook.diagnostics.remedies import REMEDIES


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
    """Make a diagnostic with the severity that the table of codes gives its code.

    Without a hint of its own it has the remedy of its code, if one holds for all of these. What a
    message quotes may have several lines; the message is one.
    """
    remedy = hint or REMEDIES.get(code)
    message = " ".join(message.splitlines())
    return Diagnostic(code, CODES[code].severity, message, location, remedy)


def in_reading_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics by file, line and column, those without a place first."""

    def place(item: Diagnostic) -> tuple[str, int, int]:
        where = item.location
        return (where.path, where.line or 0, where.column or 0) if where else ("", 0, 0)

    return sorted(diagnostics, key=place)


def has_errors(diagnostics: Iterable[Diagnostic], strict: bool = False) -> bool:
    """Return True if diagnostics include an error, or under ``strict`` a warning."""
    return any(
        item.severity is Severity.ERROR or (strict and item.severity is Severity.WARNING)
        for item in diagnostics
    )
