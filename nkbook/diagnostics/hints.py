"""Remedies that several messages share."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], others: str = "one of {}") -> str:
    """Return a hint that names the known word nearest to a wrong one.

    Where none is near, the hint is ``others`` with all known words in place of ``{}``.
    """
    words = list(known)
    near = difflib.get_close_matches(word, words, n=1)
    return f'did you mean "{near[0]}"?' if near else others.format(", ".join(words))
