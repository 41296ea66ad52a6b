"""What the calls of notes and the notes print for their numbers: 1, or ① in mainland books."""

from __future__ import annotations

from typing import Final

CIRCLED: Final = "circled"  # among the values of marks in [notes]
# Where the circled numbers begin in Unicode's blocks: ①, ㉑, ㊱; there are none above 50.
_CIRCLES: Final = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))


def note_mark(number: int, marks: str) -> str:
    """Return what is printed for a note's number; one that has no circled form stays as it is.

    ``marks`` is "numbers" or "circled".
    """
    if marks == CIRCLED:
        for first, last, code in _CIRCLES:
            if first <= number <= last:
                return chr(code + number - first)
    return str(number)
