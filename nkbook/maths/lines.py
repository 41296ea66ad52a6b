r"""The lines of a displayed formula, and which of them LaTeX numbers.

``align``, ``gather`` and their kin number each line, but those with ``\nonumber``; ``multline``
numbers its last. A line's own ``\tag`` stands for its number (amsmath's documentation, §3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nkbook.maths.macros import group_end

LABEL = re.compile(r"(?:(?<!\s)\s++)?+\\label\s*+\{([^{}]*)\}")
TAG = re.compile(r"(?:(?<!\s)\s++)?+\\tag\*?\s*+\{((?:[^{}]|\{[^{}]*\})*)\}")
UNNUMBERED = re.compile(r"(?:(?<!\s)\s++)?+\\(?:nonumber|notag)(?![A-Za-z])")
_EACH = frozenset(("align", "alignat", "eqnarray", "flalign", "gather"))
_LAST = "multline"
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_LINE_END = re.compile(r"\\\\\*?(?:\[[^\]]*\])?")


@dataclass(frozen=True, slots=True)
class Line:
    """A line's labels, its own tag in TeX, and whether it counts among the book's equations."""

    labels: tuple[str, ...] = ()
    tag: str | None = None
    is_counted: bool = False


def lines_of(tex: str) -> tuple[str, ...]:
    r"""Return the lines of TeX, cut at each ``\\`` outside groups and environments."""
    return tuple(line for line, _ in cut_lines(tex))


def cut_lines(tex: str) -> tuple[tuple[str, str], ...]:
    r"""Return the lines of TeX, each with the ``\\[…]`` that ends it, the last with nothing."""
    found, start, place, depth = [], 0, 0, 0
    while place < len(tex):
        if tex[place] == "{":
            end = group_end(tex, place)
            if end < 0:
                return ((tex, ""),)
            place = end
            continue
        end_of_line = _LINE_END.match(tex, place) if depth == 0 else None
        if end_of_line:
            found.append((tex[start:place], end_of_line[0]))
            start = place = end_of_line.end()
            continue
        command = _COMMAND.match(tex, place)
        if command:
            depth += {"begin": 1, "end": -1}.get(command[1], 0)
        place = command.end() if command else place + 1
    return (*found, (tex[start:], ""))


def with_relations_joined(tex: str) -> str:
    r"""Return lines of ``eqnarray`` with their sign of relation in the cell of what follows it.

    Its three columns are aligned at the right, the middle and the left; the two of ``aligned`` have
    the same form once the second ``&`` of a line is gone, and the right white round the sign.
    """
    return "".join(_without_second(line) + end for line, end in cut_lines(tex))


def _without_second(line: str) -> str:
    found = place = depth = 0
    while place < len(line):
        if line[place] == "{":
            place = max(group_end(line, place), place + 1)
            continue
        command = _COMMAND.match(line, place)
        if command:
            depth += {"begin": 1, "end": -1}.get(command[1], 0)
        elif line[place] == "&" and depth == 0:
            found += 1
            if found > 1:
                return f"{line[:place]} {line[place + 1 :]}"
        place = command.end() if command else place + 1
    return line


def numbered_lines(environment: str, content: str, *, starred: bool) -> tuple[Line, ...]:
    """Return the lines of an environment whose lines have numbers of their own, else nothing.

    As everywhere, nothing is counted where nothing has a label. In a starred environment only what
    has a label is, and so is a line with a label that its author left without a number.
    """
    if environment not in _EACH and environment != _LAST:
        return ()
    rows = list(lines_of(content))
    while len(rows) > 1 and not _printed(rows[-1]):
        rows[-2:] = ["".join(rows[-2:])]
    named = LABEL.search(content) is not None
    if len(rows) == 1 or not (named or TAG.search(content)):
        return ()
    counts = named and not starred
    if environment == _LAST:
        return (*[Line()] * (len(rows) - 1), _line(" ".join(rows), counts=counts))
    return tuple(_line(row, counts=counts) for row in rows)


def _printed(row: str) -> str:
    for unprinted in (LABEL, TAG, UNNUMBERED):
        row = unprinted.sub("", row)
    return row.strip()


def _line(row: str, *, counts: bool) -> Line:
    labels = tuple(match[1].strip() for match in LABEL.finditer(row))
    tag = TAG.search(row)
    if tag:
        return Line(labels, rf"\text{{{tag[1].strip()}}}")
    return Line(labels, None, bool(labels) or (counts and not UNNUMBERED.search(row)))
