"""A name as citation styles print it: in reading order, inverted, short, or with initials."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from nkbook.model.csl.names import CslName
from nkbook.model.plain import Plain

_OTHERS = frozenset(("等", "et al.", "et al"))  # as BibTeX's "and others" is read
# Words before a family name that some programs leave at the end of the given name: P. H. van der.
_PARTICLES = frozenset((
    "af", "al", "am", "an", "auf", "bin", "da", "dal", "de", "del", "della", "den", "der", "des",
    "di", "do", "dos", "du", "el", "et", "ibn", "la", "le", "ter", "ten", "van", "ver", "vom",
    "von", "zu", "zum", "zur",
))  # fmt: skip
_EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")  # how the names of their letters begin


@dataclass(frozen=True, slots=True)
class Name(Plain):
    """A person or body. Its text is ``natural`` with ``mark``, the word for its role, if any.

    Only names in letters such as Latin ones have forms that differ: names in Chinese, Japanese or
    Korean characters have the family name first everywhere, without a space, and the name of a body
    has no parts.
    """

    _csl: CslName  # not for templates: what it is made from
    mark: str = ""  # 編, (ed.) … after the name of who stands for the author

    def __str__(self) -> str:
        """Return the form that a style prints without asking for another."""
        return f"{self.natural}{self.mark}"

    @property
    def natural(self) -> str:
        """Return the name in reading order: Anna Zürcher, Ludwig van Beethoven, 陳大文."""
        name = self._csl
        if name.literal:
            return name.literal
        if self.east_asian:
            return f"{name.family}{name.given}{name.suffix}"
        if name.static_ordering:
            return _spaced(self._family, name.given, name.suffix)
        words = _spaced(name.given, name.dropping_particle, self._family)
        comma = "," if name.comma_suffix and name.suffix else ""
        return _spaced(f"{words}{comma}", name.suffix)

    @property
    def inverted(self) -> str:
        """Return the name as a list sorts it: Zürcher, Anna; Gogh, Vincent van; 陳大文.

        Particles come after the given name, as CSL's display-and-sort has it.
        """
        name = self._csl
        if not self.is_inverted:
            return self.natural
        given = _joined(name.given, name.dropping_particle, name.non_dropping_particle)
        return ", ".join(filter(None, (name.family, given, name.suffix)))

    @property
    def others(self) -> bool:
        """Return True for 等 and et al., which follow the last name without a mark before them."""
        return self._csl.literal in _OTHERS

    @property
    def is_inverted(self) -> bool:
        """Return True if the form that a list sorts by differs from the one in reading order."""
        name = self._csl
        fixed = name.literal or name.static_ordering or self.east_asian
        return not fixed and bool(name.family and name.given)

    @property
    def short(self) -> str:
        """Return the family name with its particle: Zürcher, van Gogh; a body's whole name."""
        name = self._csl
        if name.literal or self.east_asian:
            return self.natural
        return self._family or name.given

    @property
    def initials(self) -> str:
        """Return the form of GB/T 7714—2015, 8.1: ZÜRCHER A, VAN GOGH V, KING M L, Jr; 陳大文."""
        return self._initials(self._family.upper(), " ")

    @property
    def initials_as_written(self) -> str:
        """Return the form of GB/T 7714—2025: Zürcher A, Veen P H van der, Park J-R."""
        return self._initials(self._family, "-")

    def _initials(self, family: str, hyphen: str) -> str:
        name = self._csl
        if name.literal or self.east_asian or not name.family:
            return self.natural
        letters = [
            part
            if part in _PARTICLES
            else hyphen.join(word[0].upper() for word in re.split("[-‐–]+", part) if word)
            for part in re.split(r"[\s.]+(?:[-‐–])?", name.given)
        ]
        suffix = name.suffix.replace(".", "")
        shown = _spaced(family, *letters, name.dropping_particle)
        return f"{shown}, {suffix}" if suffix else shown

    @property
    def east_asian(self) -> bool:
        """Return True if the name is written in Chinese, Japanese or Korean characters."""
        letters = [mark for mark in f"{self._csl.family}{self._csl.given}" if mark.isalpha()]
        return bool(letters) and all(
            unicodedata.name(letter, "").startswith(_EAST_ASIAN) for letter in letters
        )

    @property
    def sorted_by(self) -> tuple[str, str]:
        """Return what a bibliography sorts by: the family name, then the rest of the name."""
        name = self._csl
        if name.literal:
            return name.literal, ""
        particles = (name.dropping_particle, name.non_dropping_particle)
        return name.family or name.given, _spaced(name.given, *particles, name.suffix)

    @property
    def _family(self) -> str:
        return _joined(self._csl.non_dropping_particle, self._csl.family)


def names(people: Iterable[CslName], mark: str = "") -> tuple[Name, ...]:
    """Return the names that a citation style prints, each with the mark."""
    return tuple(Name(person, mark) for person in people)


def _spaced(*words: str) -> str:
    return " ".join(filter(None, words))


def _joined(*words: str) -> str:
    """Join words by spaces, but for what ends in an apostrophe: d'Alembert."""
    return _spaced(*words).replace("' ", "'").replace("’ ", "’")
