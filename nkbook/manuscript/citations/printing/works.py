"""The sources of a book as their works, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nkbook.manuscript.citations.source import Source, source
from nkbook.model.csl.item import CslItem


class Works(Mapping[str, Source]):
    """The works of CSL items by key; a chapter cites few of a long list."""

    def __init__(self, items: Mapping[str, CslItem], labels: Mapping[str, str]) -> None:
        """Take the items, and the words of the edition."""
        self._items = items
        self._labels = labels
        self._made: dict[str, Source] = {}

    def __getitem__(self, key: str) -> Source:
        """Return the work of a key; raises KeyError for another one."""
        if key not in self._made:
            self._made[key] = source(self._items[key], self._labels)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        """Return True if there is such a work; none is made."""
        return key in self._items

    def __iter__(self) -> Iterator[str]:
        """Return the keys, in the order of the items."""
        return iter(self._items)

    def __len__(self) -> int:
        """Return how many works there are."""
        return len(self._items)
