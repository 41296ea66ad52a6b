"""Keeps drawings, and the words that were asked for on the way to each.

What a figure says in an edition is known only when its words have been converted, and every
conversion is written into the edition's report. So the words are asked for again, in the order in
which the drawing asked for them; only where all answers are the same is the drawing taken.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from nkbook.diagnostics.problems import Diagnostic, Location
from nkbook.store import Key, Store
from nkbook.store.pickling import dumps, loads

Convert = Callable[[str, Location], str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What comes of a figure in one edition: two drawings, its rows, and what is wrong with it."""

    data: bytes
    small: bytes | None
    rows: tuple[tuple[str, ...], ...]
    problems: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Asked:
    """Answers from what was answered already, else asks; notes every text with its answer."""

    convert: Convert
    known: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    noted: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, text: str, location: Location) -> str:
        """Return a text as the edition has it."""
        waiting = self.known.get(text)
        answer = waiting.popleft() if waiting else self.convert(text, location)
        self.noted.append((text, answer))
        return answer


def kept(
    store: Store, base: Key, convert: Convert, location: Location, make: Callable[[Convert], Drawn]
) -> Drawn:
    """Return what ``make`` draws with a way to convert words, or drew of the same words before.

    ``base`` is the key of all that the figure depends on but these words.
    """
    told = store.get(base)
    answers = [(text, convert(text, location)) for text in loads(told)] if told else []
    found = store.get(base.also(words=answers)) if told else None
    if found is not None:
        made = loads(found)
        assert isinstance(made, Drawn)  # noqa: S101 — see below
        return made
    asking = _Asked(convert)
    for text, answer in answers:
        asking.known[text].append(answer)
    drawn = make(asking)
    store.put(base, dumps([text for text, _ in asking.noted]))
    store.put(base.also(words=asking.noted), dumps(drawn))
    return drawn
