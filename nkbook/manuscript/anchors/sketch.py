"""A few bytes by which a paragraph is known again after words of it have changed.

A sketch holds the smallest of the digests of a text's pairs of neighbouring letters (A. Broder, "On
the resemblance and containment of documents", 1997): what two texts share of them estimates what
they share of all pairs, and 32 bytes do for a paragraph of any length.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from itertools import pairwise

Sketch = tuple[int, ...]  # of 16 bits, ascending, none twice

MOST = 16
_SHORT = 8  # letters
_SCRAMBLE, _BITS = 0x9E3779B1, 0xFFFFFFFF  # Knuth's multiplier; CRC-32 alone keeps neighbours near


def sketch(words: str) -> Sketch:
    """Return the sketch of a text: of its letters and digits, as marks and spaces come and go."""
    letters = [one for one in words.casefold() if one.isalnum()]
    pairs = {"".join(pair) for pair in pairwise(letters)}
    if len(letters) < _SHORT:  # a title of two letters shares no pair with any other
        pairs |= set(letters)
    return tuple(sorted({_digest(pair) for pair in pairs})[:MOST])


def _digest(pair: str) -> int:
    return (zlib.crc32(pair.encode()) * _SCRAMBLE & _BITS) >> 16


def likeness(one: Sketch, other: Sketch) -> float:
    """Return about what part of the pairs of two texts both have, from 0 to 1."""
    every = sorted({*one, *other})[:MOST]
    both = {*one} & {*other}
    return sum(value in both for value in every) / len(every) if every else 1.0


def contained(part: Sketch, whole: Sketch) -> float:
    """Return about what part of the pairs of ``part`` is in ``whole`` too, from 0 to 1."""
    known = [value for value in part if len(whole) < MOST or value <= whole[-1]]
    return len({*known} & {*whole}) / len(known) if known else 0.0


def written(values: Sketch) -> str:
    """Return a sketch as letters, digits, - and _."""
    data = b"".join(value.to_bytes(2, "big") for value in values)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read(text: str) -> Sketch:
    """Return the sketch that ``written`` wrote; raises ValueError for anything else."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(f"{text} is no sketch") from error
    values = [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]
    if len(data) % 2 or not 0 < len(values) <= MOST or values != sorted(set(values)):
        raise ValueError(f"{text} is no sketch")
    return tuple(values)
