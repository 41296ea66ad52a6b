"""Traditional text in Simplified characters: the few that are more than one there.

乾 is 干 only where something is dry, 於 stays in the surname and in old names, 汎 in names, 帳 is
帐 only as a tent and 祇 a god. OpenCC has it the other way round, a list of the words in which they
stay, and no list of people is whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from nkbook.manuscript.editions.tables import table
from nkbook.manuscript.editions.words import dictionaries, people, rules
from nkbook.manuscript.editions.words.choice import Choice, chosen, spans
from nkbook.manuscript.editions.words.segments import Segmenter, Words

_SURE, _ACROSS, _NAMED, _USUAL = 0.001, 0.01, 0.03, 0.02
_LISTED = "徵昇"  # kept in the names that are listed, and nowhere else
_MANY = re.compile("[乾於汎徵昇帳祇]")


class Simplified:
    """Chooses for texts in Traditional characters."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter

    def choices(self, text: str, words: Words, printed: str) -> list[Choice]:
        """Return what is printed for the characters of a text that need choosing.

        ``printed`` is the text in Simplified characters by OpenCC, of the same length.
        """
        found: list[Choice] = []
        number = 0
        for match in _MANY.finditer(text):
            place = match.start()
            while words.starts[number + 1] <= place:
                number += 1
            found.append(self._choose(match[0], words, number, place, printed[place]))
        return found

    def _choose(
        self, character: str, words: Words, number: int, place: int, printed: str
    ) -> Choice:
        word, start = words.words[number], words.starts[number]
        wider = list(spans(words, number))
        for first, last in [(start, start + len(word)), *wider]:
            phrase = words.text[first:last]
            if (form := kept().get(phrase)) and form[place - first] == character:
                return Choice(place, character, "phrase", _ACROSS, phrase)
        if character == "於" and self._is_surname(words, number, place - start):
            return chosen(words, number, place, character, "title", _NAMED)
        if character == "乾" and word in dictionaries.dry_words():
            return chosen(words, number, place, "干", "phrase", _SURE)
        if character in _LISTED:
            return chosen(words, number, place, printed, "usual", _USUAL)
        return self._by_rules(character, words, number, place)

    def _by_rules(self, character: str, words: Words, number: int, place: int) -> Choice:
        """Return the choice by the words around, or the usual one."""
        around = rules.around(words, number, place - words.starts[number], 1)
        rule = rules.chosen("hant", words.text[place], *around)
        if rule is None:
            return chosen(words, number, place, words.text[place], "usual", _USUAL)
        if rule.narrow:
            return chosen(words, number, place, rule.form, "context", rule.doubt)
        if character == "乾":
            for first, last in spans(words, number):
                if words.text[first:last] in dictionaries.dry_words():
                    return Choice(place, "干", "phrase", _ACROSS, words.text[first:last])
        return chosen(words, number, place, rule.form, "usual", rule.doubt)

    def _is_surname(self, words: Words, number: int, offset: int) -> bool:
        if offset:
            return people.is_familiar(words, number, offset)
        return bool(people.surname(words, number, self._segmenter))


@cache
def kept() -> Mapping[str, str]:
    """Return words with a character that stays on the mainland: 商于 is 商於."""
    simple = dictionaries.to_simplified()
    return MappingProxyType(
        {row["word"].translate(simple): row["word"] for row in table("kept.tsv")}
    )
