"""Finds tables that no page could show in any time: they are counted before they are laid out."""

from __future__ import annotations

from collections.abc import Iterator

from nkbook.checks.parts.kinds import CELLS, line_of, roots
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.document import Document


def large_tables(document: Document, most: int) -> Iterator[Diagnostic]:
    """Yield NK122 for each table of a chapter with more than ``most`` cells.

    A cell that spans others counts for each of them.
    """
    for root in roots(document):
        for table in root.iter("table"):
            cells = sum(
                int(cell.get("colspan", 1)) * int(cell.get("rowspan", 1))
                for cell in table.iter(*CELLS)
            )
            if cells > most:
                yield diagnostic(
                    "NK122",
                    f"a table of {cells:,} cells; {most:,} are allowed",
                    Location(document.chapter.source, line_of(table) or None),
                    "divide it, or raise table-cells in [limits] of book.toml",
                )
