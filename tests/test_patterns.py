"""No pattern of nkbook takes far longer for a text that is a little longer.

Each is tried with many texts that are one of its own parts again and again. A run through a text of
``SIZE`` letters is timed by the processor; what takes suspiciously long is compared with a quarter
of the text, again and again, and is slow only if it took more than nine times as long each time. So
a busy machine costs time here, and no more.
"""

from __future__ import annotations

import re
import signal
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

import pytest
from patterns import Found, found_in, texts

import nkbook

pytestmark = pytest.mark.slow

SIZE = 2_000
SUSPICIOUS = (
    0.0005  # seconds: linear patterns take a tenth of it, quadratic ones five times as much
)
ENOUGH = 0.03  # seconds: what takes less for ``LONGEST`` letters is quick, however it grows
LONGEST = 40_000
MOST = 9  # times as long for four times as much: between 4, linear, and 16, quadratic
TRIES = 4
EXPONENTIAL = 3.0  # seconds of the processor for one text
# Patterns that are used where what makes them slow cannot stand, and why it cannot.
_ENDED = "its text ends where the last of them ends"
_OWN = "the text is markup of nkbook's own, which has no such mark open"
_HEAD = "it is looked for at the head of a text alone"
GUARDED = {
    "nkbook.checks.second_reading.raw_html._TAGS": _ENDED,
    "nkbook.checks.syntax._DECLARATION": _ENDED,
    "nkbook.checks.syntax._DECLARED": _ENDED,
    "nkbook.importing.book.pieces._COMMENT": _ENDED,
    "nkbook.manuscript.markdown.titles._COMMENT": _ENDED,
    "nkbook.model.raw_html.COMMENT": "none is looked for where its end is not ahead",
    "nkbook.formats.paged.apart.documents._HEAD": _OWN,
    "nkbook.formats.paged.apart.documents._STYLE": _OWN,
}


class EndlessError(Exception):
    """A pattern did not come to an end."""


@contextmanager
def an_end() -> Iterator[None]:
    """End a pattern that tries every way to read a text."""

    def stop(_signal: int, _frame: object) -> None:
        raise EndlessError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, EXPONENTIAL)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds(found: Found, text: str) -> float:
    start = process_time()
    if found.is_sought:
        deque(found.pattern.finditer(text), maxlen=0)
    elif "fullmatch" in found.uses:
        found.pattern.fullmatch(text)
    else:
        found.pattern.match(text)
    return process_time() - start


def grows(found: Found, index: int) -> bool:
    """Whether four times as much of a text takes far more than four times as long, each time."""
    size = SIZE
    while seconds(found, _text(found, index, size)) < ENOUGH:
        size *= 4
        if size > LONGEST:
            return False
    short, long = _text(found, index, size // 4), _text(found, index, size)
    return all(seconds(found, long) > MOST * seconds(found, short) for _ in range(TRIES))


def _text(found: Found, index: int, size: int) -> str:
    return list(texts(found.pattern, size))[index]


def slow_text(found: Found) -> str | None:
    """Return the beginning of a text that keeps a pattern busy, None if there is none."""
    for index, text in enumerate(texts(found.pattern, SIZE)):
        try:
            with an_end():
                if seconds(found, text) > SUSPICIOUS and grows(found, index):
                    return text[:30]
        except EndlessError:
            return text[:30]
    return None


@pytest.mark.parametrize("slow", [r"<!--.*?-->", r"(?:a|a)*b", r"(\w+\s?)*:"])
def test_what_is_slow_is_found(slow: str) -> None:
    assert slow_text(Found(re.compile(slow), frozenset())) is not None


@pytest.mark.parametrize("quick", [r"a+", r"(?<! )[ ]+$", r"\[[^\[\]]*\]", r"\A\s*x", r"\d{1,4}年"])
def test_what_is_linear_is_not(quick: str) -> None:
    assert slow_text(Found(re.compile(quick), frozenset())) is None


def test_every_pattern_is_linear() -> None:
    by_pattern = defaultdict[Found, list[str]](list)
    for name, found in found_in(nkbook).items():
        if name not in GUARDED:
            by_pattern[found].append(name)
    slow = {
        ", ".join(names): f"{found.pattern.pattern[:80]} {text!r}"
        for found, names in by_pattern.items()
        if (text := slow_text(found)) is not None
    }
    assert slow == {}


def test_what_is_no_pattern_any_more_is_not_guarded() -> None:
    assert GUARDED.keys() <= found_in(nkbook).keys()
