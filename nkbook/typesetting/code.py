"""Lines of code: every character as wide as it is, broken where it hurts least.

A line that is too long ends after a blank, else after a mark, else where it is full; never after
the hyphen of an option or a name, which programs that read a PDF take for one that divides a word.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from nkbook.typesetting.han import is_wide
from nkbook.typesetting.paragraph import Cast, Line, Setting

_SLACK = 1e-6  # of a unit: sums of advances are not exact
_AFTER = frozenset(",;:.(){}[]<>|&=+*/\\?!\"'")
_NOT_BEFORE = frozenset(",;:.)]}>\"'")
_LONG = 16  # characters of inline code from which on it may break after any of these:
_AFTER_IN_LINE = frozenset("/._:,;=&?(")
_SIDE = 3  # characters that stay together at each end of it


class CodeLines:
    """One line of a source file, which is set in as many lines as it needs."""

    def __init__(self, cast: Cast) -> None:
        self.text: str = cast.text
        self.advances = cast.advances
        steps = (
            before + advance + after
            for before, advance, after in zip(cast.before, cast.advances, cast.after, strict=True)
        )
        self._at: list[float] = [0.0, *accumulate(steps)]

    def skip_spaces(self, start: int) -> int:
        """Return ``start``: in code every blank counts."""
        return start

    def _width(self, start: int, end: int) -> float:
        """Return the width of a line without the blanks at its end, which may hang."""
        end = start + len(self.text[start:end].rstrip(" "))
        return self._at[end] - self._at[start]

    def line(
        self,
        start: int,
        measure: float,
        *,
        justified: bool,  # noqa: ARG002
        rest: float | None = None,  # noqa: ARG002
        zone: float = 0.0,  # noqa: ARG002
    ) -> Line:
        """Return the line from ``start`` on."""
        stop = len(self.text)
        width = self._width(start, stop)
        if width <= measure + _SLACK:
            return Line(start, stop, stop, width, forced=True)
        full: int = bisect_right(self._at, self._at[start] + measure + _SLACK) - 1
        place = self._end(start, min(max(full, start + 1), stop))
        width = self._width(start, place)
        return Line(start, place, place, width, place == stop, width > measure + _SLACK)

    def _end(self, start: int, full: int) -> int:
        """Return where a line ends of which no more than up to ``full`` fits."""
        text, stop = self.text, len(self.text)
        indent = len(text) - len(text[start:].lstrip(" ")) if not text[start:].isspace() else start
        least = max(indent, start + (full - start) // 2) + 1
        blanks = full
        while blanks < stop and text[blanks] == " ":
            blanks += 1
        if blanks == stop:
            return blanks
        places: list[int] = [blanks, *range(full, least - 1, -1)]
        for place in places:
            if text[place - 1] == " " and not _is_hyphenated(text[:place].rstrip(" ")):
                return place
        for place in range(full, least - 1, -1):
            first, second = text[place - 1], text[place]
            is_mark = first in _AFTER or is_wide(first)
            if is_mark and second not in _NOT_BEFORE and not _joins(second):
                return place
        place = full
        while place > start + 1 and (_joins(text[place]) or text[place - 1] == "-"):
            place -= 1
        return full if text[place - 1] == "-" else place

    def least_width(self, start: int = 0) -> list[float]:
        """Return the widths of lines of one character each."""
        return list(self.advances[start:]) or [0.0]

    def most_width(self) -> list[float]:
        """Return the width of the whole line."""
        return [self._width(0, len(self.text))]

    def set(self, line: Line, measure: float, *, fill: bool) -> Setting:  # noqa: ARG002
        """Return a line as it is: nothing in it moves."""
        return Setting([0.0] * max(0, line.end - line.start - 1), 0.0, 0.0, measure - line.width)


def tailor_code(text: str, fixed: Sequence[bool], breaks: list[bool]) -> None:
    """Allow long code inside a paragraph to break after its marks, and none after a hyphen.

    ``fixed`` says of each character if it is code; ``breaks`` is changed.
    """
    begin = 0
    for place in range(1, len(text) + 1):
        if place < len(text) and fixed[place] == fixed[begin]:
            continue
        if fixed[begin]:
            for at in range(begin + 1, place):
                if text[at - 1] == "-":
                    breaks[at] = False
                elif (
                    place - begin >= _LONG
                    and begin + _SIDE <= at <= place - _SIDE
                    and text[at - 1] in _AFTER_IN_LINE
                    and text[at] not in _AFTER
                ):
                    breaks[at] = True
        begin = place


def _is_hyphenated(text: str) -> bool:
    return text.endswith("-") and text[-2:-1].isalpha()


def _joins(character: str) -> bool:
    """Return True if a character belongs to the one before it."""
    return unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")
