"""Judges how far down the text of a finished PDF's pages reaches, by where its lines are.

Where a page of running text could end is learnt from the book itself: a page without notes can be
as long as the longest, and text can come as near to notes as where it comes nearest. Pages whose
text doesn't go on over the next one, the last of a chapter, count for nothing.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from judges.geometry import LEADER, TextLine, read

_FEWEST = 5  # lines of text on a page that is one of running text
_LONG = 12  # times the size of the text: a line of text, not a label or a heading
_SAME = 0.1  # pt
_NEAR = 0.1  # of a line
_LEAST = 0.93  # times the size of the text: a quotation is a little smaller
_OPENER = 1.4  # times the size of the text: a title


@dataclass(frozen=True, slots=True)
class Foot:
    """The end of a page's text: its number in the file, and by how many lines it is early."""

    page: int  # from 1
    early: int
    text: str


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    text: list[TextLine]
    notes: list[TextLine]
    larger: list[TextLine]


def feet(pdf: Path, size: float, note: float, pitch: float) -> list[Foot]:
    """Return where pages of running text end; sizes of text and notes and the pitch in points."""
    pages = [
        _Page(
            number + 1,
            [line for line in lines if _is_text(line, size)],
            [
                line
                for line in lines
                if abs(line.size - note) < _SAME and _is_note(line, lines, size)
            ],
            [line for line in lines if line.size > _OPENER * size],
        )
        for number, lines in enumerate(read(pdf))
    ]
    running = [one for one, after in pairwise(pages) if _goes_on(one, after)]
    with_notes = [page for page in running if page.notes]
    lowest = max((page.text[-1].y for page in running), default=0.0)
    nearest = min((_distance(page) for page in with_notes), default=0.0)
    return [
        Foot(
            page.number,
            int(
                ((_distance(page) - nearest) if page.notes else lowest - page.text[-1].y) / pitch
                + _NEAR
            ),
            page.text[-1].text,
        )
        for page in running
    ]


def _goes_on(page: _Page, after: _Page) -> bool:
    """Return True if a page is one of running text, and the next goes on with it."""
    long = sum(line.inked[-1].end - line.inked[0].x > _LONG * line.size for line in page.text)
    return long >= _FEWEST and bool(after.text) and not after.larger


def _is_text(line: TextLine, size: float) -> bool:
    return _LEAST * size < line.size < size + _SAME and not LEADER.search(line.text)


def _is_note(line: TextLine, lines: list[TextLine], size: float) -> bool:
    """Return True if no line of text is below a small one."""
    return all(other.y < line.y for other in lines if abs(other.size - size) < _SAME)


def _distance(page: _Page) -> float:
    return page.notes[0].y - page.text[-1].y


def early(found: list[Foot], least: int = 2) -> float:
    """Return the share of pages that end so many lines early."""
    return sum(foot.early >= least for foot in found) / max(1, len(found))


def _rows(found: list[Foot]) -> Iterator[str]:
    for foot in found:
        if foot.early > 1:
            yield f"    {foot.page}: {foot.early} lines early, {foot.text[-24:]}"


if __name__ == "__main__":
    sizes = [float(item) for item in sys.argv[1:4]]
    for name in sys.argv[4:]:
        found = feet(Path(name), *sizes)
        counts = Counter(foot.early for foot in found)
        print(f"{name}: {len(found)} pages, {early(found):.1%} early", dict(sorted(counts.items())))
        print(*_rows(found), sep="\n")
