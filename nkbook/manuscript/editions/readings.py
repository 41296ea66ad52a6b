"""Reads words of any script in pinyin, as an index or a bibliography of the mainland sorts them."""

from __future__ import annotations

from nkbook.collation.words import name_reading, word_reading
from nkbook.manuscript.editions import opencc


def reading_of(text: str) -> tuple[str, ...]:
    """Return the pinyin syllables of a text's Chinese characters, in Traditional or Simplified."""
    simplified = _simplified(text)
    return _aligned(text, simplified, word_reading(simplified))


def reading_of_name(family: str, given: str) -> tuple[str, ...]:
    """Return the pinyin syllables of a person's name, whose family names have their own."""
    parts = _simplified(family), _simplified(given)
    return _aligned(family + given, "".join(parts), name_reading(*parts))


def _simplified(text: str) -> str:
    converted: str = opencc.standard("t2s").convert(text)
    return converted


def _aligned(text: str, simplified: str, reading: tuple[str, ...]) -> tuple[str, ...]:
    # A conversion that changed the number of characters would give each the next one's reading.
    return reading if len(simplified) == len(text) else ()
