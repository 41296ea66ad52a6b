"""Simplified text in Traditional characters: each takes the form of the word it is in.

A phrase of OpenCC's counts where it is inside one word or made of whole words. What no phrase
decides is a surname, or has a rule (``choices.tsv``), or takes its usual form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType

from nkbook.manuscript.editions.words import dictionaries, people, rules, vocabulary
from nkbook.manuscript.editions.words.choice import LONGEST, Choice, chosen, spans
from nkbook.manuscript.editions.words.finding import Finder
from nkbook.manuscript.editions.words.segments import Segmenter, Words

# Shares of wrong forms, from the sentences that the rules were made with and from round trips.
_SURE = 0.001  # in a phrase of the dictionary that is one word
_PART = 0.004  # in one that is part of a word
_ACROSS = 0.004  # in one of several words
_USUAL = 0.0025  # no rule knows of another form: 8 of 6,264 were wrong in news and an encyclopedia
_NAMED = 0.03  # a surname that a rule found
_LONGEST_NAME = 4
_NEAR = 8  # characters on either side that the longest phrases are looked for in
_NEARLY = 0.25  # what looks like one, but no rule holds
# Characters that foreign names have for their sound: 里卡多, not 裏卡多.
_SOUNDS = MappingProxyType({"里": "里"})
# Characters that persons have in one form: 岳鍾琪.
_PERSONS = MappingProxyType({"钟": "鍾"})


@dataclass(frozen=True, slots=True)
class _Memo:
    """A word in Traditional characters: which are to be chosen, and which a phrase decides."""

    form: str
    open: tuple[int, ...]
    said: tuple[tuple[int, float], ...]


class Traditional:
    """Chooses for texts in Simplified characters; remembers the words it has met.

    ``fixes`` are phrases that OpenCC's tables get wrong or lack.
    """

    def __init__(self, segmenter: Segmenter, fixes: Mapping[str, str]) -> None:
        self._segmenter = segmenter
        self._usual = vocabulary.usual_characters()
        self._phrases = {**_usual_phrases(), **fixes}
        self._single = {
            key: form.translate(self._usual) for key, form in dictionaries.to_traditional().items()
        }
        self._fixes = fixes
        self._rules = rules.rules("hans")
        self._surnames = people.surnames()
        self._met: dict[str, _Memo] = {}
        self._plain: dict[str, str] = {}  # the words that leave nothing to choose

    def convert(self, words: Words) -> tuple[str, list[Choice]]:
        """Return a text in OpenCC's standard Traditional characters, of the same length."""
        choices: list[Choice] = []
        forms = list(map(self._plain.get, words.words))
        for number in [number for number, form in enumerate(forms) if form is None]:
            forms[number] = self._choice(words, number, choices)
        return "".join(filter(None, forms)), choices

    def usual(self, text: str, place: int) -> str:
        """Return the form of one character of a text by the longest phrases from the left.

        So OpenCC converts, which knows no words.
        """
        first = max(0, place - _NEAR)
        near, here, done = text[first : place + _NEAR + 1], place - first, 0
        # Few characters are in a phrase; whether one is takes less to find out than all of them.
        found = self._finder.places(near) if self._finder.covers(near, here) else ()
        for start, end in found:
            if start > here:
                break
            if start >= done:
                if end > here:
                    return self._phrases[near[start:end]][here - start]
                done = end
        return text[place].translate(self._single)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self._phrases)

    def _choice(self, words: Words, number: int, choices: list[Choice]) -> str:
        """Return a word in Traditional characters; add the choices in it."""
        word = words.words[number]
        memo = self._met.get(word)
        if memo is None:
            memo = self._memo(word)
            if not memo.open and not memo.said:
                self._plain[word] = memo.form
                return memo.form
            self._met[word] = memo
        start, form = words.starts[number], memo.form
        for offset in memo.open:
            found = self._choose(words, number, offset, form[offset])
            form = form[:offset] + found.form + form[offset + 1 :]
            choices.append(found)
        for offset, doubt in memo.said:
            choices.append(Choice(start + offset, form[offset], "phrase", doubt, word))
        return form

    def _memo(self, word: str) -> _Memo:
        form = list(word.translate(self._single))
        decided: dict[int, float] = {}
        for start, end, phrase in self._inside(word):
            form[start:end] = phrase
            doubt = _SURE if end - start == len(word) else _PART
            decided.update(dict.fromkeys(range(start, end), doubt))
        several = dictionaries.several()
        if several.isdisjoint(word):
            return _Memo("".join(form), (), ())
        by_word = len(word) > 1 and (word in self._rules or word in people.FAMILIAR)
        many = [offset for offset, character in enumerate(word) if character in several]
        opened = tuple(offset for offset in many if by_word or offset not in decided)
        said = tuple((offset, decided[offset]) for offset in many if offset not in opened)
        return _Memo("".join(form), opened, said)

    def _inside(self, word: str) -> list[tuple[int, int, str]]:
        """Return the phrases that cover most of a word, and the fewest of those.

        The longest from the left would find 相冲 in 互相冲突 before it came to 冲突.
        """
        if (whole := self._phrases.get(word)) is not None:
            return [(0, len(word), whole)]
        if len(word) <= 2:  # noqa: PLR2004 — no phrase is shorter
            return []
        best: list[tuple[int, int, list[tuple[int, int, str]]]] = [(0, 0, [])]
        for end in range(1, len(word) + 1):
            found = best[end - 1]
            for start in range(max(0, end - LONGEST), end - 1):
                if (phrase := self._phrases.get(word[start:end])) is not None:
                    covered, fewer, before = best[start]
                    other = covered + end - start, fewer - 1
                    if other >= found[:2]:  # between equals, the later: 冲突, not 相冲
                        found = (*other, [*before, (start, end, phrase)])
            best.append(found)
        return best[-1][2]

    def _choose(self, words: Words, number: int, offset: int, usual: str) -> Choice:
        """Return the choice for a character that no phrase in its word decides."""
        return (
            self._person(words, number, offset)
            or self._of_word(words, number, offset)
            or self._of_context(words, number, offset, usual)
        )

    def _person(self, words: Words, number: int, offset: int) -> Choice | None:
        """Return the choice for a surname."""
        word = words.words[number]
        found = self._surnames.get(word[offset])
        if found is None:
            return None
        rule = people.surname(words, number, self._segmenter) if not offset else ""
        if not rule and people.is_familiar(words, number, offset):
            rule = "familiar"
        if self._is_other(rule, words, number, found.form):
            return None
        place = words.starts[number] + offset
        if not rule and not offset and self._is_listed(words, number, place, found.form):
            rule = "name"
        return chosen(words, number, place, found.form, rule, _NAMED) if rule else None

    def _is_other(self, rule: str, words: Words, number: int, form: str) -> bool:
        """Return True if what could be a name is another word in a dictionary: 谷雨, 干将们."""
        word = words.words[number]
        if rule == "name":
            return word in self._rules or self._phrases.get(word, form)[0] != form
        if rule != "given" or number + 1 == len(words.words):
            return False
        return self._phrases.get(word + words.words[number + 1], form)[0] != form

    def _is_listed(self, words: Words, number: int, place: int, form: str) -> bool:
        """Return True if OpenCC lists a name that begins here, though it is cut: 于谦和."""
        ends = range(place + 2, min(place + _LONGEST_NAME, len(words.text)) + 1)
        listed = (self._phrases.get(words.text[place:end], "") for end in ends)
        return people.is_free(words, number) and any(one[:1] == form for one in listed)

    def _of_word(self, words: Words, number: int, offset: int) -> Choice | None:
        """Return the choice that the whole word, of several characters, makes."""
        word = words.words[number]
        if len(word) == 1:
            return None
        character, place = word[offset], words.starts[number] + offset
        if word in self._rules:
            found = rules.chosen("hans", word, *rules.around(words, number, 0, len(word)))
            if found:
                return chosen(words, number, place, found.form[offset], "context", found.doubt)
        if (phrase := self._phrases.get(word)) is not None:
            return chosen(words, number, place, phrase[offset], "phrase", _ACROSS)
        if character in _PERSONS and offset and self._segmenter.is_person(word):
            return chosen(words, number, place, _PERSONS[character], "name", _NAMED)
        foreign = offset < len(word) - 1 or word[0] not in people.families()
        if character in _SOUNDS and foreign and self._segmenter.is_proper(word):
            return chosen(words, number, place, _SOUNDS[character], "name", _NAMED)
        return None

    def _of_context(self, words: Words, number: int, offset: int, usual: str) -> Choice:
        """Return the choice by phrases of several words, by rules, or the usual one."""
        character, place = words.words[number][offset], words.starts[number] + offset
        stretches = list(spans(words, number))
        if found := _in_phrase(self._fixes, words, stretches, place):
            return found
        rule = None
        if character in self._rules:
            rule = rules.chosen("hans", character, *rules.around(words, number, offset, 1))
        if rule and rule.narrow:
            return chosen(words, number, place, rule.form, "context", rule.doubt)
        if found := _in_phrase(self._phrases, words, stretches, place):
            return found
        form, doubt = (rule.form, rule.doubt) if rule else (usual, _USUAL)
        if character in self._surnames and form != self._surnames[character].form:
            doubt = max(doubt, _NEARLY * people.is_nearly(words, number))
        return chosen(words, number, place, form, "usual", doubt)


@cache
def _usual_phrases() -> Mapping[str, str]:
    """Return OpenCC's phrases in the characters that editors use, 岩 for 巖."""
    usual = vocabulary.usual_characters()
    rare = re.compile(f"[{''.join(map(chr, usual))}]")
    phrases = dictionaries.traditional_phrases().items()
    return {key: form.translate(usual) if rare.search(form) else form for key, form in phrases}


def _in_phrase(
    phrases: Mapping[str, str], words: Words, stretches: Iterable[tuple[int, int]], place: int
) -> Choice | None:
    """Return the choice of the first stretch of words that is a phrase."""
    for start, end in stretches:
        if (phrase := phrases.get(words.text[start:end])) is not None:
            return Choice(place, phrase[place - start], "phrase", _ACROSS, phrase)
    return None
