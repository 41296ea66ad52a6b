"""Patterns that are read by need divide words as pyphen does, which reads them all."""

from __future__ import annotations

import pyphen
import pytest

from nkbook.typesetting.hyphens.patterns import Patterns

# Of Hungarian, some divisions change letters; Afrikaans has letters as ^^e9; German has patterns
# of the same letters, of which the later say nothing.
WORDS = {
    "en_US": "internationalisation typography Karabakh a negotiations",
    "de_DE": "Donaudampfschifffahrt Zucker Kabinett Urin Alkoholexzess Grüße",
    "hu_HU": "asszonnyal könnyezik alkotmánybíróság hosszú",
    "af_ZA": "geïnteresseerd reën onafhanklikheid",
    "ru_RU": "независимость народов Нагорный",
    "eo": "bovideno demokratismo en is",
}


def told(places: list[int]) -> list[tuple[int, object]]:
    return [(place, place.data) for place in places]  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", WORDS)
def test_words_are_divided_as_by_all_patterns(language: str) -> None:
    path = pyphen.LANGUAGES[language]
    some, all_ = Patterns(path), pyphen.HyphDict(path)
    for word in WORDS[language].split():
        assert told(some.positions(word)) == told(all_.positions(word)), word
    assert 0 < len(some.patterns) < len(all_.patterns) / 20
    # Words that hold each pattern, so that none is lost or misread.
    for letters in list(all_.patterns)[::50]:
        word = letters.strip(".")
        assert told(some.positions(word)) == told(all_.positions(word)), word
    assert some.patterns.items() <= all_.patterns.items()


def test_no_pattern_is_lost() -> None:
    """Of Esperanto, whose table is short, all patterns are asked for."""
    path = pyphen.LANGUAGES["eo"]
    some, all_ = Patterns(path), pyphen.HyphDict(path)
    for letters in all_.patterns:
        some.positions(letters.strip("."))
        some.positions(f"x{letters.strip('.')}x")
    assert some.patterns == all_.patterns
