"""Finds the words of tables in a text, and says if one that was found stands there as a word."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable

from nkbook.manuscript.editions.words.segments import Words

Known = Callable[[str], bool]
_VERB = 2  # characters of 传到
_COMPLEMENTS = "到给成至入往"


class Finder:
    """Finds keys in texts, by their first two letters.

    Nearly every place of a text begins no key, and two letters say so: an expression of two
    classes finds them several times as fast as one that branches by letter.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = frozenset(keys)
        self._longest = max(map(len, self._keys), default=0)
        lengths: dict[str, set[int]] = {}
        for key in self._keys:
            lengths.setdefault(key[:2], set()).add(len(key))
        self._lengths = {
            first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()
        }
        firsts, seconds = ("".join({key[at : at + 1] for key in lengths}) for at in (0, 1))
        self._pairs = re.compile(
            f"[{re.escape(firsts)}](?=[{re.escape(seconds)}])" if seconds else r"(?!)"
        )
        single = "".join(key for key in self._keys if len(key) == 1)
        self._single = re.compile(f"[{re.escape(single)}]") if single else None

    def covers(self, text: str, place: int) -> bool:
        """Return True if a key that stands in a text has the character at a place in it."""
        lengths, keys = self._lengths, self._keys
        for start in range(max(0, place - self._longest + 1), place + 1):
            for length in lengths.get(text[start : start + 2], ()):
                if start + length > place and text[start : start + length] in keys:
                    return True
        return text[place] in keys

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return for each place at which a key begins its start and the end of the longest one."""
        lengths, keys = self._lengths, self._keys
        found = []
        for pair in self._pairs.finditer(text):
            start = pair.start()
            for length in lengths.get(text[start : start + 2], ()):
                key = text[start : start + length]
                if key in keys:
                    found.append((start, start + len(key)))
                    break
        if self._single is not None and (single := self._single.search(text)) is not None:
            longer = {start for start, _ in found}
            while single is not None:
                if single.start() not in longer:
                    found.append(single.span())
                single = self._single.search(text, single.end())
            found.sort()
        return found


def whole(place: tuple[int, int], words: Words, rule: str, known: Known) -> bool:
    """Return True if what has its first and last end at a place stands there as a word or words.

    It does if both its ends are ends of words, or if it begins or ends one word; not if an end of a
    word lies in it while one of its own lies in another word. A book's names are in no dictionary,
    so they are only refused where they cut two known words: 許多 and 哈薩克 for 多哈. A part of a
    name is no part of another word.
    """
    start, end = place
    ends = words.ends
    if start in ends and end in ends:
        return True
    inside = any(place in ends for place in range(start + 1, end))
    if not inside:  # 海内存知己 has no 内存 in its middle
        return rule == "name" or (rule != "part" and (start in ends or end in ends))
    if start in ends and rule in ("word", "phrase") and _is_complement(end, words):
        return True
    if rule != "name":
        return False
    if start in ends or end in ends:
        return True
    cut = [_word_at(place, words) for place in (start, end)]
    return not all(known(word) for word in cut)


def _is_complement(place: int, words: Words) -> bool:
    """Return True if a place divides a verb from how far it goes: 上/传到 for 上传/到."""
    word = _word_at(place, words)
    return len(word) == _VERB and word[-1] in _COMPLEMENTS


def _word_at(place: int, words: Words) -> str:
    return words.words[bisect_right(words.starts, place) - 1]
