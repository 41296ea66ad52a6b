"""How bad a line of a paragraph looks that is squeezed or stretched into a measure.

Badness has no unit: 1 is a line squeezed to the utmost, or with ideographs .07 em apart.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import accumulate

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


class Gauge:
    """The gaps of a paragraph, summed up so that any line of it is judged at once."""

    def __init__(self, paragraph: Paragraph) -> None:
        self._paragraph = paragraph
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

    def badness(self, line: Line, measure: float) -> float | None:
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


def _takes(order: int, spring: Spring) -> float:
    return spring.most - spring.natural if spring.stretches == order else 0.0


def _gives(rank: int, spring: Spring) -> float:
    return spring.natural - spring.least if _rank(spring) == rank else 0.0


def _rank(spring: Spring) -> int:
    """Return the place of a spring among what is squeezed first, second and last."""
    if spring.shrinks is None or spring.shrinks < SHRINK_AUTOSPACE:
        return 0
    return 2 if spring.shrinks == SHRINK_STOP else 1
