"""Lets tinyhtml5 0.x, with which WeasyPrint reads HTML, find its regular expressions again.

Its cache of them is filled under wrong keys, so that each is put together anew for every name and
value of an attribute: a third of the time of reading a book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tinyhtml5 import inputstream


class _Patterns(dict[tuple[Iterable[str], bool], re.Pattern[str]]):
    """What matches some characters (with True) or all others, made when first asked for."""

    def __missing__(self, key: tuple[Iterable[str], bool]) -> re.Pattern[str]:
        characters, these = key
        listed = "".join(f"\\x{ord(character):02x}" for character in characters)
        found = self[key] = re.compile(f"[{listed}]+" if these else f"[^{listed}]+")
        return found


@contextmanager
def kept_patterns() -> Iterator[None]:
    """Keep the regular expressions of tinyhtml5 for the time of the block."""
    before = inputstream.characters_until_regex
    inputstream.characters_until_regex = _Patterns()
    try:
        yield
    finally:
        inputstream.characters_until_regex = before
