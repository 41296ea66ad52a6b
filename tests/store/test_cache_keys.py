"""Keys: equal for equal values only, in every process, and never of what they cannot tell apart."""

from __future__ import annotations

import datetime
import itertools
import subprocess
import sys
from dataclasses import dataclass
from enum import Enum, IntEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from places import PACKAGE

from nkbook.store.keys import Key, encoded


@dataclass(frozen=True)
class Point:
    x: int
    y: int


@dataclass(frozen=True)
class Size:
    x: int
    y: int


class Pair(NamedTuple):
    x: int
    y: int


class Colour(Enum):
    RED = 1
    BLUE = 2


class Number(IntEnum):
    ONE = 1


DAY = datetime.date(2026, 1, 1)
DIFFERENT: tuple[Any, ...] = (
    None, False, True, 0, 1, -1, 0.0, -0.0, 1.0, "", "1", b"", b"1", "None", (), [], {},
    frozenset(), (1,), [1], {1}, {1: None}, {None: 1}, (1, 2), (12,), ("1", "2"), ("12",),
    ("1", ("2",)),
    (("1",), "2"), ((), ()), ((),), {"a": 1, "b": 2}, {"b": 2, "a": 1}, Point(1, 2), Size(1, 2),
    Pair(1, 2), Point(2, 1), {"x": 1, "y": 2}, Colour.RED, Colour.BLUE, Number.ONE, "RED",
    Markup("1"), 0.5, DAY, DAY.isoformat(),
    datetime.datetime(2026, 1, 1),  # noqa: DTZ001
    datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), 10**30, "\ud800", "é", "e\u0301",
)  # fmt: skip


def test_different_values_have_different_bytes() -> None:
    for one, other in itertools.combinations(DIFFERENT, 2):
        assert encoded(one) != encoded(other), (one, other)


def test_equal_values_have_equal_keys() -> None:
    assert Key.of("a", x={"b", "a", "c"}) == Key.of("a", x={"c", "b", "a"})
    assert Key.of("a", x=MappingProxyType({"b": 1})) == Key.of("a", x={"b": 1})
    assert Key.of("a", x=Point(1, 2)).also(y=1) == Key.of("a", x=Point(1, 2)).also(y=1)


def test_every_part_of_a_key_counts() -> None:
    keys = [
        Key.of("a", x=1),
        Key.of("b", x=1),
        Key.of("a", y=1),
        Key.of("a", x=1, y=1),
        Key.of("a"),
        Key.of("a", x=1).also(y=1),
        Key.of("a", x=1).also(y=2),
        Key.of("a", x=1).also(),
    ]
    assert len({key.digest for key in keys}) == len(keys)


@pytest.mark.parametrize(
    "value", [Path("a.png"), object(), len, (1, [Path("b")]), {"a": {"b": Path("c")}}, Point]
)
def test_a_value_that_does_not_say_all_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        Key.of("a", value=value)


@pytest.mark.parametrize("kind", ["", "A", "../a", "a/b", "a b", "1a", "a" * 40, "a\n"])
def test_a_kind_is_a_word(kind: str) -> None:
    with pytest.raises(ValueError, match="kind"):
        Key.of(kind)


def test_keys_are_the_same_in_every_process() -> None:
    program = "from nkbook.store import Key; print(Key.of('a', x={'b', 'c', 'd'}, y=[1.5]).digest)"
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(PACKAGE.parent)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {Key.of("a", x={"b", "c", "d"}, y=[1.5]).digest}


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def typed(value: Any) -> Any:
    """Return a value so that == compares types and order too."""
    if isinstance(value, list | tuple):
        return type(value).__name__, [typed(item) for item in value]
    if isinstance(value, dict):
        return "dict", [(typed(key), typed(item)) for key, item in value.items()]
    return type(value).__name__, repr(value)


@pytest.mark.slow
@given(PLAIN, PLAIN)
def test_bytes_are_equal_if_and_only_if_values_are(one: Any, other: Any) -> None:
    assert (encoded(one) == encoded(other)) is (typed(one) == typed(other))
    assert not encoded(one).startswith(encoded(other)) or typed(one) == typed(other)
