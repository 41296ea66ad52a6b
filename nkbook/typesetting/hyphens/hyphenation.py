"""Where a word may be divided at the end of a line: by the patterns of its language, or its author.

The patterns are those of LibreOffice, as pyphen has them. A word of another script than its
passage's language goes by the most usual language of its script: English among Chinese, Russian
among Armenian. Names, addresses and abbreviations have points only where they're sure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyphen

from nkbook.typesetting.han import LATIN_LETTERS
from nkbook.typesetting.hyphens.patterns import Patterns

HYPHEN = "-"  # as it is printed
SOFT_HYPHEN = "\xad"
_WORD = re.compile(f"[{LATIN_LETTERS}\u0370-\u03ff\u0400-\u0481\u048a-\u052f\u1e00-\u1fff]+")
# Addresses, of the web or of mail, and names of files with their folders.
# Each begins where no other could, so that no text takes long to search.
_ADDRESS = re.compile(
    r"(?<![\w+.-])[a-z][a-z+.-]*://[!-~]+|(?:www\.|doi:|\b10\.\d{4,}/)[!-~]+"
    r"|(?<![\w.+-])[\w.+-]+@[\w.-]+|(?<![\w.~-])[\w.~-]*\w/[\w./~-]*\w",
    re.ASCII | re.IGNORECASE,
)
# Between letters they make one name of them, of a file, a site, a product.
_JOINTS = frozenset("./@\\:+&#")
_HYPHENS = frozenset("-\u2010\u2011_" + SOFT_HYPHEN)
# Of English that doesn't say which: these divide by sound, and leave alone what they don't know.
_ENGLISH = "en-US"
_LONGEST = 80  # letters; longer ones are no words
_NAME_BEFORE = 3  # letters before the hyphen in a word with a capital

# Languages that are not written in Latin letters: a Latin word in them is foreign.
_CYRILLIC = frozenset(("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "tt", "uk"))
_NOT_LATIN = _CYRILLIC | frozenset((
    "am", "ar", "as", "bn", "el", "fa", "gu", "he", "hi", "hy", "ja", "ka", "km", "kn", "ko", "lo",
    "ml", "mr", "my", "ne", "or", "pa", "ps", "sa", "si", "ta", "te", "th", "ti", "und", "ur", "yi",
    "zh",
))  # fmt: skip


class Limits(NamedTuple):
    """How short a word that is divided may be, and its parts before and after the hyphen."""

    word: int = 6
    before: int = 2
    after: int = 3


class Span(NamedTuple):
    """A stretch of a paragraph that is of one language (BCP 47), and may be hyphenated."""

    start: int
    end: int
    language: str
    limits: Limits = Limits()


def exceptions(words: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return where words may be divided that are written with hyphens there: "Kara-bakh"."""
    found = {}
    for word in words:
        parts = word.split("-")
        places, place = [], 0
        for part in parts[:-1]:
            place += len(part)
            places.append(place)
        found["".join(parts).casefold()] = tuple(places)
    return found


def hyphen_points(
    text: str, spans: Sequence[Span], known: Mapping[str, tuple[int, ...]]
) -> Iterator[tuple[int, bool]]:
    """Yield the places in a paragraph before which a word may be divided, and if it is a name.

    ``known`` are the book's ``exceptions``. Soft hyphens are not among the points.
    """
    barred: list[tuple[int, int]] | None = None
    for span in spans:
        for match in _WORD.finditer(text, span.start, span.end):
            start, end = match.span()
            length = end - start
            if not span.limits.word <= length <= _LONGEST or _is_joined(text, start, end):
                continue
            if barred is None:
                barred = [found.span() for found in _ADDRESS.finditer(text)]
            if any(first < end and start < last for first, last in barred):
                continue
            word = match[0]
            own = known.get(word.casefold())
            for place in _points(word, span.language, span.limits) if own is None else own:
                yield start + place, word[0].isupper()


def _is_joined(text: str, start: int, end: int) -> bool:
    """Return True if a stretch of letters is part of a word, a compound or a name."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return _joins(before[::-1]) or _joins(after)


def _joins(beside: str) -> bool:
    """Return True if the next two characters on a side, the nearest first, belong to a word."""
    nearest, other = beside[:1], beside[1:]
    if _is_western(nearest) or nearest in _HYPHENS:
        return bool(nearest)
    return (nearest in _JOINTS or _is_mark(nearest)) and _is_western(other)


def _is_mark(character: str) -> bool:
    """Return True for an accent, which belongs to the letter before it."""
    return bool(character) and unicodedata.category(character)[0] == "M"


def _is_western(character: str) -> bool:
    """Return True for a letter or digit of a script whose words stand between spaces."""
    return character.isalnum() and (character < "\u1100" or "\u1e00" <= character <= "\u1fff")


@lru_cache(maxsize=8192)
def _points(word: str, language: str, limits: Limits) -> tuple[int, ...]:
    """Return the places in a word at which the patterns of its language divide it."""
    if any(map(str.isupper, word[1:])):
        return ()
    patterns = _patterns(_language(word[0], language))
    if patterns is None:
        return ()
    before = max(limits.before, _NAME_BEFORE) if word[0].isupper() else limits.before
    return tuple(
        int(place)
        for place in patterns.positions(word)
        # Some divisions change letters, as German “ck”: those are left out.
        if before <= place <= len(word) - limits.after and not place.data
    )


def _language(letter: str, language: str) -> str | None:
    """Return the language of a word with that letter, in a passage of ``language``."""
    primary, _, subtags = language.lower().partition("-")
    if letter < "\u0250" or "\u1e00" <= letter <= "\u1eff":
        is_latin = primary not in _NOT_LATIN or "latn" in subtags
        if not (is_latin and primary) or primary == language.lower() == "en":
            return _ENGLISH
        return language
    if "\u0370" <= letter <= "\u03ff":
        return "el"
    if "\u0400" <= letter <= "\u052f":
        return language if primary in _CYRILLIC and "latn" not in subtags else "ru"
    return None


@lru_cache(maxsize=64)
def _patterns(language: str | None) -> Patterns | None:
    """Return the patterns of a language, None if there are none: its words are not divided."""
    found = pyphen.language_fallback(language) if language else None
    return _patterns_of(pyphen.LANGUAGES[found]) if found else None


@lru_cache(maxsize=64)
def _patterns_of(path: Path) -> Patterns:
    """Return the patterns of a file, which may be those of several languages."""
    return Patterns(path)
