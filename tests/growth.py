"""Judges how time grows with what is done.

A pattern that tries every way to read a text, or a loop in a loop, takes sixteen times as long for
four times as much. Two things are compared: the calls of functions, which are the same every time,
and processor time for what a pattern or a library does in one call. Of time only sixteen times as
much tells enough, for then a loop in a loop takes 256 times as long: a busy machine, on which
memory is slow, doubles or trebles what is linear, and is four times that from being taken for it.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from cProfile import Profile
from time import process_time

import pytest

_ENOUGH = 0.01  # seconds: less than this says nothing,
_NOISE = 0.001  # and less than this says not even how much more would
_TIMES = 16  # as much is timed the second time
_MOST = 64  # times as long for that: between 16, linear, and 256, quadratic
_MOST_CALLS = 8  # times as many calls for four times as much, the same every time: n log n has 5
_LEAST = 100  # of what is timed first
_LARGEST = 4_800
_FEW = 200  # of what is counted
_TRIES = 3
_COUNTING: ContextVar[bool] = ContextVar("counting", default=False)


def seconds_of(done: Callable[[], object]) -> float:
    """Return the processor time of a call, in which no garbage is looked for.

    While ``assert_linear`` counts calls, it returns their number instead.
    """
    if _COUNTING.get():
        return calls(done)
    gc.disable()
    try:
        start = process_time()
        done()
        return process_time() - start
    finally:
        gc.enable()


def calls(done: Callable[[], object]) -> float:
    """Return how many functions a call calls, those of C too."""
    counter = Profile(subcalls=False)
    try:
        counter.runcall(done)
    finally:
        counter.disable()
    return sum(row.callcount for row in counter.getstats())


@contextmanager
def _counting() -> Iterator[None]:
    token = _COUNTING.set(True)
    try:
        yield
    finally:
        _COUNTING.reset(token)


def assert_few_calls(seconds: Callable[[int], float], few: int = _FEW) -> None:
    """Fail if four times as much takes far more calls than in proportion."""
    with _counting():
        seconds(few // 20)  # what is made once and kept is no growth
        first, then = seconds(few), seconds(4 * few)
    if then > _MOST_CALLS * first:
        pytest.fail(f"{few} take {first:,.0f} calls, {4 * few} take {then:,.0f}")


def assert_linear(seconds: Callable[[int], float]) -> None:
    """Fail if more takes far more calls than in proportion, or far longer."""
    assert_few_calls(seconds)
    idle = min(seconds(1), seconds(1))  # for what is read beside
    n = _LEAST
    while (once := seconds(n) - idle) < _ENOUGH and n < _LARGEST:
        n = min(n * max(2, math.ceil(_ENOUGH / max(once, _NOISE))), _LARGEST)
    for _ in range(_TRIES):
        often = seconds(_TIMES * n) - idle
        if often < _MOST * max(once, _ENOUGH):
            return
        once = seconds(n) - idle  # whatever held one of the two up
    pytest.fail(f"{n} take {once:.2f} s, {_TIMES * n} take {often:.2f} s")
