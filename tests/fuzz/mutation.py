"""Makes texts of others in microseconds: cut, doubled, moved, joined, written over.

What Hypothesis makes of a grammar takes ten times as long as to read it; what is done here to a few
such texts takes a tenth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

_MOST = 1500  # characters of a text: a piece of a longer one is taken
_LONG = 12  # characters that a change touches, at most
_TIMES = (1, 1, 1, 1, 2, 3, 40)  # how often a mark is written
_CHANGES = (1, 1, 2, 2, 3, 4, 6)
# What no text should have, and what some readers take for an end, a space or nothing.
_ODD = (
    *"\x00\x01\x0b\x0c\x1f\x7f\x85\u00a0\u0301\u200b\u200d\u2028\u202e\u2066\u3000\ud800\ufdd0",
    *"\ufe0f\ufeff\ufffd\ufffe\U000e0041\U0010ffff",
    "\r",
    "\r\n",
    "\t",
)


@dataclass(frozen=True, slots=True)
class Mutator:
    """Makes texts of those in ``pool``, with marks that mean something in their language."""

    pool: Sequence[str]
    marks: Sequence[str]
    random: Random

    def text(self) -> str:
        """Return a new text."""
        pick = self.random
        text = self._piece(pick.choice(self.pool), _MOST)
        for _ in range(pick.choice(_CHANGES)):
            begin = pick.randint(0, len(text))
            end = min(len(text), begin + pick.choice((0, 1, 1, 2, 4, _LONG)))
            text = pick.choice(_WAYS)(self, text, begin, end)
        return text[: 2 * _MOST]

    def _piece(self, text: str, most: int) -> str:
        """Return a text, or a part of one that is longer than so many characters."""
        if len(text) <= most:
            return text
        begin = self.random.randint(0, len(text) - most)
        return text[begin : begin + most]

    def _cut(self, text: str, begin: int, end: int) -> str:
        return text[:begin] + text[end:]

    def _double(self, text: str, begin: int, end: int) -> str:
        return text[:end] + text[begin:end] * self.random.choice(_TIMES) + text[end:]

    def _move(self, text: str, begin: int, end: int) -> str:
        rest = text[:begin] + text[end:]
        place = self.random.randint(0, len(rest))
        return rest[:place] + text[begin:end] + rest[place:]

    def _write(self, text: str, begin: int, end: int) -> str:
        """Write a mark over something, or between what stands there."""
        mark = self.random.choice(self.marks) * self.random.choice(_TIMES)
        return text[:begin] + mark + text[self.random.choice((begin, end)) :]

    def _odd(self, text: str, begin: int, end: int) -> str:
        odd: str = self.random.choice(_ODD)
        return text[:begin] + odd + text[end:]

    def _splice(self, text: str, begin: int, end: int) -> str:
        """Put a piece of another text in."""
        other = self._piece(self.random.choice(self.pool), 100)
        return text[:begin] + other + text[end:]

    def _break(self, text: str, begin: int, _end: int) -> str:
        """Break a line, and begin the next with what may begin one."""
        return (
            text[:begin] + "\n" + self.random.choice(("", "\n", "  ", "    ", "\t")) + text[begin:]
        )

    def _lines(self, text: str, _begin: int, _end: int) -> str:
        """Exchange or double two lines."""
        lines = text.split("\n")
        one, other = self.random.randrange(len(lines)), self.random.randrange(len(lines))
        lines[one], lines[other] = lines[other], self.random.choice((lines[one], lines[other]))
        return "\n".join(lines)


_Way = Callable[[Mutator, str, int, int], str]
_WAYS: tuple[_Way, ...] = (
    Mutator._cut,
    Mutator._double,
    Mutator._move,
    Mutator._write,
    Mutator._write,
    Mutator._write,
    Mutator._odd,
    Mutator._splice,
    Mutator._break,
    Mutator._lines,
)
