"""No pattern of nkbook takes far longer for a text that is a little longer.

Each is tried with many texts that are one of its own parts again and again. A run through such a
text is timed by the processor, and again four times as long if that took suspiciously long.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from time import process_time

import pytest
from patterns import beginnings, patterns, pieces, searches

import nkbook

pytestmark = pytest.mark.slow

SIZE = 2_000
SUSPICIOUS = 0.004  # seconds: linear ones take a tenth of it, quadratic ones ten times as much
MOST = 9  # times as long for four times as much: between 4, linear, and 16, quadratic
# Each is only used where what makes it slow cannot be, or on texts of a few letters.
GUARDED: dict[str, str] = {}


def seconds(pattern: re.Pattern[str], text: str, *, anywhere: bool) -> float:
    start = process_time()
    if anywhere:
        deque(pattern.finditer(text), maxlen=0)
    else:
        pattern.match(text)
    return process_time() - start


def texts(pattern: re.Pattern[str], size: int) -> Iterator[str]:
    for piece in pieces(pattern):
        for begin in beginnings(pattern):
            for end in ("", "\x01x"):
                yield begin + piece * (size // len(piece)) + end


def is_slow(pattern: re.Pattern[str], *, anywhere: bool) -> str | None:
    for short, long in zip(texts(pattern, SIZE), texts(pattern, 4 * SIZE), strict=True):
        if seconds(pattern, short, anywhere=anywhere) < SUSPICIOUS:
            continue
        for _ in range(3):
            once = min(seconds(pattern, short, anywhere=anywhere) for _ in range(3))
            if once < SUSPICIOUS or seconds(pattern, long, anywhere=anywhere) < MOST * once:
                break
        else:
            return short[:30]
    return None


def test_every_pattern_is_linear() -> None:
    anywhere = searches(nkbook)
    slow = {
        name: text
        for name, pattern in patterns(nkbook).items()
        if name not in GUARDED and (text := is_slow(pattern, anywhere=anywhere[name])) is not None
    }
    assert slow == {}


def test_what_is_no_pattern_any_more_is_not_guarded() -> None:
    assert GUARDED.keys() <= patterns(nkbook).keys()
