"""Lets boxes be as deep in one another as a chapter's blocks may be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

# WeasyPrint and the patches call some fifteen functions for a box in a box, and Python allows a
# thousand of all: sixty lists and items in one another, which a chapter may have, are as many.
_CALLS = 4_000


@contextmanager
def deep_enough() -> Iterator[None]:
    """Let functions call each other as deep as the deepest chapter needs; undo it at the end."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _CALLS))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
