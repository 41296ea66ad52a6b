"""Remedies that several messages share."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_GUESSES = 40  # of a run: a book that has more wrong words has the same fault everywhere


@dataclass(slots=True)
class Guesses:
    """What authors may have meant by words that are unknown, for the first few of a run.

    Each is compared with all known words: for thousands of both that takes hours.
    """

    left: int = _GUESSES

    def near(self, word: str, known: Callable[[], Iterable[str]], cutoff: float = 0.6) -> str:
        """Return the known word that is nearest to a word, "" for none."""
        if self.left <= 0:
            return ""
        self.left -= 1
        found = difflib.get_close_matches(word, list(known()), n=1, cutoff=cutoff)
        return found[0] if found else ""

    def near_to(self, word: str, known: Iterable[str]) -> list[str]:
        """Return what ``near_to`` returns."""
        if self.left <= 0:
            return []
        self.left -= 1
        return near_to(word, known)


def nearest(word: str, known: Iterable[str], others: str = "one of {}") -> str:
    """Return a hint that names the known word nearest to a wrong one.

    Where none is near, the hint is ``others`` with all known words in place of ``{}``.
    """
    words = list(known)
    near = near_to(word, words)
    return f'did you mean "{near[0]}"?' if near else others.format(", ".join(words))


def near_to(word: str, known: Iterable[str]) -> list[str]:
    """Return the known word nearest to a wrong one, or none.

    One that differs by capitals, width or a hyphen alone comes first; of several such, all are
    returned, for nobody knows which is meant.
    """
    words = list(known)
    alike = [one for one in words if _plain(one) == _plain(word)]
    return alike or difflib.get_close_matches(word, words, n=1)


def _plain(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold()
    return plain.replace("_", "-").replace("\\", "/")
