"""The parts of a person's name, as ONIX has them: the one that it is sorted by, and what is around.

ONIX 3.0, P.7.11 to P.7.18: ``KeyNames`` has the family name; before it or after it are the others,
as they are written.
"""

from __future__ import annotations

from collections.abc import Iterator

from nkbook.collation.surnames import DOUBLE
from nkbook.model.metadata import Creator
from nkbook.typesetting.han import is_ideograph

_DOT = "·‧・•"  # between the names of a foreigner in Chinese
_LONGEST = 3  # characters of a Chinese name with a family name of one
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))


def parts_of(creator: Creator) -> Iterator[tuple[str, str]]:
    """Yield the names of ONIX's elements with their words, in the order of its schema.

    ``file_as`` tells the parts if it has the words of the name in another order; a name of which
    nothing tells them, such as one of four characters, has none.
    """
    words = creator.name.split()
    family, comma, given = (creator.file_as or "").partition(",")
    if comma and sorted([*family.split(), *given.split()]) == sorted(words):
        after = creator.name.startswith(family.strip()) and words[0] == family.split()[0]
        yield from _ordered(family.strip(), given.strip(), after=after)
    elif any(map(is_ideograph, creator.name)):
        yield from _chinese(creator.name)
    elif words:
        yield from _western(words)


def _ordered(family: str, given: str, *, after: bool) -> Iterator[tuple[str, str]]:
    if given and not after:
        yield "NamesBeforeKey", given
    yield "KeyNames", family
    if given and after:
        yield "NamesAfterKey", given


def _chinese(name: str) -> Iterator[tuple[str, str]]:
    dots = [at for at, mark in enumerate(name) if mark in _DOT]
    if dots:
        yield from _ordered(name[dots[-1] + 1 :].strip(), name[: dots[-1]].strip(), after=False)
        return
    family, _, given = name.partition(" ")
    if not given and all(map(is_ideograph, name)):
        length = 2 if name[:2] in DOUBLE and len(name) > 2 else 1  # noqa: PLR2004 — characters
        if len(name) - length < _LONGEST:
            family, given = name[:length], name[length:]
    if given or len(name) == 1:
        yield from _ordered(family, given.strip(), after=True)


def _western(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the parts of a name whose last word is its family name, particles before it."""
    suffix: list[str] = []
    while len(words) > 1 and words[-1].lower() in _SUFFIXES:
        suffix.insert(0, words.pop().rstrip(","))
        words[-1] = words[-1].rstrip(",")
    *before, family = words
    prefix: list[str] = []
    while len(before) > 1 and before[-1].islower():
        prefix.insert(0, before.pop())
    if before:
        yield "NamesBeforeKey", " ".join(before)
    if prefix:
        yield "PrefixToKey", " ".join(prefix)
    yield "KeyNames", family
    if suffix:
        yield "SuffixToKey", " ".join(suffix)
