"""Which lines a paragraph is set in: justified ones by the whole paragraph, ragged ones in turn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from nkbook.typesetting.fit.paragraphs import Fit, Way
from nkbook.typesetting.paragraph import MOST_OVERFLOW, SLACK, Line, Paragraph

_FULL = 0.7  # of the measure: a ragged line is not shortened more for the sake of the last one


class Lines:
    """The lines of a paragraph, for any measure."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph

    @cached_property
    def _fit(self) -> Fit:
        return Fit(self.paragraph)

    def counts(self, start: int, measure: float, rest: float) -> Mapping[int, float]:
        """Return how many lines the justified text from ``start`` on can have, up to a line feed.

        ``rest`` is the measure of all lines but the first. The values are demerits, whose least is
        that of the lines that ``line`` chooses; a page that lacks a line, or has one too many, can
        be filled by the paragraph in which another number costs least.
        """
        return self._fit.counts(start, measure, rest)

    def line_of(self, start: int, measure: float, rest: float, left: int) -> Line:
        """Return the line from ``start`` of justified text set in ``left`` lines from there on.

        ``left`` is one of the ``counts``; for any other number, it's the line of the best.
        """
        return self._fit.line_of(start, measure, rest, left)

    def ways(self, start: int, measure: float, rest: float) -> list[Way]:
        """Return how justified text from ``start`` on can be set, up to a line feed.

        The first is how ``line`` sets it, the others have the numbers of lines of ``counts``.
        """
        usual = self._fit.way(start, measure, rest, None)
        others = (count for count in self.counts(start, measure, rest) if count != usual.lines)
        return [usual, *(self._fit.way(start, measure, rest, count) for count in others)]

    def line(
        self,
        start: int,
        measure: float,
        *,
        justified: bool,
        rest: float | None = None,
        zone: float = 0.0,
    ) -> Line:
        """Return the line from ``start``; those after it will be ``rest`` wide, or as wide.

        A ragged line may lack ``zone`` before a word is divided to fill it.
        """
        if justified:
            return self._fit.line(start, measure, measure if rest is None else rest)
        return self._ragged(start, measure, zone)

    def _ragged(self, start: int, measure: float, zone: float) -> Line:
        """Return the longest line that fits, with a word divided where it would be very short."""
        paragraph = self.paragraph
        stop = paragraph.stretch_end(start)
        whole = paragraph.line_to(start, stop, forced=True)
        if whole.width <= measure + SLACK:
            return whole
        em = max(paragraph.ems[start], SLACK)
        tight: Line | None = None
        divided: Line | None = None
        for place in range(paragraph.high(start, measure, stop), start, -1):
            if place != stop and not paragraph.breaks[place]:
                divided = divided or self._divided(start, place, stop, measure)
                continue
            line = paragraph.line_to(start, place, forced=place == stop)
            if line.end <= start:
                break
            if line.width <= measure + SLACK:
                return self._fuller(line, divided, stop, measure, zone)
            over = line.width - measure
            if over <= MOST_OVERFLOW * em and over <= paragraph.capacity(line) + SLACK:
                tight = line
        return divided or tight or paragraph.emergency(start, stop, measure)

    def _divided(self, start: int, place: int, stop: int, measure: float) -> Line | None:
        """Return the line that divides a word before ``place``, if it may and fits."""
        paragraph = self.paragraph
        if place not in paragraph.hyphens:
            return None
        line = paragraph.divided(start, place)
        if line.width > measure + SLACK or paragraph.leaves_too_little(line, stop):
            return None
        return line

    def _fuller(
        self, line: Line, divided: Line | None, stop: int, measure: float, zone: float
    ) -> Line:
        """Return a line, or else the one that divides its next word or leaves more for the last."""
        paragraph = self.paragraph
        if divided is not None:
            if paragraph.hyphens[divided.next].by_author:
                zone = 0.0
            elif line.start in paragraph.hyphens and not paragraph.breaks[line.start]:
                zone *= 2
            if measure - line.width > zone:
                return divided
        if not paragraph.leaves_too_little(line, stop):
            return line
        for place in range(line.next - 1, line.start, -1):
            if not paragraph.breaks[place]:
                continue
            earlier = paragraph.line_to(line.start, place, forced=False)
            if earlier.width < _FULL * measure:
                break
            if not paragraph.leaves_too_little(earlier, stop):
                return earlier
        return line
