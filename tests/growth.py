"""Judges how time grows with what is done.

A pattern that tries every way to read a text, or a loop in a loop, takes sixteen times as long for
four times as much. Two things are compared: the calls of functions, which are the same every time,
and processor time, the least of several tries, for what a pattern or a library does in one call. On
a busy machine memory is slow, so time tells a loop in a loop only from afar.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import process_time

import pytest

_ENOUGH = 0.1  # seconds: less than this says nothing
_MOST = 11  # times as long for four times as much: between 4, linear, and 16, quadratic
_MOST_CALLS = 8  # likewise, and the same every time: n log n has 5
_FEW = 300
_LARGEST = 5_000
_TRIES = 3
_COUNTING: ContextVar[bool] = ContextVar("counting", default=False)


def seconds_of(done: Callable[[], object]) -> float:
    """Return the processor time of a call, without that of looking for garbage.

    While ``assert_linear`` counts calls, it returns their number instead.
    """
    if _COUNTING.get():
        return calls(done)
    gc.collect()
    gc.disable()
    try:
        start = process_time()
        done()
        return process_time() - start
    finally:
        gc.enable()


def calls(done: Callable[[], object]) -> float:
    """Return how many functions a call calls, those of C too."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        done()
    finally:
        sys.setprofile(None)
    return count


@contextmanager
def _counting() -> Iterator[None]:
    token = _COUNTING.set(True)
    try:
        yield
    finally:
        _COUNTING.reset(token)


def assert_linear(seconds: Callable[[int], float]) -> None:
    """Fail if four times as much takes far more than four times as many calls, or as long."""
    with _counting():
        seconds(_FEW)  # what is made once and kept is no growth
        few, many = seconds(_FEW), seconds(4 * _FEW)
    if many > _MOST_CALLS * few:
        pytest.fail(f"{_FEW} take {few:,.0f} calls, {4 * _FEW} take {many:,.0f}")
    n = _FEW
    while (once := seconds(n)) < _ENOUGH and n < _LARGEST:
        n *= 4
    for _ in range(_TRIES):
        often = seconds(4 * n)
        if often < _MOST * max(once, _ENOUGH):
            return
        once = min(once, seconds(n))
    pytest.fail(f"{n} take {once:.2f} s, {4 * n} take {often:.2f} s")
