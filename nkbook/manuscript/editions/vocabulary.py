"""The words that differ between locales: nkbook's tables and the book's names, longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nkbook.locales.model import Locale
from nkbook.locales.registry import locales
from nkbook.manuscript.editions.punctuation import fold_interpuncts
from nkbook.manuscript.editions.tables import table
from nkbook.model.book import Name

_USUAL = {row["character"]: row["usual"] for row in table("variants.tsv")}
_FOLDED = str.maketrans(_USUAL)
_DIGIT = "0-9０-９〇一二三四五六七八九十百千萬万億亿兩两幾几數数餘余"


@dataclass(frozen=True, slots=True)
class Term:
    """A word or name: ``key`` as a manuscript has it, ``text`` as the edition prints it.

    ``rule`` is ``name`` or ``word``; ``plain`` only keeps shorter terms from being found there.
    """

    key: str
    text: str
    rule: str
    source: str = ""  # a name's id


@dataclass(frozen=True, slots=True)
class Match:
    """The place of a term in a text, ``[start, end)``, and what is printed for it."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A word that depends on what precedes it: units after a number."""

    expression: re.Pattern[str]
    term: Term


class Lexicon:
    """Finds the terms of a text, longest first at each place, then names before words."""

    def __init__(self, terms: Iterable[Term], patterns: Sequence[_Pattern] = ()) -> None:
        by_first: dict[str, dict[str, Term]] = {}
        for term in terms:
            key = fold(term.key)
            by_first.setdefault(key[0], {}).setdefault(key, term)
        self._terms: Mapping[str, Sequence[tuple[str, Term]]] = {
            first: sorted(found.items(), key=lambda item: -len(item[0]))
            for first, found in by_first.items()
        }
        self._patterns = patterns

    def matches(self, text: str) -> Iterator[Match]:
        """Yield the matches from left to right; they do not overlap."""
        folded = fold(text)
        units = {
            found.start(): Match(found.start(), found.end(), pattern.term)
            for pattern in self._patterns
            for found in pattern.expression.finditer(folded)
        }
        position = 0
        while position < len(folded):
            match = self._at(folded, position) or units.get(position)
            if match is None:
                position += 1
                continue
            yield match
            position = match.end

    def find(self, text: str) -> Term | None:
        """Return the term that a text is as a whole, or None."""
        match = self._at(fold(text), 0) if text else None
        return match.term if match and match.end == len(text) else None

    def _at(self, folded: str, position: int) -> Match | None:
        for key, term in self._terms.get(folded[position], ()):
            if folded.startswith(key, position):
                return Match(position, position + len(key), term)
        return None


def fold(text: str) -> str:
    """Return text with optional characters and interpuncts in one form, of the same length."""
    return fold_interpuncts(text).translate(_FOLDED)


def lexicon(source: Locale, target: Locale, names: Iterable[Name]) -> Lexicon:
    """Return the lexicon of a pair of locales; a book's names precede nkbook's words."""
    terms = [*name_terms(source, target, names), *_plain(source), *_words(source, target)]
    return Lexicon(terms, _units(source, target))


def name_terms(source: Locale, target: Locale, names: Iterable[Name]) -> Iterator[Term]:
    """Yield the names of a glossary that have forms for both locales."""
    for name in names:
        key, text = name.forms.get(source.tag), name.forms.get(target.tag)
        if key and text:
            yield Term(key, _pointed(text, target), "name", name.id)


def _pointed(text: str, target: Locale) -> str:
    return fold_interpuncts(text).replace("·", target.marks.interpunct)


def _plain(source: Locale) -> Iterator[Term]:
    for row in table("plain.tsv"):
        if row["from"] == source.conversion.words:
            yield Term(row["text"], row["text"], "plain")


def _words(source: Locale, target: Locale) -> Iterator[Term]:
    for row in table("words.tsv"):
        text = row[target.conversion.words].split("/")[0].removeprefix(">")
        for key in row[source.conversion.words].split("/"):
            if not key.startswith(">"):
                yield Term(key, text, "word")


def _units(source: Locale, target: Locale) -> tuple[_Pattern, ...]:
    """Return the units that are only recognised after a number: 噸 and 公噸, 萬億 and 兆."""
    return tuple(
        _Pattern(
            re.compile(
                f"(?<=[{_DIGIT}]){_unless('<!', row['not-after'])}{row[source.conversion.words]}"
                f"{_unless('!', row['not-before'])}"
            ),
            Term(row[source.conversion.words], row[target.conversion.words], "word"),
        )
        for row in table("units.tsv")
        if row[source.conversion.words] != row[target.conversion.words]
    )


def _unless(look: str, characters: str) -> str:
    return f"(?{look}[{characters}])" if characters else ""


def stops(source: Locale, target: Locale) -> tuple[str, ...]:
    """Return the words of OpenCC's regional tables that a pair does not convert."""
    wanted = {f"to-{target.conversion.words}", f"from-{source.conversion.words}"}
    curated = [row["word"] for row in table("stops.tsv") if row["direction"] in wanted]
    # OpenCC only gets the words of nkbook's own table where they must not be converted.
    traditional = {one.conversion.words for one in locales().values() if one.script == "Hant"}
    own = [
        word.removeprefix(">")
        for row in table("words.tsv")
        for column in sorted(traditional)
        for word in row[column].split("/")
    ]
    # A word in the list keeps its characters too, so those with variants are left out.
    unvaried = (word for word in own if not set(word) & {*_USUAL, *_USUAL.values()})
    return tuple(dict.fromkeys([*curated, *unvaried]))


def fixes(source: Locale) -> Mapping[str, str]:
    """Return phrases of a locale's script and their form in OpenCC's standard characters."""
    wanted = {source.conversion.words, source.script.lower()}
    return {row["phrase"]: row["standard"] for row in table("fixes.tsv") if row["from"] in wanted}


def last_characters(target: Locale) -> Mapping[str, str]:
    """Return the characters that a locale's editors use in place of OpenCC's."""
    return {
        row["character"]: row["theirs"]
        for row in table("characters.tsv")
        if row["to"] == target.conversion.words
    }
