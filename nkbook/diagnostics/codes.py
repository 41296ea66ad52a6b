"""The permanent table of diagnostic codes: what each means and why it matters.

NK1xx settings, NK2xx manuscript, NK3xx resources, fonts and templates, NK4xx pages, NK5xx EPUB and
site, NK6xx the machine. A code is never reused; ``nkbook check --explain CODE`` prints its row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from nkbook.diagnostics.code_rows_output import OUTPUT_ROWS
from nkbook.diagnostics.code_rows_text import TEXT_ROWS


class Severity(StrEnum):
    """Severity of a problem: an error stops the build, a warning under --strict, a note never."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Code:
    """A row of the table: ``rationale`` says why the rule exists and how to satisfy it."""

    code: str
    severity: Severity
    title: str
    rationale: str


CODES: Mapping[str, Code] = MappingProxyType(
    {
        code: Code(code, Severity(severity), title, why)
        for code, severity, title, why in (*TEXT_ROWS, *OUTPUT_ROWS)
    }
)
