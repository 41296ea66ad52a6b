"""Tables as Pandoc has read them, made ready for Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_ONE_PARAGRAPH = ("Plain", "Para")


def simplified(tree: Any) -> Any:
    """Return Pandoc's tree of a text in which tables have widths only where Markdown needs a grid.

    All tables of Word and LibreOffice have widths, for which Pandoc would draw a grid; one whose
    cells are single lines without spans is a pipe table, which authors can edit.
    """
    if isinstance(tree, list):
        return [simplified(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    done = {key: simplified(value) for key, value in tree.items()}
    if done.get("t") == "Table" and all(map(_is_simple, _cells(done["c"]))):
        done["c"][2] = [[align, {"t": "ColWidthDefault"}] for align, _ in done["c"][2]]
    return done


def _cells(table: list[Any]) -> Iterator[list[Any]]:
    """Yield the cells of a table: attributes, alignment, rows and columns that it spans, blocks."""
    head, bodies, foot = table[3:6]
    rows = [*head[1], *foot[1]]
    for body in bodies:
        rows += [*body[2], *body[3]]
    for row in rows:
        yield from row[1]


def _is_simple(cell: list[Any]) -> bool:
    blocks = cell[4]
    return (
        cell[2:4] == [1, 1]
        and len(blocks) < 2  # noqa: PLR2004 — at most one
        and all(one["t"] in _ONE_PARAGRAPH and not _has_break(one["c"]) for one in blocks)
    )


def _has_break(inlines: Any) -> bool:
    if isinstance(inlines, list):
        return any(map(_has_break, inlines))
    if not isinstance(inlines, dict):
        return False
    return inlines.get("t") == "LineBreak" or _has_break(inlines.get("c"))
