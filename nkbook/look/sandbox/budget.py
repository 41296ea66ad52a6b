"""How much a template may do: steps and characters, counted while it is rendered.

Time would depend on the machine; the number of steps is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, ValuesView
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Macro
from jinja2.utils import Namespace
from markupsafe import Markup

STEPS = 10_000_000  # for one rendering, besides what it is given
CHARACTERS = 20_000_000
TIMES = 8  # how often it may print all that it is given, or go through it
LONGEST = 1_000_000  # characters or items that a product may have, besides what it is given
_DEEPEST = 50  # lists in lists
_ITEM, _CALL = 5, 40  # steps
_FOR_EACH = 1_000  # steps and characters for each entry of the lists that the book has
_LETTERS = 64  # characters that are looked at in one step
_NESTED = (list, tuple, AbstractSet, ValuesView)


@cache
def _is_single(kind: type) -> bool:
    """Return True for a type whose values hold nothing that is counted, such as a work cited."""
    return not issubclass(kind, (str, int, Namespace, Mapping, Iterator, *_NESTED))


@dataclass(slots=True)
class Budget:
    """What is left for one rendering."""

    steps: int = STEPS
    characters: int = CHARACTERS
    longest: int = LONGEST

    @classmethod
    def given(cls, values: Iterable[Any]) -> Budget:
        """Return the budget of a rendering that is given some values, texts or lists of them."""
        size = 0
        for value in values:
            size += _FOR_EACH * getattr(value, "extent", 0) // TIMES
            for one in value if isinstance(value, (list, tuple)) else (value,):
                size += len(one) if isinstance(one, str) else 1
        return cls(STEPS + TIMES * size, CHARACTERS + TIMES * size, LONGEST + TIMES * size)

    def spend(self, steps: int) -> None:
        """Count steps; raises SecurityError when there have been too many."""
        self.steps -= steps
        if self.steps < 0:
            raise SecurityError("it takes more steps than any page needs; is a loop without end?")

    def call(self) -> None:
        """Count a call, or the loading of a template."""
        self.spend(_CALL)

    def each(self, values: Iterable[Any]) -> Iterator[Any]:
        """Yield values and count them."""
        for value in values:
            self.spend(_ITEM)
            yield value

    def write(self, length: int) -> None:
        """Count characters that are made; raises SecurityError when there are too many."""
        self.characters -= length
        if self.characters < 0:
            raise SecurityError("it makes more text than any page has")

    def make(self, length: int) -> None:
        """Count a text or a list that is about to be made; one that is too long is refused."""
        if length > self.longest:
            raise SecurityError(f"a text or list of more than {self.longest} items")
        self.write(max(length, 0))

    def measured(self, value: Any) -> Any:
        """Return a value, its steps counted with all that is in it; one of iterators counts later.

        Raises SecurityError for lists that are too deep: Python ends at some depth, not by error.
        """
        kind: Any = type(value)  # most are texts, or nothing: no need to look for what is in them
        if kind is str or kind is Markup:
            self.spend(1 + len(value) // _LETTERS)
            return value
        if value is None or kind is bool or _is_single(kind):
            self.spend(1)
            return value
        self._count(value)
        return self.each(value) if isinstance(value, Iterator) else value

    def _count(self, value: Any) -> None:
        """Spend the steps of a value with all that is in it."""
        waiting = [(value, 0)]
        while waiting:
            one, depth = waiting.pop()
            if isinstance(one, str):
                self.spend(1 + len(one) // _LETTERS)
                continue
            if isinstance(one, int):
                self.spend(1 + one.bit_length() // _LETTERS)
                continue
            self.spend(1)
            if isinstance(one, Namespace):
                one = object.__getattribute__(one, "_Namespace__attrs")
            if isinstance(one, Mapping):
                one = (*one, *one.values())
            if isinstance(one, _NESTED):
                if depth > _DEEPEST:
                    raise SecurityError(f"lists in lists, more than {_DEEPEST} levels deep")
                waiting += [(item, depth + 1) for item in one]

    def shown(self, value: Any) -> Any:
        """Return what is printed of a value, counted."""
        if isinstance(value, str):
            self.write(len(value))
            self.spend(1 + len(value) // _LETTERS)
            return value
        if isinstance(value, (Macro, BlockReference)):
            raise SecurityError("a macro is called with (), not printed")
        text = value if hasattr(value, "__html__") else str(self.measured(value))
        self.write(len(str(text)))
        return text

    def joined(self, parts: Iterable[str]) -> str:
        """Return texts as one; raises SecurityError before one that is too long is made."""
        kept: list[str] = []
        for part in parts:
            try:
                self.write(len(part))
            except SecurityError as error:
                if isinstance(parts, Generator):  # a template: it knows the line that it is at
                    parts.throw(error)
                raise
            kept.append(part)
        return "".join(kept)
