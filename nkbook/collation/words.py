"""Reads words in pinyin: 重庆 is Chóngqìng although 重 alone is zhòng, 曾国藩 begins with Zēng.

The readings of words are those of pypinyin's dictionary; family names have their own table.
"""

from __future__ import annotations

import re
from functools import cache

from nkbook.collation.surnames import surname_reading
from nkbook.typesetting.han import HAN

_HAN_RUN = re.compile(f"[{HAN}]+")
_LONGEST_SURNAME = 2
_LONGEST_GIVEN = 2


def word_reading(simplified: str) -> tuple[str, ...]:
    """Return the pinyin syllables of a text's Chinese characters, each as its word is read.

    The text is in Simplified characters, of which the dictionary's words are made.
    """
    return tuple(syllable for run in _HAN_RUN.findall(simplified) for syllable in _read(run))


def name_reading(simplified_family: str, simplified_given: str) -> tuple[str, ...]:
    """Return the pinyin syllables of a person's name in its parts: 单, 田芳 is shàn tián fāng."""
    family = surname_reading(simplified_family, surely=True) or word_reading(simplified_family)
    return (*family, *word_reading(simplified_given))


@cache
def _read(run: str) -> tuple[str, ...]:
    # Half a second to load, for books that are sorted by pinyin.
    from pypinyin import Style, pinyin  # noqa: PLC0415
    from pypinyin.seg.mmseg import seg  # noqa: PLC0415

    words = list(seg.cut(run))
    surname = _surname(run, words)
    syllables: list[str] = []
    for word in words:
        for (syllable,) in pinyin(word, style=Style.TONE):
            # A run of unknown characters comes back as it is; each sorts after all syllables.
            syllables += syllable if syllable in word else [syllable]
    return (*surname, *syllables[len(surname) :])


def _surname(run: str, words: list[str]) -> tuple[str, ...]:
    """Return the reading of the family name with which a run of characters seems to begin.

    A run is taken for a person's name if it has the length of one and the dictionary knows no
    word in it but the family name: 曾国藩, 令狐冲, not 曾孙, 区政府, 华北平原.
    """
    for length in range(_LONGEST_SURNAME, 0, -1):
        reading = surname_reading(run[:length])
        given = len(run) - length
        if not reading or not 1 <= given <= _LONGEST_GIVEN:
            continue
        rest = words[1:] if words[0] == run[:length] else words[length:]
        if all(len(word) == 1 for word in rest) and len(rest) == given:
            return reading
    return ()
