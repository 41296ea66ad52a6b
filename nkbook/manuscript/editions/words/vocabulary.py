"""The words that differ between locales: nkbook's tables and the book's names, longest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nkbook.locales.model import Locale
from nkbook.locales.registry import locales
from nkbook.manuscript.editions.punctuation import fold_interpuncts
from nkbook.manuscript.editions.tables import table
from nkbook.manuscript.editions.words import chains, dictionaries, names
from nkbook.manuscript.editions.words.finding import Finder, Known, whole
from nkbook.manuscript.editions.words.segments import Words
from nkbook.model.book import Decision, Name

_USUAL = {row["character"]: row["usual"] for row in table("variants.tsv")}
_VARIANT = re.compile(f"[{''.join(_USUAL)}]")
_JOINTS = frozenset("·-－—")  # between the parts of a name
_DIGIT = "0-9０-９〇一二三四五六七八九十百千萬万億亿兩两幾几數数餘余"


@dataclass(frozen=True, slots=True)
class Term:
    """A word or name: ``key`` as a manuscript has it, ``text`` as the edition prints it.

    ``rule`` is ``name`` or ``word``; ``plain`` only keeps other terms from being found in it, and
    ``stop`` from being found in any of it.
    """

    key: str
    text: str
    rule: str
    source: str = ""  # a name's id
    part: bool = False  # of a person's name, which must be a whole word


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
        self._terms: dict[str, Term] = {}
        for term in terms:
            self._terms.setdefault(fold(term.key), term)
        self._finder = Finder(self._terms)
        self._patterns = patterns

    def matches(self, folded: str, offset: int, words: Words, known: Known) -> Iterator[Match]:
        """Yield the matches in a folded text from left to right; they do not overlap.

        The text begins at ``offset`` in that which is cut into ``words``; ``known`` says if a
        dictionary has a word.
        """
        units = {
            found.start(): Match(found.start(), found.end(), pattern.term)
            for pattern in self._patterns
            if pattern.term.key in folded
            for found in pattern.expression.finditer(folded)
        }
        places = dict(self._finder.places(folded))
        position = shielded = 0
        for start in sorted({*places, *units}) if units else places:
            if start < position:
                continue
            match = None
            if start in places:
                match = self._at(folded, (start, places[start]), offset, words, known)
            match = match or units.get(start)
            if match is None or match.end <= shielded:
                continue
            if match.term.rule == "plain":  # 宣布什: no 布什, but 什么
                shielded = match.end
                continue
            if match.term.rule != "stop":
                yield match
            position = match.end

    def find(self, text: str) -> Term | None:
        """Return the term that a text is as a whole, or None."""
        return self._terms.get(fold(text))

    def _at(
        self, folded: str, span: tuple[int, int], offset: int, words: Words, known: Known
    ) -> Match | None:
        """Return the longest term at a place that is no part of other words."""
        start, end = span
        while end > start:
            term = self._terms.get(folded[start:end])
            if term is not None and _stands(term, folded, (start, end), offset, words, known):
                return Match(start, end, term)
            end -= 1
        return None


def _stands(  # noqa: PLR0913 — a term, where it is, and what is known of the words there
    term: Term, folded: str, span: tuple[int, int], offset: int, words: Words, known: Known
) -> bool:
    """Return True if a term is no part of other words, nor a part of another person's name."""
    if term.rule in ("plain", "stop", "decision"):
        return True
    start, end = span
    if term.part and _JOINTS.intersection(
        folded[max(0, start - 1) : start] + folded[end : end + 1]
    ):
        return False
    rule = "part" if term.part else term.rule
    return whole((offset + start, offset + end), words, rule, known)


def fold(text: str) -> str:
    """Return text with optional characters and interpuncts in one form, of the same length."""
    return _VARIANT.sub(lambda found: _USUAL[found[0]], fold_interpuncts(text))


def lexicon(
    source: Locale,
    target: Locale,
    glossary: Sequence[Name],
    decisions: Iterable[Decision] = (),
    fields: Collection[str] | None = None,
) -> Lexicon:
    """Return the lexicon of a pair of locales: editors' decisions, a book's names, nkbook's words.

    ``fields`` are those of the words that are wanted, None for all.
    """
    words = list(_words(source, target, fields))
    terms = [
        *_decided(target, decisions),
        *name_terms(source, target, glossary),
        *_plain(source),
        *words,
        *_ready(source, words),
    ]
    return Lexicon(terms, _units(source, target))


@cache
def phrases(source: Locale, target: Locale) -> Lexicon:
    """Return OpenCC's regional words of a pair of locales, those left alone among them as stops.

    They count where the lexicon has found nothing.
    """
    last = last_characters(target)
    theirs, ours = chains.from_standard(source, {}), chains.from_standard(target, last)
    found: dict[str, Term] = {}
    for word in stops(source, target):
        key = theirs.convert(word)
        found.setdefault(key, Term(key, key, "stop"))
    pair = (source.conversion.words, target.conversion.words)
    for row in table("phrases.tsv"):
        if (row["from"], row["to"]) == pair:
            for word, form in dictionaries.rows(row["dictionary"]):
                key, text = theirs.convert(word), ours.convert(form)
                found.setdefault(key, Term(key, text, "phrase"))
    return Lexicon(found.values())


def name_terms(source: Locale, target: Locale, glossary: Sequence[Name]) -> Iterator[Term]:
    """Yield the names of a glossary that have forms for both locales, then parts of persons'."""
    for key, text, name in names.pairs(source, target, glossary):
        yield Term(key, text, "name", name.id)
    for key, (text, id) in names.parts(source, target, glossary).items():
        yield Term(key, text, "name", id, part=True)


def _decided(target: Locale, decisions: Iterable[Decision]) -> Iterator[Term]:
    for one in decisions:
        if one.given and one.edition in (target.tag, target.key):
            yield Term(one.source, one.printed, "decision")


def _plain(source: Locale) -> Iterator[Term]:
    for row in table("plain.tsv"):
        if row["from"] == source.conversion.words:
            yield Term(row["text"], row["text"], "plain")


def _words(source: Locale, target: Locale, fields: Collection[str] | None) -> Iterator[Term]:
    for row in table("words.tsv"):
        if fields is not None and row["field"] and row["field"] not in fields:
            continue
        text = row[target.conversion.words].split("/")[0].removeprefix(">")
        for key in row[source.conversion.words].split("/"):
            if not key.startswith(">"):
                yield Term(key, text, "word")


def _ready(source: Locale, words: Iterable[Term]) -> Iterator[Term]:
    """Yield as plain the target's words that a manuscript may have: 演算法, not 演演算法."""
    words = list(words)
    keys = Finder(word.key for word in words)
    for word in words:
        hans = source.script == "Hans"
        text = word.text.translate(dictionaries.to_simplified()) if hans else word.text
        if text != word.key and keys.places(text):
            yield Term(text, text, "plain")


def _units(source: Locale, target: Locale) -> tuple[_Pattern, ...]:
    """Return the units that are only recognised after a number: 噸 and 公噸, 萬億 and 兆.

    Measure words are, too, before what they count: 一條村莊 and 一座村莊.
    """
    column, printed = source.conversion.words, target.conversion.words
    return tuple(
        _Pattern(
            re.compile(
                f"(?<=[{_DIGIT}{row['after']}]){_unless('<!', row['not-after'])}{row[column]}"
                f"{_unless('!', row['not-before'])}{_followed(row['before'])}"
            ),
            Term(row[column], row[printed], "word"),
        )
        for row in table("units.tsv")
        if row[column] != row[printed] and (source.script == "Hant" or not row["before"])
    )


def _followed(by: str) -> str:
    return f"(?={by})" if by else ""


def _unless(look: str, characters: str) -> str:
    return f"(?{look}[{characters}])" if characters else ""


def source_words(source: Locale) -> Iterator[str]:
    """Yield the words of nkbook's tables that a manuscript of a locale may have."""
    for row in table("words.tsv"):
        for word in row[source.conversion.words].split("/"):
            yield word.removeprefix(">")


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


def usual_characters() -> Mapping[int, str]:
    """Return the characters that editors use in place of OpenCC's rarer ones, for str.translate.

    They count in text from Simplified characters, which does not say which of the two is meant.
    """
    rows = (row for row in table("characters.tsv") if row["to"] == "hans")
    return {ord(row["character"]): row["theirs"] for row in rows}


def last_characters(target: Locale) -> Mapping[str, str]:
    """Return the characters that a locale's editors use in place of OpenCC's."""
    return {
        row["character"]: row["theirs"]
        for row in table("characters.tsv")
        if row["to"] == target.conversion.words
    }
