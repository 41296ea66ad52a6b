"""What the checks of the manuscript share: codes, cells in their rows, calls with their notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from nkbook.checks.parts.kinds import line_of, parts, roots, shortened, words_of
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.document import Document, Kind

_T = TypeVar("_T")
_CODES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.CELL: "NK263",
        Kind.CALL: "NK264",
        Kind.CITATION: "NK264",
        Kind.LINK: "NK265",
        Kind.PICTURE: "NK266",
    }
)
_HINT = "this is a fault of nkbook, or of what was added to it; please report the place"


def lost(document: Document, kind: Kind, line: int, words: str, what: str) -> Diagnostic:
    """Return the problem of a part of a chapter; ``what`` completes the sentence about it."""
    name = f"{kind} {words}" if words else f"an empty {kind}"
    where = Location(document.chapter.source, line or None)
    return diagnostic(_CODES[kind], f"{name} {what}", where, _HINT)


def in_rows(
    cells: Iterable[_T], line: Callable[[_T], int], rows: Mapping[int, Sequence[bool]]
) -> Iterator[tuple[_T, bool]]:
    """Yield each cell with what is known of the one in its place, row by row.

    ``rows`` are by their source lines. A row that lacks a cell is left out, for its cells have
    moved.
    """
    by_line: dict[int, list[_T]] = {}
    for cell in cells:
        by_line.setdefault(line(cell), []).append(cell)
    for number, row in by_line.items():
        if len(row) == len(rows.get(number, ())):
            yield from zip(row, rows[number], strict=True)


def unpaired(document: Document) -> Iterator[Diagnostic]:
    """Yield NK264 for each call without its note, and each note that nothing calls."""
    calls = {
        str(element.get("href"))[1:]: element
        for root in roots(document)
        for kind, element in parts(root)
        if kind is Kind.CALL
    }
    notes = {note.id: note for note in document.notes}
    for id, call in calls.items():
        if id not in notes:
            words = words_of(Kind.CALL, call)
            yield lost(document, Kind.CALL, line_of(call), words, "has no note")
    for id, note in notes.items():
        if id not in calls:
            words = shortened(" ".join("".join(map(str, note.body.itertext())).split()))
            line = note.location.line or 0
            yield lost(document, Kind.CALL, line, words, "is gone: its note is not in the book")
