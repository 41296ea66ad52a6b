"""Hyphenation patterns of a language, of which only those are parsed that its words ask for.

pyphen parses all of a file when it is first used: of German, 66,000 patterns and two thirds of a
second in every process, for a book that cites one German title.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pyphen

_DIGITS = dict.fromkeys(map(ord, "0123456789"))


class Patterns(pyphen.HyphDict):  # type: ignore[misc]  # pyphen has no types
    """What pyphen reads of a file ``hyph_*.dic``, read by need."""

    def __init__(self, path: Path) -> None:
        """Find the letters of each pattern of a file, without what they say.

        Not by pyphen's own method, which parses all patterns.
        """
        with path.open("rb") as file:
            encoding = file.readline().decode().strip()
        text = path.read_text("cp1251" if encoding.lower() == "microsoft-cp1251" else encoding)
        self._unread = _by_letters(text.split("\n")[1:])
        self.patterns: dict[str, tuple[int, tuple[int, ...]]] = {}
        self.cache: dict[str, list[pyphen.DataInt]] = {}
        self.maxlen = max(map(len, self._unread))

    def positions(self, word: str) -> list[pyphen.DataInt]:
        """Return the places at which the patterns divide a word, as pyphen does."""
        if word.lower() not in self.cache:
            self._read(f".{word.lower()}.")
        return super().positions(word)  # type: ignore[no-any-return]

    def _read(self, word: str) -> None:
        """Parse the patterns whose letters are in a word."""
        last = len(word)
        lines = [
            self._unread.pop(part)
            for start in range(last)
            for end in range(start + 1, min(start + self.maxlen, last) + 1)
            if (part := word[start:end]) in self._unread
        ]
        if lines:
            # Before them the encoding, and a pattern without letters: pyphen wants one at least.
            found = pyphen.HyphDict(_Excerpt(("UTF-8", "1", *lines))).patterns
            del found[""]
            self.patterns |= found


def _by_letters(lines: Sequence[str]) -> dict[str, str]:
    """Return the lines by the letters of their patterns; comments by what is in no word.

    Of several lines with the same letters, all are one text: which of them holds is pyphen's to
    say.
    """
    text = pyphen.parse_hex(lambda match: chr(int(match[1], 16)), "\n".join(lines))
    found: dict[str, str] = {}
    for letters, line in zip(text.translate(_DIGITS).split("\n"), lines, strict=True):
        # What follows is how letters change at a division: “ck/k=k,1,2”.
        key = (letters.partition("/")[0] if "=" in letters else letters).strip()
        found[key] = f"{found[key]}\n{line}" if key in found else line
    return found


class _Excerpt:
    """Lines of a file of patterns, opened as pyphen opens a file."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._text = "\n".join(lines)

    def open(self, _mode: str) -> BytesIO:
        """Return the lines, of which the first is ASCII, as bytes."""
        return BytesIO(self._text.encode())

    def read_text(self, _encoding: str) -> str:
        """Return the lines."""
        return self._text
