"""The space between two neighbours on a line: its size, how far it shrinks or stretches, and when.

CLREQ §3.1.6 (marks), §3.2.2 (mixed scripts) and §3.2.3 (order of shrinking and stretching).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from nkbook.typesetting.characters import Blank, Forms, Kind, blank
from nkbook.typesetting.policy import LineEnd, Typesetting

# What shrinks first; the mark at the line's end, which comes before all of them, is not a gap.
SHRINK_WORD, SHRINK_MIDDLE, SHRINK_BRACKET, SHRINK_PAUSE, SHRINK_AUTOSPACE, SHRINK_STOP = range(6)
SHRINK_ORDERS = 6
# What stretches first, each to its bound; then all but letters share what is left.
STRETCH_WORD, STRETCH_AUTOSPACE, STRETCH_OTHER, STRETCH_LETTER = range(4)
STRETCH_ORDERS = 4

SQUEEZE = 0.5  # em by which two adjacent marks are set closer
_SQUARES = frozenset(Kind) - {Kind.LATIN, Kind.SPACE, Kind.RAISED, Kind.OTHER}
_SHRINKS = {
    Kind.MIDDLE: SHRINK_MIDDLE,
    Kind.OPEN: SHRINK_BRACKET,
    Kind.CLOSE: SHRINK_BRACKET,
    Kind.PAUSE: SHRINK_PAUSE,
    Kind.STOP: SHRINK_STOP,
    Kind.EXCLAIM: SHRINK_STOP,
}


class Gap(NamedTuple):
    """A space between two characters in em, added to their advances."""

    natural: float = 0.0
    least: float = 0.0
    most: float = 0.0  # at its turn; when all gaps are there, those that stretch share the rest
    shrinks: int | None = None  # position in the order of shrinking
    stretches: int | None = None


FIXED = Gap()
UNSEEN = 0.04  # em between ideographs that no one notices
_STRETCH = Gap(most=UNSEEN, stretches=STRETCH_OTHER)
GapTable = tuple[tuple[Gap, ...], ...]


@lru_cache(maxsize=64)
def gap_table(settings: Typesetting, forms: Forms) -> GapTable:
    """Return the gaps by the numbers of both kinds, for marks as wide as an ideograph."""
    blanks = {mark: blank(mark, forms) for mark in Kind}
    return tuple(tuple(_gap(first, second, blanks, settings) for second in Kind) for first in Kind)


def _gap(first: Kind, second: Kind, blanks: dict[Kind, Blank], settings: Typesetting) -> Gap:
    pair = {first, second}
    # A word space shrinks and stretches by its own width: see word_space.
    if Kind.SPACE in pair or second is Kind.RAISED or first is second is Kind.DASH:
        return FIXED
    if pair == {Kind.HAN, Kind.LATIN}:
        return Gap(
            settings.autospace,
            min(settings.autospace, settings.autospace_least),
            max(settings.autospace, settings.autospace_most),
            SHRINK_AUTOSPACE,
            STRETCH_AUTOSPACE,
        )
    if pair == {Kind.LATIN}:
        return Gap(most=settings.letter_space_most, stretches=STRETCH_LETTER)
    if first is Kind.RAISED:
        return _STRETCH if second in _SQUARES else FIXED
    if not pair & _SQUARES or (pair - _SQUARES and Kind.DASH in pair):
        return FIXED
    return _between_marks(first, second, blanks, settings)


def _between_marks(
    first: Kind, second: Kind, blanks: dict[Kind, Blank], settings: Typesetting
) -> Gap:
    """Return the gap where at least one neighbour is a square, whose blank may be removed."""
    right, left = blanks[first].right, blanks[second].left
    owner, give = (first, right) if right >= left else (second, left)
    both = first in _SHRINKS and second in _SHRINKS
    if both and settings.policy.pairs and give >= SQUEEZE:
        return Gap(-SQUEEZE, -SQUEEZE, UNSEEN - SQUEEZE, None, STRETCH_OTHER)
    if give and settings.policy.compress:
        return Gap(0.0, -give, UNSEEN, _SHRINKS[owner], STRETCH_OTHER)
    return _STRETCH


def word_space(advance: float, em: float, settings: Typesetting) -> Gap:
    """Return the gap after a word space ``advance`` wide at font size ``em``, in their unit."""
    least = min(settings.word_space_off * em, max(0.0, advance - settings.word_space_least * em))
    most = max(0.0, settings.word_space_most * em - advance)
    return Gap(0.0, -least, most, SHRINK_WORD if least else None, STRETCH_WORD)


def start_trim(mark: Kind, settings: Typesetting) -> float:
    """Return what a mark at the start of a line loses at its left, in em (CLREQ §3.1.6.3)."""
    return 0.5 if mark is Kind.OPEN and settings.policy.line_start else 0.0


def end_trim(mark: Kind, settings: Typesetting, forms: Forms) -> tuple[float, float]:
    """Return what a mark at the end of a line loses at its right, in em: always, and at most."""
    right = blank(mark, forms).right
    match settings.policy.line_end:
        case LineEnd.ALWAYS:
            return right, right
        case LineEnd.FIT:
            return 0.0, right
        case _:
            return 0.0, 0.0
