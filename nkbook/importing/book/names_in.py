"""The names that links may have for places in the pieces of one file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nkbook.importing.book.pieces import Piece
from nkbook.importing.text.headings import Heading, key
from nkbook.reading.numbers import whole

_NUMBER = re.compile(r"[-_](\d+)\Z")


@dataclass(frozen=True, slots=True)
class Names:
    """Finds a place by the name that another tool has for it, as fast in a file of any length."""

    # By name and by the key of a title's name: the number of the first such piece, and the link.
    names: dict[str, tuple[int, str]] = field(default_factory=dict)
    titles: dict[str, tuple[int, str]] = field(default_factory=dict)
    headings: dict[str, list[tuple[Piece, int]]] = field(default_factory=dict)  # in their order

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Names:
        """Read the names and the headings of pieces."""
        made = cls()
        for order, piece in enumerate(pieces):
            for old, new in piece.names.items():
                if new:
                    made.names.setdefault(old, (order, f"#{new}"))
            for old in piece.title_ids:
                made.titles.setdefault(key(old), (order, f"#{piece.anchor}"))
            for number, one in enumerate(piece.headings):
                made.headings.setdefault(key(one.text), []).append((piece, number))
        return made

    def place(self, name: str) -> str | None:
        """Return the link to a name that was given, or to the title whose name it is."""
        found = [self.names.get(name), self.titles.get(key(name))]
        return min(filter(None, found), key=lambda one: one[0], default=(0, None))[1]

    def heading(self, name: str) -> tuple[Piece, Heading] | None:
        """Return the heading of a name that its words make: the second is ``words-1`` (GitHub)."""
        number = _NUMBER.search(name)
        for candidate, place in (
            (key(name), 0),
            (key(_NUMBER.sub("", name)), whole(number[1]) if number else 0),
        ):
            found = self.headings.get(candidate, []) if candidate else []
            if len(found) > place:
                piece, at = found[place]
                return piece, piece.headings[at]
        return None
