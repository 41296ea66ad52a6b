"""Converts the characters of a text, each to one, and says which of them were chosen."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from nkbook.locales.model import Locale
from nkbook.manuscript.editions import opencc
from nkbook.manuscript.editions.words import chains, dictionaries, names, vocabulary
from nkbook.manuscript.editions.words.choice import Choice
from nkbook.manuscript.editions.words.finding import Finder
from nkbook.manuscript.editions.words.segments import Segmenter, Words
from nkbook.manuscript.editions.words.simplified import Simplified, kept
from nkbook.manuscript.editions.words.traditional import Traditional
from nkbook.model.book import Name

# In place of what is not converted: words end before it and begin after it. XML has no U+FFFF, so
# no text of a manuscript does; private characters are an author's own.
BARRIER = "\uffff"
_DIFFERS = 0.1  # more doubt where OpenCC by itself would choose another form
_PLAIN = 0.002  # doubt up to which it is not asked
# Taiwan's 著 is 着 and 著; before a title it is an author's, but for verbs: 干寶著《搜神記》.
_WROTE = re.compile(
    "(?<=[^看讀捧拿翻唱唸念寫聽抱握講背望盯想演跟隨照依憑按對朝指舉帶夾藏放"
    "印刊登載擺練彈奏吹抄譯"
    "有是為叫用借拍拖掛貼刻題引套模"
    "倣仿學藉沿順繞圍罵笑哼教授說談論評])著(?=[《〈])"
    "|(?<=所)著(?=[的《〈，。])"
)


@dataclass(frozen=True, slots=True)
class Converted:
    """A text in the target's characters, of the source's length, its words and the choices."""

    text: str
    words: Words
    choices: Sequence[Choice]
    _places: Sequence[int]

    def within(self, start: int, end: int) -> tuple[Choice, ...]:
        """Return the choices in a stretch of the text, their places counted from its start."""
        first, last = (bisect_left(self._places, place) for place in (start, end))
        return tuple(
            Choice(one.place - start, one.form, one.rule, one.doubt, one.word)
            for one in self.choices[first:last]
        )


class Characters:
    """Converts the characters of texts of one locale to another's."""

    def __init__(self, source: Locale, target: Locale, glossary: Sequence[Name]) -> None:
        self._source, self._target = source, target
        traditional = source.script == "Hant"
        forms = [name.forms.get(source.tag) for name in glossary]
        forms += names.parts(source, target, glossary)
        terms = [*vocabulary.source_words(source), *(kept() if traditional else ())]
        self._segmenter = Segmenter(filter(None, forms), terms, traditional=traditional)
        self.known = self._segmenter.known

    @cached_property
    def _opencc(self) -> opencc.Converter:
        fixes = vocabulary.fixes(self._source)
        last = vocabulary.last_characters(self._target)
        return chains.converter(self._source, self._target, fixes, last)

    @cached_property
    def _variants(self) -> Variants:
        return Variants(self._target)

    @cached_property
    def _traditional(self) -> Traditional:
        return Traditional(self._segmenter, vocabulary.fixes(self._source))

    @cached_property
    def _simplified(self) -> Simplified:
        return Simplified(self._segmenter)

    def convert(self, text: str, marked: str) -> Converted:
        """Return a text converted; ``marked`` is it with the target's marks."""
        words = self._segmenter.cut(text)
        choices: list[Choice] = []
        if (self._source.script, self._target.script) == ("Hans", "Hant"):
            standard, choices = self._traditional.convert(words)
            ours = self._variants.convert(_with_marks(standard, marked, text))
            choices = [self._compared(one, words.text, ours) for one in sorted(choices, key=_place)]
        else:
            ours = self._by_opencc(marked)
            if self._source.conversion.words == "tw":
                for wrote in _WROTE.finditer(text):
                    ours = f"{ours[: wrote.start()]}著{ours[wrote.end() :]}"
            if self._target.script == "Hans":
                choices = self._simplified.choices(text, words, ours)
                letters = list(ours)
                for one in choices:
                    letters[one.place] = one.form
                ours = "".join(letters)
        return Converted(ours, words, choices, [one.place for one in choices])

    def _by_opencc(self, text: str) -> str:
        converted: str = self._opencc.convert(text)
        if len(converted) != len(text):  # each character by itself, so that none is moved
            return "".join(self._opencc.convert(one)[:1] or one for one in text)
        return converted

    def _compared(self, one: Choice, text: str, ours: str) -> Choice:
        """Return a choice in the edition's characters, more doubtful where OpenCC's form differs.

        Its longest match, which knows no words, is the second opinion: where the two differ lie
        most of the errors of either.
        """
        form, doubt = ours[one.place], one.doubt
        if doubt > _PLAIN and self._traditional.usual(text, one.place) != one.form:
            doubt += _DIFFERS
        elif form == one.form:
            return one
        return Choice(one.place, form, one.rule, doubt, one.word)


class Variants:
    """Brings OpenCC's standard Traditional characters to those of a region, each to one."""

    def __init__(self, target: Locale) -> None:
        single: dict[int, str] = {}
        self._phrases: dict[str, str] = {}
        for name in target.conversion.from_standard:
            for key, form in dictionaries.rows(name):
                if len(key) == 1:
                    single.setdefault(ord(key), form)
                elif len(key) == len(form):
                    self._phrases.setdefault(key, form)
        last = str.maketrans(dict(vocabulary.last_characters(target)))
        self._single = {key: form.translate(last) for key, form in single.items()}
        self._single = {**last, **self._single}
        self._finder = Finder(self._phrases)
        self._last = last

    def convert(self, text: str) -> str:
        """Return a text of the same length."""
        converted = text.translate(self._single)
        done = 0
        for start, end in self._finder.places(text):
            if start >= done:
                form = self._phrases[text[start:end]].translate(self._last)
                converted = f"{converted[:start]}{form}{converted[end:]}"
                done = end
        return converted


def _place(one: Choice) -> int:
    return one.place


def _with_marks(converted: str, marked: str, text: str) -> str:
    """Return a converted text with the marks of another copy of its source."""
    if marked == text:
        return converted
    letters = list(converted)
    for place in [place for place, (one, other) in enumerate(zip(text, marked)) if one != other]:  # noqa: B905 — as long as each other
        letters[place] = marked[place]
    return "".join(letters)
