"""The form that was chosen for a character, why, and how likely it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nkbook.manuscript.editions.words.segments import Words

_JUDGED = 0.01  # doubt from which the words around a character are told apart
_WORD = re.compile(r"\w")
LONGEST = 12  # characters of a phrase
_STEPS = ((-1, 1), (0, 2), (-2, 0), (0, 1), (-1, 0))  # words around one that may be its phrase


@dataclass(frozen=True, slots=True)
class Choice:
    """The form of the character at ``place`` in a text; ``doubt`` is from 0 to 1.

    ``rule`` is ``phrase`` (a dictionary), ``context`` (``choices.tsv``), ``usual`` (nothing else
    held), or what makes a surname: ``surname``, ``title``, ``familiar``, ``list``, ``given``,
    ``name``. ``word`` is the word that the character is in, with its neighbours in doubt.
    """

    place: int
    form: str
    rule: str
    doubt: float
    word: str


def spans(words: Words, number: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of two or three whole words that have one among them, longest first."""
    starts = words.starts
    for back, on in _STEPS:
        first, last = number + back, number + on
        if first >= 0 and last < len(words.words):
            start, end = starts[first], starts[last + 1]
            if end - start <= LONGEST:
                yield start, end


def chosen(words: Words, number: int, place: int, form: str, rule: str, doubt: float) -> Choice:  # noqa: PLR0913 — a choice has so many parts
    """Return a choice in a word, and in its neighbours where they are what an editor judges by."""
    if doubt < _JUDGED:
        return Choice(place, form, rule, doubt, words.words[number])
    near = words.words[max(0, number - 1) : number + 2]
    return Choice(place, form, rule, doubt, "".join(word for word in near if _WORD.match(word)))
