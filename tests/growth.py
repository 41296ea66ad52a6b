"""Judges how time grows with what is done.

A pattern that tries every way to read a text, or a loop in a loop, takes sixteen times as long for
four times as much. Processor time of this process is compared, the least of several tries, so that
a busy machine makes no difference.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time

import pytest

_ENOUGH = 0.1  # seconds: less than this says nothing
_MOST = 11  # times as long for four times as much: between 4, linear, and 16, quadratic
_LARGEST = 5_000
_TRIES = 3


def seconds_of(done: Callable[[], object]) -> float:
    """Return the processor time of a call, without that of looking for garbage."""
    gc.collect()
    gc.disable()
    try:
        start = process_time()
        done()
        return process_time() - start
    finally:
        gc.enable()


def assert_linear(seconds: Callable[[int], float]) -> None:
    """Fail if four times as much takes more than ``_MOST`` times as long."""
    n = 300
    while (once := seconds(n)) < _ENOUGH and n < _LARGEST:
        n *= 4
    for _ in range(_TRIES):
        often = seconds(4 * n)
        if often < _MOST * max(once, _ENOUGH):
            return
        once = min(once, seconds(n))
    pytest.fail(f"{n} take {once:.2f} s, {4 * n} take {often:.2f} s")
