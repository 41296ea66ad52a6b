"""Breaks a justified paragraph as a whole, so that all its lines are as even as they can be.

After Knuth and Plass, *Breaking Paragraphs into Lines* (1981), with the gaps of CLREQ §3.2.3 in the
place of glue. No plan is kept: a line may be asked for from any place, in any order and measure,
for pages are laid out more than once and numbers in the text change. What is kept is the value of
each place: the demerits of the best lines from there to the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from nkbook.typesetting.fit.badness import Gauge
from nkbook.typesetting.paragraph import SLACK, Line, Paragraph

_LINE = 0.3  # of each line before squaring, so that fewer lines win
# Demerits, next to the squares of badness.
_HYPHEN, _IN_NAME = 0.3, 0.6
_SECOND_HYPHEN = 2.0  # on the line after another
_LAST_HYPHEN = 1.0  # before the last line
_LEAVES_TOO_LITTLE = 400.0  # as a line with Han .35 em apart
_FRAGMENT = 30.0  # a last line that is nothing but the end of a word
_SHORT_LAST = 2.0  # a last line of two ideographs: as bad as a line with Han .08 em apart
_SHORT = 2.6  # em: two ideographs with a mark, or an indent and little more
_OVERFULL = 2000.0
_KEPT = 4096  # places whose lines are kept, so that a paragraph as long as a book has room
_MORE = 2  # lines over the fewest that a paragraph may be asked to have
# Badness of what is tried only if nothing else fits: first with few lines to choose from, then, if
# one of them is worse, with more.
_FIRST_TOLERANCE, _TOLERANCE = 0.5, 2.0


class _Option(NamedTuple):
    """A line that could be set, with its demerits, and where the next one would begin."""

    demerits: float
    badness: float
    line: Line
    next: int


class Way(NamedTuple):
    """How a paragraph can be set: its lines, the demerits of all, and the worst one's badness."""

    lines: int
    demerits: float
    worst: float


class _Value(NamedTuple):
    """What the best lines from a place on are like."""

    demerits: float
    worst: float  # badness of one of them


_END = _Value(0.0, 0.0)


class Fit:
    """The values of the places of one paragraph."""

    def __init__(self, paragraph: Paragraph) -> None:
        self._paragraph = paragraph
        self._options: dict[tuple[int, float, float], list[_Option]] = {}
        self._values: dict[tuple[int, float, float], dict[int, _Value]] = {}
        self._counts: dict[tuple[int, float], dict[int, dict[int, float]]] = {}
        self._gauge = Gauge(paragraph)

    def line(self, start: int, measure: float, rest: float) -> Line:
        """Return the best line from ``start``; those after it will be ``rest`` wide."""
        paragraph = self._paragraph
        stop = paragraph.stretch_end(start)
        whole = paragraph.line_to(start, stop, forced=True)
        if whole.width <= measure + SLACK:
            return whole
        for tolerance in (_FIRST_TOLERANCE, _TOLERANCE):
            options = self._lines_from(start, stop, measure, tolerance)
            known = self._valued([one.next for one in options], stop, rest, tolerance)
            best = min(options, key=lambda one: one.demerits + known.get(one.next, _END).demerits)
            if max(best.badness, known.get(best.next, _END).worst) <= tolerance:
                break
        return best.line

    def counts(self, start: int, measure: float, rest: float) -> dict[int, float]:
        """Return how many lines the text from ``start`` on can have, with the demerits of each.

        Up to the next line feed, and no more than a few lines over the fewest.
        """
        stop = self._paragraph.stretch_end(start)
        options = self._lines_from(start, stop, measure)
        return _merged(options, stop, self._counted([one.next for one in options], stop, rest))

    def line_of(self, start: int, measure: float, rest: float, left: int) -> Line:
        """Return the line from ``start`` of the best ``left`` lines, one of ``counts``.

        The best line of all if there is no way to set so many.
        """
        stop = self._paragraph.stretch_end(start)
        options = self._lines_from(start, stop, measure)
        known = self._counted([one.next for one in options], stop, rest)
        found = [
            (one.demerits + (known[one.next][left - 1] if one.next < stop else 0.0), one.line)
            for one in options
            if (left == 1 if one.next >= stop else left - 1 in known[one.next])
        ]
        if not found:
            return self.line(start, measure, rest)
        return min(found, key=itemgetter(0))[1]

    def way(self, start: int, measure: float, rest: float, left: int | None) -> Way:
        """Return what the best ``left`` lines from ``start`` on are like, or the best of all."""
        stop = self._paragraph.stretch_end(start)
        count, demerits, worst = 0, 0.0, 0.0
        while start < stop:
            if left is None:
                line = self.line(start, measure, rest)
            else:
                line = self.line_of(start, measure, rest, left - count)
            is_whole = line.forced and line.width <= measure + SLACK
            badness = 0.0 if is_whole else self._gauge.badness(line, measure)
            badness = _OVERFULL if badness is None else badness
            count, demerits = count + 1, demerits + (_LINE + badness) ** 2
            worst = max(worst, badness)
            start, measure = self._paragraph.skip_spaces(line.next), rest
        return Way(count, demerits, worst)

    def _counted(self, starts: list[int], stop: int, rest: float) -> dict[int, dict[int, float]]:
        """Return the demerits by place and number of lines, at least for ``starts``."""
        known = self._counts.setdefault((stop, rest), {})
        stack = [start for start in starts if start < stop]
        while stack:
            start = stack[-1]
            options = self._lines_from(start, stop, rest)
            wait = [one.next for one in options if one.next < stop and one.next not in known]
            if wait and start not in known:
                stack += wait
                continue
            if start not in known:
                known[start] = _merged(options, stop, known)
            stack.pop()
        return known

    def _valued(
        self, starts: list[int], stop: int, rest: float, tolerance: float
    ) -> dict[int, _Value]:
        """Return the values of places, at least of ``starts``; that of ``stop`` is ``_END``."""
        known = self._values.setdefault((stop, rest, tolerance), {})
        stack = [start for start in starts if start < stop]
        while stack:
            start = stack[-1]
            if start in known:
                stack.pop()
                continue
            options = self._lines_from(start, stop, rest, tolerance)
            wait = [one.next for one in options if one.next < stop and one.next not in known]
            if wait:
                stack += wait
                continue
            known[start] = min(
                _Value(one.demerits + after.demerits, max(one.badness, after.worst))
                for one in options
                for after in (known.get(one.next, _END),)
            )
            stack.pop()
        return known

    def _lines_from(
        self, start: int, stop: int, measure: float, tolerance: float = _TOLERANCE
    ) -> list[_Option]:
        """Return the lines that may be set from ``start``, the longest first; at least one."""
        key = start, measure, tolerance
        found = self._options.get(key)
        if found is not None:
            return found
        paragraph = self._paragraph
        second = start in paragraph.hyphens and not paragraph.breaks[start]
        options: list[_Option] = []
        fitted = False
        for line in self._lines_to(start, stop, measure):
            fits = line.width <= measure + SLACK
            badness = 0.0 if line.forced and fits else self._gauge.badness(line, measure)
            if badness is None:
                continue
            if badness > tolerance and fits and fitted:
                break
            if line.next >= stop:
                options.append(self._last(line, second, badness))
                continue
            leaves_little = paragraph.leaves_too_little(line, stop)
            fitted = fitted or (fits and not line.hyphen and not leaves_little)
            options.append(self._inner(line, badness, second, leaves_little))
        if not options:
            line = paragraph.emergency(start, stop, measure)
            options.append(_Option(_OVERFULL, _OVERFULL, line, paragraph.skip_spaces(line.next)))
        if len(self._options) >= _KEPT:
            self._options.clear()
        self._options[key] = options
        return options

    def _lines_to(self, start: int, stop: int, measure: float) -> Iterator[Line]:
        """Yield the lines from ``start`` on that are not far too long, the longest first."""
        paragraph = self._paragraph
        breaks, hyphens = paragraph.breaks, paragraph.hyphens
        for place in range(paragraph.high(start, measure, stop), start, -1):
            if place == stop or breaks[place]:
                line = paragraph.line_to(start, place, forced=place == stop)
                if line.end <= start:
                    return
                yield line
            elif place in hyphens:
                yield paragraph.divided(start, place)

    def _last(self, line: Line, second: bool, badness: float) -> _Option:
        """Return the last line of a stretch, after a hyphen or not."""
        demerits = (_LINE + badness) ** 2
        if second:
            inside = self._paragraph.breaks[line.start + 1 : line.end]
            demerits += _LAST_HYPHEN if any(inside) else _FRAGMENT
        if line.width < _SHORT * self._paragraph.ems[line.start]:
            demerits += _SHORT_LAST
        return _Option(demerits, badness, line, line.next)

    def _inner(self, line: Line, badness: float, second: bool, leaves_little: bool) -> _Option:
        demerits = (_LINE + badness) ** 2
        if line.hyphen:
            hyphen = self._paragraph.hyphens[line.next]
            if not hyphen.by_author:
                demerits += _IN_NAME if hyphen.in_name else _HYPHEN
            if second:
                demerits += _SECOND_HYPHEN
        if leaves_little:
            demerits += _LEAVES_TOO_LITTLE
        return _Option(demerits, badness, line, self._paragraph.skip_spaces(line.next))


def _merged(
    options: list[_Option], stop: int, known: dict[int, dict[int, float]]
) -> dict[int, float]:
    """Return the least demerits by the number of lines, for lines that begin with the options."""
    found: dict[int, float] = {}
    for one in options:
        after = {0: 0.0} if one.next >= stop else known[one.next]
        for count, demerits in after.items():
            total = one.demerits + demerits
            found[count + 1] = min(total, found.get(count + 1, total))
    most = min(found) + _MORE
    return {count: demerits for count, demerits in sorted(found.items()) if count <= most}
