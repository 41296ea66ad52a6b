"""The tables of MyST that are lists or values with commas, as tables of bars."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

_ROW = re.compile(r"(?P<margin>[ \t]*)\*[ \t]+(?P<rest>[-*+](?:[ \t].*|)|.*)\Z")
_CELL = re.compile(r"[ \t]*[-+*](?:[ \t]+(?P<text>.*)|)\Z")


def of_list(body: str) -> list[list[str]]:
    """Return the rows of a list of lists, as ``list-table`` has them."""
    rows: list[list[str]] = []
    for line in body.split("\n"):
        row = _ROW.match(line)
        first = _CELL.match(row["rest"]) if row else None
        cell = _CELL.match(line)
        if row and first and not row["margin"]:
            rows.append([(first["text"] or "").strip()])
        elif rows and cell and line[:1] in " \t":
            rows[-1].append((cell["text"] or "").strip())
        elif rows and line.strip():
            rows[-1][-1] = f"{rows[-1][-1]} {line.strip()}".strip()
    return rows


def of_values(body: str, delimiter: str = ",") -> list[list[str]]:
    """Return the rows of values with a mark between them, as ``csv-table`` has them."""
    lines = filter(str.strip, body.split("\n"))
    return [[one.strip() for one in row] for row in csv.reader(lines, delimiter=delimiter)]


def drawn(rows: Sequence[Sequence[str]], heads: int) -> str:
    """Return rows as a table of bars, the first ``heads`` (one at most) as its head."""
    if not rows:
        return ""
    columns = max(map(len, rows))
    head = list(rows[0]) if heads else []
    lines = [_line(head, columns), f"|{'---|' * columns}"]
    return "\n".join([*lines, *(_line(row, columns) for row in rows[bool(heads) :])])


def _line(cells: Sequence[str], columns: int) -> str:
    padded = [*cells, *[""] * (columns - len(cells))]
    bars = (re.sub(r"(?<!\\)\|", r"\\|", " ".join(one.split())) for one in padded)
    return f"| {' | '.join(bars)} |"
