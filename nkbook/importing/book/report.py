"""What an import did, as a table for the terminal and as a file with every place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from nkbook.importing.folder import Folder
from nkbook.importing.model import Change, Done

_WORDS = 90  # of a place's words that are shown
_MOST_READINGS = 200  # of a file, to find the lines of its changes


@dataclass(frozen=True, slots=True)
class Report:
    """What an import made of a source: its tool, chapters and pictures, and each change."""

    tool: str
    title: str
    language: str
    chapters: int
    pictures: int
    changes: tuple[Change, ...]

    def rows(self) -> list[tuple[Done, str, list[Change]]]:
        """Return the changes by what was done and their kind; what to look at comes last."""
        kinds: dict[tuple[Done, str], list[Change]] = {}
        for change in self.changes:
            kinds.setdefault((change.done, change.kind), []).append(change)
        order = list(Done)
        return [
            (done, kind, changes)
            for (done, kind), changes in sorted(
                kinds.items(), key=lambda item: (order.index(item[0][0]), -len(item[1]), item[0][1])
            )
        ]


def table(report: Report) -> str:
    """Return the table that ends an import: how often each thing was done, and where first."""
    rows = [
        (done.value, str(len(changes)), kind, _place(changes[0]))
        for done, kind, changes in report.rows()
    ]
    if not rows:
        return "nothing had to be changed"
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        f"{done:<{widths[0]}}  {count:>{widths[1]}} × {kind:<{widths[2]}}  {place}".rstrip()
        for done, count, kind, place in rows
    )


def _place(change: Change) -> str:
    return change.path


def as_text(report: Report, folder: Folder) -> str:
    """Return the whole report in Markdown: each change with its file, line and words."""
    lines = [
        f"# Import of “{report.title}”",
        "",
        f"Read as {report.tool}: {report.chapters} chapters, {report.pictures} pictures.",
        "Paths and lines are those of the source, which is as it was.",
        "This file is not part of the book.",
        "",
    ]
    places = _Places(folder)
    for done, kind, changes in reversed(report.rows()):
        lines += [f"## {done.value}: {kind} ({len(changes)})", ""]
        lines += [f"- {places.where(change)} `{_shown(change.words)}`" for change in changes]
        lines.append("")
    return "\n".join(lines)


def _shown(words: str) -> str:
    line = " ".join(words.split()).replace("`", "'")
    return line if len(line) <= _WORDS else f"{line[:_WORDS]}…"


class _Places:
    """Finds the lines on which the words of changes begin, those of a kind one after the other.

    Words that a file does not hold as they are make it be read to its end: a file is read so only
    a number of times, after which its changes stand without a line.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lines: dict[str, list[int]] = {}
        self._left: dict[str, int] = {}
        self._after: dict[tuple[str, str, Done], int] = {}

    def where(self, change: Change) -> str:
        """Return a change's file, and the line on which its words begin, if they are there."""
        if not change.path:
            return ""
        first = next((line for line in change.words.split("\n") if line.strip()), "")
        place = self._find(first, change) if first else -1
        line = f":{bisect_right(self._starts(change.path), place)}" if place >= 0 else ""
        return f"{change.path}{line}"

    def _find(self, words: str, change: Change) -> int:
        text = self._folder.text(change.path) or ""
        key = (change.path, change.kind, change.done)
        after = self._after.get(key, 0)
        for begin in (after, 0) if after else (0,):
            if self._left.setdefault(change.path, _MOST_READINGS * len(text)) <= 0:
                return -1
            place = text.find(words, begin)
            self._left[change.path] -= (place if place >= 0 else len(text)) - begin
            if place >= 0:
                self._after[key] = place + len(words)
                return place
        return -1

    def _starts(self, path: str) -> list[int]:
        if path not in self._lines:
            lengths = (len(line) + 1 for line in (self._folder.text(path) or "").split("\n"))
            self._lines[path] = list(accumulate(lengths, initial=0))
        return self._lines[path]


def problems(report: Report) -> Sequence[Change]:
    """Return what an author must look at."""
    return [change for change in report.changes if change.done is Done.LOOK]
