"""Distributes the excess or lack of a line among its gaps, in CLREQ's order (§3.2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nkbook.typesetting.gaps import SHRINK_ORDERS, STRETCH_AUTOSPACE, STRETCH_OTHER, STRETCH_WORD

_NEARLY_NOTHING = 1e-9


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

    First word spaces, then spaces next to Latin text, both up to their bounds; then all other gaps
    evenly, up to theirs; then everything that stretches, evenly and without bound.
    """
    sizes = [spring.natural for spring in springs]
    for order in (STRETCH_WORD, STRETCH_AUTOSPACE):
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
    others = [place for place, spring in enumerate(springs) if spring.stretches == STRETCH_OTHER]
    if others:
        bound = min(springs[place].most - springs[place].natural for place in others)
        each = min(bound, lack / len(others))
        for place in others:
            sizes[place] += each
        lack -= each * len(others)
        if lack <= _NEARLY_NOTHING:
            return sizes, 0.0
    everything = [place for place, spring in enumerate(springs) if spring.stretches is not None]
    if not everything:
        return sizes, lack
    for place in everything:
        sizes[place] += lack / len(everything)
    return sizes, 0.0
