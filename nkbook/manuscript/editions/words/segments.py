"""Cuts a text into words by jieba's dictionary and frequencies, a book's names among them.

jieba (MIT) takes the path of words through a sentence that is likeliest as a whole: 領導彈劾 is
領導 and 彈劾 although 導彈 is a word. Its model for words that no dictionary has (HMM) is off: it
joins a particle to what precedes it. Traditional text is read in Simplified characters, one for
one; cut as it stands, it comes out worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from nkbook.manuscript.editions.tables import table
from nkbook.manuscript.editions.words import dictionaries

if TYPE_CHECKING:
    from rjieba import Jieba

_RARE = 300  # how often a word of our tables is thought to occur where jieba does not know it
_LONGEST = 8  # characters of a word that is added; longer ones are found without it
_KEPT = 4  # dictionaries, each some 20 MB: a book's editions often have one


@dataclass(frozen=True)
class Words:
    """A text cut into words: ``text`` is in Simplified characters, of the source's length."""

    text: str
    words: Sequence[str]

    @cached_property
    def starts(self) -> Sequence[int]:
        """Return the place of each word, and at last the length of the text."""
        return (0, *accumulate(map(len, self.words)))

    @cached_property
    def ends(self) -> frozenset[int]:
        """Return the places at which a word ends or begins."""
        return frozenset(self.starts)


class Segmenter:
    """Cuts texts of one manuscript; ``names`` are its glossary's, ``terms`` our tables' words.

    ``traditional`` says that they are in Traditional characters.
    """

    def __init__(
        self, names: Iterable[str] = (), terms: Iterable[str] = (), *, traditional: bool = False
    ) -> None:
        self._read = simplified if traditional else str
        self._names = tuple(map(self._read, names))
        newer = (row["word"] for row in table("segments.tsv"))
        self._terms = (*map(self._read, terms), *newer)

    @cached_property
    def _jieba(self) -> Jieba:
        return _dictionary(self._terms, self._names)

    def cut(self, text: str) -> Words:
        """Return the words of a text."""
        plain = self._read(text)
        return Words(plain, tuple(self._jieba.cut(plain, False)))

    def known(self, word: str) -> bool:
        """Return True if a word in Simplified characters is in the dictionary."""
        return bool(self._jieba.has_word(word))

    def is_person(self, word: str) -> bool:
        """Return True if the dictionary has a word for the name of a person."""
        return self._kind(word).startswith("nr")

    def is_proper(self, word: str) -> bool:
        """Return True if the dictionary has a word for a name: of a person, a place, a body."""
        return self._kind(word)[:2] in ("nr", "ns", "nt", "nz")

    def _kind(self, word: str) -> str:
        tagged: Iterator[tuple[str, str]] = iter(self._jieba.tag(word, False))
        return next(tagged, ("", ""))[1]


@lru_cache(_KEPT)
def _dictionary(terms: tuple[str, ...], names: tuple[str, ...]) -> Jieba:
    """Return jieba with words added, to which nothing is to be added any more."""
    from rjieba import Jieba  # noqa: PLC0415 — it reads its dictionary, 0.2 s

    made = Jieba()
    for term in terms:
        if 1 < len(term) <= _LONGEST:
            made.add_word(term, max(_RARE, made.suggest_freq(term)), "n")
    for name in names:
        if 1 < len(name) <= _LONGEST and not made.has_word(name):
            made.add_word(name, None, "nr")
    return made


def simplified(text: str) -> str:
    """Return a text of the same length in Simplified characters, each by itself."""
    return text.translate(dictionaries.to_simplified())
