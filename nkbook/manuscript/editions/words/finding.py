"""Finds the words of tables in a text, and says if one that was found stands there as a word."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Any

from nkbook.manuscript.editions.words.segments import Words

Known = Callable[[str], bool]


def trie(keys: Iterable[str]) -> re.Pattern[str] | None:
    """Return what matches the longest of the keys at a place, or None for no keys.

    As an expression that branches by letter: a book is searched at the speed of ``re``.
    """
    root: dict[str, Any] = {}
    for key in keys:
        node = root
        for letter in key:
            node = node.setdefault(letter, {})
        node[""] = {}
    return re.compile(_branches(root)) if root else None


def _branches(node: dict[str, Any]) -> str:
    ends = "" in node
    parts = [re.escape(letter) + _branches(rest) for letter, rest in node.items() if letter]
    if not parts:
        return ""
    whole = parts[0] if len(parts) == 1 and not ends else f"(?:{'|'.join(parts)})"
    return f"{whole}?" if ends else whole


def whole(place: tuple[int, int], words: Words, rule: str, known: Known) -> bool:
    """Return True if what has its first and last end at a place stands there as a word or words.

    It does if both its ends are ends of words, or if it is part of one word; not if an end of a
    word lies in it while one of its own lies in another word. A book's names are in no dictionary,
    so they are only refused where they cut two known words: 許多 and 哈薩克 for 多哈. A part of a
    name is no part of another word.
    """
    start, end = place
    ends = words.ends
    if start in ends and end in ends:
        return True
    inside = any(place in ends for place in range(start + 1, end))
    if not inside:
        return rule != "part"
    if rule != "name":
        return False
    if start in ends or end in ends:
        return True
    cut = [_word_at(place, words) for place in (start, end)]
    return not all(known(word) for word in cut)


def _word_at(place: int, words: Words) -> str:
    return words.words[bisect_right(words.starts, place) - 1]
