"""Which quotation marks and apostrophes of a Chinese text are Western: “ ” ‘ ’ by their context.

Unicode has one character for the Chinese mark, which takes a square, and for the Western one, which
is as wide as it is. Between Chinese characters it is Chinese, among Western letters Western (CLREQ
§3.1.2, §3.2.1); both marks of a pair are of one kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from enum import Enum, auto
from itertools import accumulate

from nkbook.typesetting.characters import OBJECT, RAISED, is_han
from nkbook.typesetting.han import IDEOGRAPHS, is_wide

QUOTES = re.compile("[“”‘’]")
# Chinese characters and marks alone, among which no mark is Western; most paragraphs are of these.
_ALL_CHINESE = re.compile(
    rf"[\s!-/:-@\[-`{{-~\u2000-\u206f\u3000-\u303f{IDEOGRAPHS}\uff01-\uff60\uffff]*"
)
_OPENING = "“‘"
_PARTNERS = {"”": "“", "’": "‘"}
_FAR = 64  # characters: what is further away is not beside a mark


class _Side(Enum):
    """What is beside a mark."""

    WESTERN = auto()
    CHINESE = auto()
    SPACED = auto()  # Chinese, but with a space between
    NOTHING = auto()  # an end of the text, or of what the pair around it quotes


class Where(Enum):
    """What must be beside a pair that quotes Western words for it to be Western."""

    BESIDE = auto()  # a Western word or a space, or nothing at all
    AMONG = auto()  # Western words, on the one side or both, and no Chinese
    ANYWHERE = auto()  # whatever it is


def western_quotes(text: str, where: Where = Where.BESIDE) -> frozenset[int]:
    """Return the places of the Western quotation marks and apostrophes in a paragraph.

    A pair is Western if what it quotes is, and a Western word or a space is beside it; with
    Chinese on both sides, or on one and nothing on the other, it quotes in a Chinese sentence. One
    with nothing beside it is as the pair around it. ``where`` asks for more or less.
    """
    if not QUOTES.search(text) or _ALL_CHINESE.fullmatch(text):
        return frozenset()
    return frozenset(_Paragraph(text, where).western())


class _Paragraph:
    """A text and its marks; the methods take places in it."""

    def __init__(self, text: str, where: Where) -> None:
        self._text = text
        self._where = where
        self._marks = [match.start() for match in QUOTES.finditer(text)]
        self._inner = {
            place
            for place in self._marks
            if text[place] in "‘’" and self._is_western(place - 1) and self._is_western(place + 1)
        }  # don’t, T‘ang
        self._partners: dict[int, int] = {}
        self._around: dict[int, int | None] = {}  # the opening mark around each opening mark
        self._pair()
        # How many there are before each place.
        self._chinese = [0, *accumulate(map(_is_chinese, text))]
        self._words = [0, *accumulate(map(str.isalnum, text))]

    def western(self) -> set[int]:
        """Return the places of the Western marks."""
        found = set(self._inner)
        for place in self._marks:
            last = self._partners.get(place)
            if place in found or (last is not None and last < place):
                continue
            if last is None:
                if self._is_western_alone(place):
                    found.add(place)
            elif self._is_western_pair(place, last, found):
                found |= {place, last}
        return found

    def _pair(self) -> None:
        opened: list[int] = []
        counts: Counter[str] = Counter()
        for place in self._marks:
            mark = self._text[place]
            if place in self._inner:
                continue
            if mark in _OPENING:
                self._around[place] = opened[-1] if opened else None
                opened.append(place)
                counts[mark] += 1
            elif counts[_PARTNERS[mark]]:
                first = opened.pop()
                while self._text[first] != _PARTNERS[mark]:
                    counts[self._text[first]] -= 1
                    first = opened.pop()
                counts[self._text[first]] -= 1
                self._partners[first], self._partners[place] = place, first

    def _is_western_pair(self, first: int, last: int, found: set[int]) -> bool:
        """``found`` are the Western marks before the pair."""
        if self._chinese[last] - self._chinese[first + 1]:
            return False
        sides = {self._beside(first, -1), self._beside(last, 1)}
        if self._words[last] == self._words[first + 1]:
            return _Side.WESTERN in sides and _Side.CHINESE not in sides
        if self._where is Where.ANYWHERE:
            return True
        if self._where is Where.AMONG:
            return _Side.WESTERN in sides and sides <= {_Side.WESTERN, _Side.NOTHING}
        if sides == {_Side.NOTHING}:
            around = self._around[first]
            return around not in self._partners or around in found
        return bool(sides & {_Side.WESTERN, _Side.SPACED})

    def _is_western_alone(self, place: int) -> bool:
        """Judge a mark without a partner: an apostrophe, or of a quotation of many paragraphs."""
        if self._text[place] == "’":
            return self._is_western(place - 1) or self._is_western(place + 1)
        step = 1 if self._text[place] in _OPENING else -1
        quotes = self._beside(place, step) is _Side.WESTERN
        return quotes and self._beside(place, -step) is not _Side.CHINESE

    def _beside(self, place: int, step: int) -> _Side:
        """Return what is before (-1) or after (1) a mark, beyond other pairs and narrow marks."""
        spaced = False
        at = place + step
        while 0 <= at < len(self._text) and abs(at - place) <= _FAR:
            character = self._text[at]
            if (partner := self._partners.get(at)) is not None:
                if (partner - at) * step < 0:
                    return _Side.NOTHING  # the end of the pair around it
                low, high = sorted((at, partner))
                if self._chinese[high] > self._chinese[low]:
                    return _Side.CHINESE
                at = partner
            elif _is_chinese(character):
                return _Side.SPACED if spaced else _Side.CHINESE
            elif character.isalnum():
                return _Side.WESTERN
            spaced = spaced or character.isspace()
            at += step
        return _Side.NOTHING

    def _is_western(self, place: int) -> bool:
        """Return True if a letter or numeral that is not Chinese is at a place."""
        character = self._text[place] if 0 <= place < len(self._text) else RAISED
        if character == RAISED or _is_chinese(character):
            return False
        return unicodedata.category(character)[0] in "LNM"


def _is_chinese(character: str) -> bool:
    return character != OBJECT and (is_han(character) or is_wide(character))
