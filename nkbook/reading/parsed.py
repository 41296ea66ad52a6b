"""A parsed file: one object that has its text, its value and the place of everything in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nkbook.diagnostics.problems import Diagnostic, Location

ValuePath = tuple[str | int, ...]  # keys and positions in lists, from the outermost on
Place = tuple[int, int]  # line and column, from 1; the column counts code points

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def unprintable(text: str) -> str | None:
    """Return what is wrong with a text that XML, and so no format, can have; else None."""
    found = NOT_IN_XML.search(text)
    return f"the character U+{ord(found[0]):04X} is not allowed" if found else None


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A data file, parsed once: it travels with the data so that any stage can name a place in it.

    ``find`` returns the place of the key or list item at a path, or None if the file has none.
    """

    shown: str  # the path as messages print it
    text: str
    value: Any
    find: Callable[[ValuePath], Place | None] = field(repr=False, compare=False)
    first_line: int = 1  # line of the file on which ``text`` begins
    unseen: tuple[Diagnostic, ...] = ()  # NK237 for each text of which something is left out

    def at(self, *path: str | int) -> Location:
        """Return the place of the key or item at a path, or of the innermost one that exists.

        A mapping's entry is at its key. A path of which nothing exists is at the first line.
        """
        while path:
            place = self.find(path)
            if place is not None:
                return Location(self.shown, *place)
            path = path[:-1]
        return Location(self.shown, self.first_line)
