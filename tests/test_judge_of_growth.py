"""The judge of growth tells a loop in a loop from a busy machine."""

from __future__ import annotations

import itertools

import growth
import pytest
from growth import assert_linear, calls, seconds_of


def test_calls_are_counted_with_those_of_c() -> None:
    assert calls(lambda: [len("") for _ in range(100)]) - calls(list) >= 100


def test_a_loop_is_passed_and_a_loop_in_a_loop_is_found_by_its_calls() -> None:
    assert_linear(lambda n: seconds_of(lambda: [len("") for _ in range(n)]))
    with pytest.raises(pytest.fail.Exception, match="calls"):
        assert_linear(lambda n: seconds_of(lambda: [len("") for _ in range(n * n)]))


def timed(n: int, seconds: float) -> float:
    """Return a time, and while calls are counted as many as in proportion."""
    return n if growth._COUNTING.get() else seconds


def test_what_one_call_does_is_found_by_its_time() -> None:
    assert_linear(lambda n: timed(n, 1e-5 * n))
    with pytest.raises(pytest.fail.Exception, match=" s, "):
        assert_linear(lambda n: timed(n, 1e-7 * n * n))


@pytest.mark.parametrize("held_up", range(8))
def test_a_moment_in_which_the_machine_stands_still_is_no_growth(held_up: int) -> None:
    measured = itertools.count()

    def seconds(n: int) -> float:
        if growth._COUNTING.get():
            return n
        return 1e-5 * n * (1000 if next(measured) == held_up else 1)

    assert_linear(seconds)
