"""Which paragraphs are set in a number of lines of their own, so that pages are filled."""

from __future__ import annotations

from collections.abc import Hashable

from nkbook.typesetting.lines import Lines
from nkbook.typesetting.paragraph import Line


class Lengths:
    """How many lines are left of some paragraphs, by the place that they go on from.

    Only the first place need be told: where a line is asked for, the next one is noted.
    """

    def __init__(self) -> None:
        self._left: dict[tuple[Hashable, int], int] = {}

    def ask(self, paragraph: Hashable, start: int, left: int) -> None:
        """Ask that a paragraph, by any name, has ``left`` lines from a place on."""
        self._left[paragraph, start] = left

    def left(self, paragraph: Hashable, start: int) -> int | None:
        """Return how many lines a paragraph is to have from a place on; None if it is free."""
        return self._left.get((paragraph, start))

    def __bool__(self) -> bool:
        return bool(self._left)

    def line(
        self, paragraph: Hashable, lines: Lines, start: int, measure: float, rest: float
    ) -> Line | None:
        """Return the line from a place on; None if the paragraph is free there."""
        left = self._left.get((paragraph, start))
        if left is None:
            return None
        line = lines.line_of(start, measure, rest, left)
        if left > 1:
            self._left[paragraph, lines.paragraph.skip_spaces(line.next)] = left - 1
        return line
