"""Sorts words as the readers of a region look them up: by strokes, by pinyin, by letters.

By strokes: total strokes, then radical, then the strokes in addition to the radical. By pinyin:
letters, then tone, then strokes (as 現代漢語詞典 does). Words that begin with a digit or with a
letter of another script follow those that begin with a Chinese character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from nkbook.typesetting.han import is_ideograph

Key = tuple[tuple[int | str, ...], ...]
# Letters that Unicode does not decompose into a plain one and an accent.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
)
_ARTICLE = re.compile(r"\A[^\w]*(?:al|el|ad|an|ar|as|ash|at|az)[-‐–](?=\w)")
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_DIAERESIS = "\u0308"
_NEUTRAL = 5
_UNKNOWN = 99  # strokes of a character that Unihan does not have
_HAN, _DIGIT, _LETTER = range(3)
SYLLABLE = re.compile(r"[a-zA-Zāáǎàēéěèếềê̄ê̌īíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ\u0300-\u030c]+[1-5]?\Z")


@dataclass(frozen=True, slots=True)
class Character:
    """A Chinese character in a dictionary: strokes in both scripts, radical, remaining strokes."""

    traditional: int
    simplified: int
    radical: int
    residue: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What a word is filed under: its strokes, its initial, ``digits`` or ``letters``."""

    kind: str  # "strokes" | "initial" | "digits" | "letters"
    value: int | str = 0


class Order(StrEnum):
    """How readers look words up; a region's locale says which one is customary there."""

    STROKES = "strokes"  # of Traditional forms
    PINYIN = "pinyin"  # then strokes of Simplified forms


def sort_key(
    text: str, order: Order, reading: Sequence[str] = (), strokes: Sequence[int] = ()
) -> Key:
    """Return the key by which a text sorts among others.

    ``reading`` holds pinyin syllables and ``strokes`` stroke counts for the first Chinese
    characters, where those of the dictionary are wrong.
    """
    kept = _kept(text)
    kind = _kind(kept[:1])
    if kind == _LETTER:
        return (kind,), (folded(text),), (kept,)
    keys: list[tuple[int | str, ...]] = [(kind,)]
    number = 0
    for character in kept:
        if not _is_han(character):
            keys.append((0, character.casefold()))
            continue
        known = characters().get(character)
        own_strokes = strokes[number] if number < len(strokes) else None
        own_reading = reading[number] if number < len(reading) else None
        number += 1
        if order is Order.PINYIN:
            letters, tone = _syllable(own_reading or readings().get(character, "zzz5"))
            count = own_strokes or (known.simplified if known else _UNKNOWN)
            keys.append((1, letters, tone, count, ord(character)))
        else:
            count = own_strokes or (known.traditional if known else _UNKNOWN)
            radical, residue = (known.radical, known.residue) if known else (0, 0)
            keys.append((1, count, radical, residue, ord(character)))
    return tuple(keys)


def heading(
    text: str, order: Order, reading: Sequence[str] = (), strokes: Sequence[int] = ()
) -> Heading:
    """Return what a text is filed under in an index; parameters as for ``sort_key``."""
    kept = _kept(text)
    kind = _kind(kept[:1])
    if kind == _DIGIT:
        return Heading("digits")
    if kind == _LETTER:
        return Heading("letters")
    first = sort_key(kept[0], order, reading[:1], strokes[:1])[1]
    if order is Order.PINYIN:
        return Heading("initial", str(first[1])[:1].upper())
    return Heading("strokes", first[1])


def _kept(text: str) -> str:
    """Return the letters and digits of a text; an index ignores punctuation and spaces."""
    return "".join(character for character in text if _counts(character))


def _counts(character: str) -> bool:
    # Python knows no category for the newest ideographs.
    return unicodedata.category(character)[0] in "LNM" or is_ideograph(character)


def _kind(character: str) -> int:
    if _is_han(character):
        return _HAN
    return _DIGIT if character.isdigit() else _LETTER


def _is_han(character: str) -> bool:
    return character in characters() or is_ideograph(character)


def folded(text: str) -> str:
    """Return a text in another script by which its readers look it up: letters and digits alone.

    Case, accents and the Arabic article before a hyphen (al-Jabri, under J: Chicago 16.76) are
    left out; blanks and hyphens are none of the letters.
    """
    without = _ARTICLE.sub("", text.casefold())
    plain = unicodedata.normalize("NFD", without.translate(_PLAIN))
    return _kept("".join(letter for letter in plain if not unicodedata.combining(letter)))


def _syllable(reading: str) -> tuple[str, int]:
    """Return a syllable's letters and tone: ``zhòng`` and ``zhong4`` are zhong, 4; ü sorts as v."""
    tone = _NEUTRAL
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", reading.casefold()):
        if character in _TONES:
            tone = _TONES[character]
        elif character.isdigit():
            tone = int(character)
        elif character == _DIAERESIS and letters and letters[-1] == "u":
            letters[-1] = "v"
        elif character.isalpha():
            letters.append(character)
    return "".join(letters), tone


@cache
def characters() -> dict[str, Character]:
    """Return the characters whose strokes Unihan has."""
    found = {}
    for row in _rows("strokes.tsv"):
        entry = Character(*map(int, row[:4]))
        found.update(dict.fromkeys(row[4], entry))
    return found


@cache
def readings() -> dict[str, str]:
    """Return the most frequent reading of each character in mainland China, in pinyin."""
    return {character: reading for reading, group in _rows("pinyin.tsv") for character in group}


def _rows(name: str) -> list[list[str]]:
    text = (resources.files("nkbook.collation") / "data" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
