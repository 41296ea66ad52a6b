"""The ledger, anchors.tsv: a line for each id of the book, by chapters and in the text's order.

The order is that of the text, so that two branches of a book merge as its chapters do: what one of
them changed is on other lines than what the other did. Lines that a merge doubled or left with its
marks are read too. An id that is no more keeps its line, with the id that it leads to; one that
lives in another chapter than before leaves a line in the old one, which leads to itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.anchors import sketch
from nkbook.manuscript.anchors.sketch import Sketch

_HEAD = (
    "# Written by nkbook: the ids of this book, so that links to its paragraphs last.\n"
    "# chapter\tid\telement\tdigests of its words\tfor an id that is no more: where it leads\n"
)
_MERGES = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_ID = re.compile(r"[^\s<>\"#&]+")
_LIVE, _DEAD = 4, 5  # columns


@dataclass(frozen=True, slots=True)
class Row:
    """An id that the book has, or had: then ``leads_to`` is the one that stands for it now.

    Of an id that has left the chapter, but lives elsewhere, that is the id itself.
    """

    chapter: str
    id: str
    tag: str  # of its element; "note" for a note
    sketch: Sketch
    leads_to: str | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a ledger says: a row for each id, and a row for each chapter that an id has left."""

    rows: tuple[Row, ...]
    left: tuple[Row, ...]
    problems: tuple[Diagnostic, ...]


def read(text: str, shown: str) -> Ledger:
    """Return what a ledger says, with NK280 for each line that says nothing.

    ``shown`` names the file. Of two lines for one id the first holds, and one of an id that lives
    before one that is no more.
    """
    found: dict[str, Row] = {}
    left: dict[tuple[str, str], Row] = {}
    problems: list[Diagnostic] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith(("#", *_MERGES)):
            continue
        row = _row(line)
        if row is None:
            hint = "take the line out, or the file from version control; links to it may be dead"
            where = Location(shown, number)
            problems.append(diagnostic("NK280", "the line says nothing of an id", where, hint))
        elif row.leads_to == row.id:
            left.setdefault((row.chapter, row.id), row)
        elif row.id not in found or (found[row.id].leads_to and not row.leads_to):
            found[row.id] = row
    return Ledger(tuple(found.values()), tuple(left.values()), tuple(problems))


def written(rows: Iterable[Row]) -> str:
    """Return the text of a ledger; the chapters are sorted, the rows of each in their order."""
    by_chapter = sorted(rows, key=lambda row: row.chapter)
    return _HEAD + "".join(f"{line}\n" for line in map(_line, by_chapter))


def _line(row: Row) -> str:
    columns = [row.chapter, row.id, row.tag, sketch.written(row.sketch)]
    return "\t".join([*columns, row.leads_to] if row.leads_to else columns)


def _row(line: str) -> Row | None:
    columns = line.split("\t")
    if len(columns) not in (_LIVE, _DEAD) or not all(map(_ID.fullmatch, columns)):
        return None
    chapter, id, tag, words, *leads_to = columns
    try:
        return Row(chapter, id, tag, sketch.read(words), *leads_to)
    except ValueError:
        return None


def ends(rows: Iterable[Row], living: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each id that is no more with the living one that it leads to in the end."""
    alive = {*living}
    ways = {row.id: row.leads_to for row in rows if row.leads_to}
    for id, way in ways.items():
        seen = {id}
        at: str | None = way
        while at is not None and at not in alive and at not in seen:
            seen.add(at)
            at = ways.get(at)
        if at in alive and id not in alive:
            yield id, str(at)
