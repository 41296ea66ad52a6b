"""Converts the characters of a text, each to one, and says which of them were chosen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from nkbook.locales.model import Locale
from nkbook.manuscript.editions import opencc
from nkbook.manuscript.editions.words import chains, vocabulary
from nkbook.manuscript.editions.words.choice import Choice
from nkbook.manuscript.editions.words.segments import Segmenter, Words
from nkbook.manuscript.editions.words.simplified import Simplified, kept
from nkbook.manuscript.editions.words.traditional import Traditional
from nkbook.model.book import Name

# In place of what is not converted: words end before it and begin after it. XML has no U+FFFF, so
# no text of a manuscript does; private characters are an author's own.
BARRIER = "\uffff"
_DIFFERS = 0.1  # least doubt where OpenCC by itself would choose another form


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
            replace(one, place=one.place - start) for one in self.choices[first:last]
        )


class Characters:
    """Converts the characters of texts of one locale to another's."""

    def __init__(self, source: Locale, target: Locale, names: Iterable[Name]) -> None:
        self._source, self._target = source, target
        traditional = source.script == "Hant"
        forms = (name.forms.get(source.tag) for name in names)
        terms = [*vocabulary.source_words(source), *(kept() if traditional else ())]
        self._segmenter = Segmenter(filter(None, forms), terms, traditional=traditional)
        self.known = self._segmenter.known

    @cached_property
    def _opencc(self) -> opencc.Converter:
        fixes = vocabulary.fixes(self._source)
        last = vocabulary.last_characters(self._target)
        return chains.converter(self._source, self._target, fixes, last)

    @cached_property
    def _variants(self) -> opencc.Converter:
        return chains.from_standard(self._target, vocabulary.last_characters(self._target))

    @cached_property
    def _traditional(self) -> Traditional:
        return Traditional(self._segmenter, vocabulary.fixes(self._source))

    @cached_property
    def _simplified(self) -> Simplified:
        return Simplified(self._segmenter)

    def convert(self, text: str, marked: str) -> Converted:
        """Return a text converted; ``marked`` is it with the target's marks."""
        words = self._segmenter.cut(text)
        theirs = self._opencc.convert(marked)
        if len(theirs) != len(text):  # each character by itself, so that none is moved
            theirs = "".join(self._opencc.convert(one)[:1] or one for one in marked)
        scripts = self._source.script, self._target.script
        choices: list[Choice] = []
        if scripts == ("Hans", "Hant"):
            standard, choices = self._traditional.convert(words)
            ours = self._variants.convert(_marks(standard, marked, text))
            choices.sort(key=lambda one: one.place)
            choices = [_compared(one, ours, theirs) for one in choices]
        elif scripts == ("Hant", "Hans"):
            choices = self._simplified.choices(text, words, theirs)
            letters = list(theirs)
            for one in choices:
                letters[one.place] = one.form
            ours = "".join(letters)
            choices = [_compared(one, ours, theirs) for one in choices]
        else:
            ours = theirs
        return Converted(ours, words, choices, [one.place for one in choices])


def _marks(converted: str, marked: str, text: str) -> str:
    """Return a converted text with the marks of another copy of its source."""
    if marked == text:
        return converted
    return "".join(
        one if before == after else after
        for one, before, after in zip(converted, text, marked, strict=True)
    )


def _compared(one: Choice, ours: str, theirs: str) -> Choice:
    """Return a choice in the edition's characters, more doubtful where OpenCC's form differs."""
    form = ours[one.place]
    doubt = one.doubt if form == theirs[one.place] else max(one.doubt, _DIFFERS)
    return replace(one, form=form, doubt=doubt)
