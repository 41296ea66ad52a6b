"""Many small results in one entry: a file for each would cost more than to make it again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from nkbook.store.keys import Key
from nkbook.store.store import Store


class Collection:
    """Texts that were made of one thing, such as a citation style, each by what else it is of."""

    def __init__(self, store: Store, kind: str, /, **inputs: Any) -> None:
        """Take what the store has of results that depend on the inputs, among others."""
        self._store = store
        self._key = store.key(kind, **inputs) if store.is_open else None
        data = store.get(self._key) if self._key is not None else None
        self._known: dict[str, str] = {} if data is None else json.loads(data)
        self._used: dict[str, str] = {}
        self._digests: dict[int, tuple[object, str]] = {}  # with the values, whose ids stay so

    @property
    def is_open(self) -> bool:
        """Return False for a collection that keeps nothing."""
        return self._key is not None

    def made(self, make: Callable[[], str], about: object, /, **inputs: Any) -> str:
        """Return what ``make`` returns, or returned before for the collection's and these inputs.

        ``about``, which is one of them, never changes and is asked of more than once.

        Raises TypeError for an input that is no plain value, and what ``make`` raises, which is not
        kept.
        """
        if self._key is None:
            return make()
        digest = Key.of("part", about=self._digest(about), **inputs).digest
        found = self._used.get(digest, self._known.get(digest))
        if found is None:
            found = make()
        self._used[digest] = found
        return found

    def _digest(self, value: object) -> str:
        if id(value) not in self._digests:
            self._digests[id(value)] = value, Key.of("part", value=value).digest
        return self._digests[id(value)][1]

    def save(self) -> None:
        """Keep what was used, if any of it is new; what no longer is goes."""
        if self._key is not None and not self._used.keys() <= self._known.keys():
            self._store.put(self._key, json.dumps(self._used, ensure_ascii=False).encode())
