"""What is known of a book's page numbers while its sections are laid out, and what is guessed.

A number that stands where its figures are left open has to have as many as the true one, or its
section is laid out again. The text before a place says about what page it is on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nkbook.formats.paged.apart.settled import Laid, Told
from nkbook.model.metadata import Matter
from nkbook.store import Key

_PAGE = 700  # characters on one, about: only to guess how many figures a page number has
_ID = re.compile(r'\sid="([^"]+)"')
_UNKNOWN, _NOWHERE = "unknown", "nowhere"  # instead of a page counter


@dataclass(slots=True)
class Known:
    """The page counters at the anchors of a book, as far as they are known.

    ``guess`` stands for a counter that is not known; ``figures`` is how many figures each that may
    be left open is thought to have. When the counters are ``complete``, an anchor without one is
    nowhere.
    """

    guess: int
    counters: Mapping[str, int] = field(default_factory=dict)
    complete: bool = False
    figures: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, characters: int) -> Known:
        """Return what is known of a book of so many characters: nothing.

        The guess has as many figures as most numbers, the same for most changes to a book.
        """
        return cls(int("8" * len(str(characters // _PAGE // 2))))

    def has(self, name: str) -> bool:
        """Return True if the counter at an anchor is known, or that it is nowhere."""
        return self.complete or name in self.counters

    def count(self, name: str) -> int | None:
        """Return how many figures the counter at an anchor has or is thought to have, if any."""
        if self.has(name):
            counter = self.counters.get(name)
            return None if counter is None else len(str(counter))
        return self.figures.get(name)

    def given(self, names: Iterable[str]) -> dict[str, int | None]:
        """Return the counters that are known at some anchors, None for those that are nowhere."""
        return {name: self.counters.get(name) for name in names if self.has(name)}

    def counts(self, names: Iterable[str]) -> dict[str, int]:
        """Return how many figures the counters at some anchors have or are thought to have.

        Only those are among them that may be left open.
        """
        found = ((name, self.count(name)) for name in names if name in self.figures)
        return {name: count for name, count in found if count is not None}

    def key(self, base: Key, told: Told) -> Key:
        """Return the key of what a section becomes that depends on these numbers."""
        return base.also(
            numbers={name: self._answer(name) for name in told.asked},
            figures={name: self.count(name) for name in told.open},
        )

    def _answer(self, name: str) -> int | str:
        nothing = _NOWHERE if self.complete else f"{_UNKNOWN}: {self.guess}"
        return self.counters.get(name, nothing)


def figures(sections: Iterable[Laid]) -> dict[str, int]:
    """Return how many figures the page counter at each anchor will have, about.

    Not of those in front matter, whose numbers are Roman and as wide as they happen to be.
    """
    found: dict[str, int] = {}
    before = 0.0  # pages
    for section in sections:
        if section.source is None or section.page.matter is Matter.FRONT:
            continue
        pages = max(1.0, len(section.source.text) / _PAGE)
        for name, at in _anchors(section.source.body):
            found.setdefault(name, len(str(1 + int(before + pages * at))))
        before += pages
    return found


def _anchors(body: str) -> Iterator[tuple[str, float]]:
    """Yield the anchors of a section with their places in it, from 0 to 1."""
    for match in _ID.finditer(body):
        yield match[1], match.start() / len(body)
