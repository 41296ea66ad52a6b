"""Lines of headings: of about one length, and ended where what they say has a joint."""

from __future__ import annotations

from nkbook.typesetting.paragraph import Line, Paragraph

_SLACK = 1e-6  # of a unit: sums of advances are not exact
_MOST = 12  # lines: what is longer is no heading
_TORN = 20.0  # square em: as bad as a line 4.5 em longer or shorter than the others
_LITTLE = 200.0  # a last line of one character
_JOINTS = frozenset(
    "，、；：。！？…—～・·‧,;:!?」』）》〉】〕”’ \u3000"
)  # a line may well end after


def balanced(paragraph: Paragraph, measure: float, start: int = 0) -> float:
    """Return the width that the line from ``start`` gets, at most the measure given.

    All are in the unit of the paragraph. Of all ways to set a heading in as few lines as it needs,
    it is the one whose lines are most alike, and end after a mark or a space where they can. A
    heading with a line feed has the author's own lines.
    """
    text = paragraph.text
    if "\n" in text:
        return measure
    first = paragraph.skip_spaces(0)
    ways = _Ways(paragraph, measure)
    count = ways.fewest(first)
    if count is None or count == 1:
        return measure
    ideal = paragraph.width(first, len(text)) / count
    at, left = first, count
    while left:
        line = ways.best(at, left, ideal)
        if line is None:
            return measure
        if at == start:
            return min(measure, line.width + _SLACK)
        at, left = paragraph.skip_spaces(line.next), left - 1
    return measure


class _Ways:
    """The ways to set a heading in a measure."""

    def __init__(self, paragraph: Paragraph, measure: float) -> None:
        self._paragraph = paragraph
        self._measure = measure
        self._costs: dict[tuple[int, int], tuple[float, Line | None]] = {}

    def fewest(self, start: int) -> int | None:
        """Return how many lines the text needs; None if too many, or a word is too long."""
        count = 0
        while start < len(self._paragraph.text):
            lines = self._lines(start)
            count += 1
            if not lines or count > _MOST:
                return None
            start = self._paragraph.skip_spaces(lines[-1].next)
        return count

    def best(self, start: int, left: int, ideal: float) -> Line | None:
        """Return the line from ``start`` of the best ``left`` lines; None if there are none."""
        return self._cost(start, left, ideal)[1]

    def _cost(self, start: int, left: int, ideal: float) -> tuple[float, Line | None]:
        """Return how bad the best ``left`` lines from ``start`` are, and the first of them."""
        known = self._costs.get((start, left))
        if known is not None:
            return known
        paragraph, text = self._paragraph, self._paragraph.text
        best: tuple[float, Line | None] = (float("inf"), None)
        for line in self._lines(start):
            following = paragraph.skip_spaces(line.next)
            if (following >= len(text)) is not (left == 1):
                continue
            em = paragraph.ems[start] or 1.0
            cost = ((line.width - ideal) / em) ** 2
            if left > 1:
                joint = following > line.end or text[line.end - 1] in _JOINTS
                cost += 0.0 if joint else _TORN
                cost += _LITTLE if paragraph.leaves_too_little(line, len(text)) else 0.0
                cost += self._cost(following, left - 1, ideal)[0]
            if cost < best[0]:
                best = cost, line
        self._costs[start, left] = best
        return best

    def _lines(self, start: int) -> list[Line]:
        """Return the lines that fit from a place on, the shortest first."""
        paragraph = self._paragraph
        stop = len(paragraph.text)
        found = []
        for place in range(start + 1, stop + 1):
            if place == stop or paragraph.breaks[place]:
                line = paragraph.line_to(start, place, forced=place == stop)
                if line.width > self._measure + _SLACK:
                    break
                if line.end > start:
                    found.append(line)
        return found
