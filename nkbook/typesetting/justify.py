"""Distributes the excess or lack of a line among its gaps, in CLREQ's order (§3.2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nkbook.typesetting.gaps import SHRINK_ORDERS, STRETCH_LETTER, STRETCH_ORDERS, STRETCH_WORD

_NEARLY_NOTHING = 1e-9
SHARE_OF_WORD = 3  # of what is left, for a word space; any other gap has one


@dataclass(frozen=True, slots=True)
class Spring:
    """A gap of a line in absolute units: its natural size, bounds, and positions in both orders."""

    natural: float
    least: float
    most: float
    shrinks: int | None
    stretches: int | None


def shrink(springs: Sequence[Spring], excess: float) -> tuple[list[float], float]:
    """Return the sizes of the gaps reduced by ``excess``, and what could not be removed.

    Each rank shrinks to its limit before the next one does; within a rank all shrink in
    proportion to what they can.
    """
    sizes = [spring.natural for spring in springs]
    for order in range(SHRINK_ORDERS):
        if excess <= _NEARLY_NOTHING:
            return sizes, 0.0
        givers = [
            (place, spring.natural - spring.least)
            for place, spring in enumerate(springs)
            if spring.shrinks == order and spring.natural > spring.least
        ]
        capacity = sum(give for _, give in givers)
        if not capacity:
            continue
        share = min(1.0, excess / capacity)
        for place, give in givers:
            sizes[place] -= give * share
        excess -= capacity * share
    return sizes, max(0.0, excess)


def stretch(springs: Sequence[Spring], lack: float) -> tuple[list[float], float]:
    """Return the sizes of the gaps increased by ``lack``, and what could not be added.

    First word spaces, then spaces next to Latin text, up to their bounds; then, by what no one
    notices, all other gaps and the letters of words; then everything but letters. A word space
    takes several times as much as any other gap, so that the few ideographs of a Latin line are
    not torn apart.
    """
    sizes = [spring.natural for spring in springs]
    for order in range(STRETCH_ORDERS):
        takers = [
            (place, spring.most - spring.natural)
            for place, spring in enumerate(springs)
            if spring.stretches == order and spring.most > spring.natural
        ]
        capacity = sum(take for _, take in takers)
        if capacity:
            share = min(1.0, lack / capacity)
            for place, take in takers:
                sizes[place] += take * share
            lack -= capacity * share
        if lack <= _NEARLY_NOTHING:
            return sizes, 0.0
    shares = [_share(spring.stretches) for spring in springs]
    every = sum(shares)
    if not every:
        return sizes, lack
    return [size + lack * share / every for size, share in zip(sizes, shares, strict=True)], 0.0


def _share(stretches: int | None) -> int:
    """Return how much of what is left a gap takes that stretches in that place of the order."""
    if stretches is None or stretches == STRETCH_LETTER:
        return 0
    return SHARE_OF_WORD if stretches == STRETCH_WORD else 1
