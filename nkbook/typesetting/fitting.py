"""Breaks a justified paragraph as a whole, so that all its lines are as even as they can be.

After Knuth and Plass, *Breaking Paragraphs into Lines* (1981), with the gaps of CLREQ §3.2.3 in the
place of glue. No plan is kept: a line may be asked for from any place, in any order and measure,
for pages are laid out more than once and numbers in the text change. What is kept is the value of
each place: the demerits of the best lines from there to the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from nkbook.typesetting.gaps import (
    SHRINK_AUTOSPACE,
    SHRINK_STOP,
    STRETCH_AUTOSPACE,
    STRETCH_ORDERS,
    STRETCH_OTHER,
    STRETCH_WORD,
    UNSEEN,
)
from nkbook.typesetting.justify import SHARE_OF_WORD, Spring
from nkbook.typesetting.paragraph import SLACK, Line, Paragraph

# Badness has no unit: 1 is a line squeezed to the utmost, or with Han that far apart.
_LINE = 0.3  # of each line before squaring, so that fewer lines win
_SQUEEZED = (
    0.5,
    1.5,
    1.0,
)  # marks and word spaces, spaces next to Latin, stops: all that they give
# What stretches to its bound: word spaces, spaces next to Latin, others, letters.
_COSTS = (0.25, 0.25, 0.0, 0.25)
_HAN = 0.07  # em between Han
_WORD = 0.15  # em over the bound of a word space
_STIFF = 20.0  # a line in which nothing stretches, or too much would
# Demerits, next to the squares of badness.
_HYPHEN, _IN_NAME = 0.3, 0.6
_SECOND_HYPHEN = 2.0  # on the line after another
_LAST_HYPHEN = 1.0  # before the last line
_LEAVES_TOO_LITTLE = 400.0  # as a line with Han .35 em apart
_SHORT_LAST = 0.5  # a last line that is no longer than an indent of two em
_OVERFULL = 2000.0
_MORE = 2  # lines over the fewest that a paragraph may be asked to have
_TOLERANCE = 2.0  # badness of what is tried only if nothing else fits


class _Option(NamedTuple):
    """A line that could be set, with its demerits, and where the next one would begin."""

    demerits: float
    line: Line
    next: int


class Fit:
    """The values of the places of one paragraph."""

    def __init__(self, paragraph: Paragraph) -> None:
        self._paragraph = paragraph
        self._options: dict[tuple[int, float], list[_Option]] = {}
        self._values: dict[float, dict[int, float]] = {}
        self._counts: dict[float, dict[int, dict[int, float]]] = {}
        # Most springs of a paragraph are the same few objects.
        places = list(map(id, paragraph.springs))
        known = dict(zip(places, paragraph.springs, strict=True))

        def sums(part: Callable[[Spring], float]) -> list[float]:
            parts = {place: part(spring) for place, spring in known.items()}
            return [0.0, *accumulate(map(parts.__getitem__, places))]

        self._takes = [
            (sums(partial(_takes, order)), _COSTS[order]) for order in range(STRETCH_ORDERS)
        ]
        self._words = sums(lambda s: s.stretches == STRETCH_WORD)
        self._autos = sums(lambda s: s.stretches == STRETCH_AUTOSPACE)
        self._others = sums(lambda s: s.stretches == STRETCH_OTHER)
        self._gives = [sums(partial(_gives, rank)) for rank in range(3)]

    def line(self, start: int, measure: float, rest: float) -> Line:
        """Return the best line from ``start``; those after it will be ``rest`` wide."""
        paragraph = self._paragraph
        stop = paragraph.stretch_end(start)
        whole = paragraph.line_to(start, stop, forced=True)
        if whole.width <= measure + SLACK:
            return whole
        options = self._lines_from(start, stop, measure)
        if len(options) == 1:
            return options[0].line
        known = self._valued([option.next for option in options], stop, rest)
        return min(options, key=lambda option: option.demerits + known.get(option.next, 0.0)).line

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

    def _counted(self, starts: list[int], stop: int, rest: float) -> dict[int, dict[int, float]]:
        """Return the demerits by place and number of lines, at least for ``starts``."""
        known = self._counts.setdefault(rest, {})
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

    def _valued(self, starts: list[int], stop: int, rest: float) -> dict[int, float]:
        """Return the values of places, at least of ``starts``; that of ``stop`` is 0."""
        known = self._values.setdefault(rest, {})
        stack = [start for start in starts if start < stop and start not in known]
        while stack:
            start = stack[-1]
            if start in known:
                stack.pop()
                continue
            options = self._lines_from(start, stop, rest)
            wait = [one.next for one in options if one.next < stop and one.next not in known]
            if wait:
                stack += wait
                continue
            known[start] = min(one.demerits + known.get(one.next, 0.0) for one in options)
            stack.pop()
        return known

    def _lines_from(self, start: int, stop: int, measure: float) -> list[_Option]:
        """Return the lines that may be set from ``start``, the longest first; at least one."""
        key = start, measure
        found = self._options.get(key)
        if found is not None:
            return found
        paragraph = self._paragraph
        second = start in paragraph.hyphens and not paragraph.breaks[start]
        options: list[_Option] = []
        fitted = False
        for line in self._lines_to(start, stop, measure):
            fits = line.width <= measure + SLACK
            badness = 0.0 if line.forced and fits else self._badness(line, measure)
            if badness is None:
                continue
            if badness > _TOLERANCE and fits and fitted:
                break
            if line.next >= stop:
                options.append(self._last(line, second, badness))
                continue
            leaves_little = paragraph.leaves_too_little(line, stop)
            fitted = fitted or (fits and not line.hyphen and not leaves_little)
            options.append(self._inner(line, badness, second, leaves_little))
        if not options:
            line = paragraph.emergency(start, stop, measure)
            options.append(_Option(_OVERFULL, line, paragraph.skip_spaces(line.next)))
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
        demerits = (_LINE + badness) ** 2 + (_LAST_HYPHEN if second else 0.0)
        if line.width < 2 * self._paragraph.ems[line.start]:
            demerits += _SHORT_LAST
        return _Option(demerits, line, line.next)

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
        return _Option(demerits, line, self._paragraph.skip_spaces(line.next))

    def _badness(self, line: Line, measure: float) -> float | None:
        """Return how bad a line would look; None if it can't be set in the measure."""
        lack = measure - line.width
        if lack < -SLACK:
            return self._squeezed(line, -lack)
        first, last = line.start, line.end - 1
        em = self._paragraph.ems[first] or SLACK
        badness = 0.0
        for takes, cost in self._takes:
            most = takes[last] - takes[first]
            if most and lack > 0:
                share = min(1.0, lack / most)
                badness += cost * share * share
                lack -= most * share
        if lack <= SLACK:
            return badness
        words = self._words[last] - self._words[first]
        others = self._others[last] - self._others[first]
        shares = SHARE_OF_WORD * words + others + self._autos[last] - self._autos[first]
        if not shares:
            return badness + _STIFF
        each = lack / shares / em
        worst = ((UNSEEN + each) / _HAN) ** 2 if others else 0.0
        if words:
            worst = max(worst, (SHARE_OF_WORD * each / _WORD) ** 2)
        elif not others:
            worst = (each / _WORD) ** 2
        return badness + worst

    def _squeezed(self, line: Line, excess: float) -> float | None:
        """Return how bad a line would look that loses ``excess``; None if it can't."""
        paragraph = self._paragraph
        if excess > paragraph.capacity(line) + SLACK:
            return None
        always, most = paragraph.trail(line.end)
        excess -= most - always
        badness = 0.0
        for gives, weight in zip(self._gives, _SQUEEZED, strict=True):
            if excess <= SLACK:
                break
            room = gives[line.end - 1] - gives[line.start]
            if room > 0:
                share = min(1.0, excess / room)
                badness += weight * share * share
                excess -= room * share
        return badness


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


def _takes(order: int, spring: Spring) -> float:
    return spring.most - spring.natural if spring.stretches == order else 0.0


def _gives(rank: int, spring: Spring) -> float:
    return spring.natural - spring.least if _rank(spring) == rank else 0.0


def _rank(spring: Spring) -> int:
    """Return the place of a spring among what is squeezed first, second and last."""
    if spring.shrinks is None or spring.shrinks < SHRINK_AUTOSPACE:
        return 0
    return 2 if spring.shrinks == SHRINK_STOP else 1
