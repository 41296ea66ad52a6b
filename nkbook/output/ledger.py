"""Writes the one file that a build puts beside the manuscript, which is whole at every moment."""

from __future__ import annotations

from pathlib import Path

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.output.replacing import replace_content


def rewrite(path: Path, text: str, shown: str) -> Diagnostic | None:
    """Give a file this text, unless it has it; return NK281 if the system refuses.

    ``shown`` names the file in the problem.
    """
    data = text.encode()
    try:
        if path.is_file() and path.read_bytes() == data:
            return None
        replace_content(path, data)
    except OSError as error:
        message = f"the ids of this build cannot be kept: {error.strerror or error}"
        hint = "let nkbook write there, or build the book once where it may"
        return diagnostic("NK281", message, Location(shown), hint)
    return None
