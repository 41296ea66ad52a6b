"""Keeps the first page of a long book short enough to be there at once (100 kB without fonts)."""

from __future__ import annotations

from dataclasses import replace

from nkbook.formats.html.files.entries import NavEntry
from nkbook.formats.html.files.pagebreaks import PageTarget

_MOST = 400  # rows of the contents; links to pages


def short_enough(rows: tuple[NavEntry, ...]) -> tuple[NavEntry, ...]:
    """Return the contents without their lowest levels, if they have too many rows with them.

    Each page has its own sections beside its text.
    """
    depth = max(map(_levels, rows), default=0)
    while _count(rows) > _MOST and depth > 1:
        depth -= 1
        rows = _cut(rows, depth)
    return rows


def _levels(row: NavEntry) -> int:
    return 1 + max(map(_levels, row.children), default=0)


def _count(rows: tuple[NavEntry, ...]) -> int:
    return sum(1 + _count(row.children) for row in rows)


def _cut(rows: tuple[NavEntry, ...], depth: int) -> tuple[NavEntry, ...]:
    return tuple(
        replace(row, children=_cut(row.children, depth - 1) if depth > 1 else ()) for row in rows
    )


def few(targets: tuple[PageTarget, ...]) -> tuple[PageTarget, ...]:
    """Return the pages to go to: of very many the first, each tenth or so, and the last.

    "Go to page" finds every one of them, and so do the numbers in the margin.
    """
    if len(targets) <= _MOST:
        return targets
    step = 10 * -(-len(targets) // (10 * _MOST))
    middle = (one for one in targets[1:-1] if one.label.isdecimal() and int(one.label) % step == 0)
    return (targets[0], *middle, targets[-1])
