"""Remedies that several messages share."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable


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
