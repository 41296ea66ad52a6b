"""Converts text between locales: names and words first, OpenCC for the rest, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from nkbook.locales.model import Locale
from nkbook.manuscript.editions import chains, opencc, punctuation, vocabulary
from nkbook.manuscript.editions.tables import table
from nkbook.model.book import Name

# In place of what is not converted: words end before it and begin after it. XML has no U+FFFF, so
# no text of a manuscript does; private characters are an author's own.
BARRIER = "\uffff"
_RUN = re.compile(f"{BARRIER}+|[^{BARRIER}]+")
_CLAUSES = re.compile("[^，。；：！？、「」『』“”‘’（）《》〈〉\\s\uffff]+|.", re.DOTALL)
_TITLE = re.compile(r"《(?:[^《》]|《[^《》]*》)*》|〈(?:[^〈〉]|〈[^〈〉]*〉)*〉")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the source and what is printed for it; pieces cover a text without gaps.

    ``rule`` says what converted it: ``name`` and ``word`` are nkbook's tables, ``phrase`` OpenCC's
    regional words, ``characters`` script and marks alone; ``kept`` text must not change, and
    ``own`` text is already in the target locale.
    """

    source: str
    text: str
    rule: str
    name: str = ""  # the glossary's id


@dataclass(frozen=True)
class Converter:
    """Converts texts of one locale to another.

    ``titles`` says what happens to titles in 《》 and 〈〉: ``words`` keeps the words and converts
    their characters, ``verbatim`` keeps everything, ``convert`` treats them as prose.
    """

    source: Locale
    target: Locale
    names: tuple[Name, ...] = ()
    titles: str = "words"

    @cached_property
    def lexicon(self) -> vocabulary.Lexicon:
        """Return the names and words of the pair."""
        return vocabulary.lexicon(self.source, self.target, self.names)

    @cached_property
    def _phrases(self) -> opencc.Converter:
        return self._chain(vocabulary.stops(self.source, self.target))

    @cached_property
    def _characters(self) -> opencc.Converter:
        return self._chain(None)

    def _chain(self, stops: Iterable[str] | None) -> opencc.Converter:
        fixes, last = vocabulary.fixes(self.source), vocabulary.last_characters(self.target)
        return chains.converter(self.source, self.target, stops, fixes, last)

    @property
    def idle(self) -> bool:
        """Return True if source and target are one locale, so that nothing changes."""
        return self.source.tag == self.target.tag

    def text(self, text: str) -> str:
        """Return a text as the target locale writes it."""
        return "".join(piece.text for piece in self.pieces(text))

    def pieces(self, text: str, titles: str | None = None) -> list[Piece]:
        """Return the pieces of a block's text, which has BARRIER in place of protected characters.

        ``titles`` overrides that of the converter.
        """
        if self.idle:
            return [Piece(run, run, "own") for run in _RUN.findall(text)]
        marked = punctuation.convert(text, self.source, self.target)
        found: list[Piece] = []
        position = 0
        for title in _TITLE.finditer(text):
            found += self._prose(text, marked, position, title.start())
            found += self._title(text, marked, title.span(), titles or self.titles)
            position = title.end()
        found += self._prose(text, marked, position, len(text))
        return found

    def _title(self, text: str, marked: str, span: tuple[int, int], titles: str) -> Iterator[Piece]:
        """Yield the pieces of a title: a name of the glossary, a document, or an existing work."""
        start, end = span
        inner = text[start + 1 : end - 1]
        whole = self.lexicon.find(text[start:end])
        if whole is not None and whole.rule == "name":
            yield Piece(text[start:end], whole.text, "name", whole.source)
            return
        name = self.lexicon.find(inner)
        translated = bool(_documents().search(inner)) or (name is not None and name.rule == "name")
        yield Piece(text[start], marked[start], "characters")
        if titles == "convert" or (translated and titles == "words"):
            yield from self._prose(text, marked, start + 1, end - 1)
        elif titles == "verbatim":
            yield Piece(inner, inner, "kept")
        else:
            yield from self._plain(inner, marked[start + 1 : end - 1])
        yield Piece(text[end - 1], marked[end - 1], "characters")

    def _prose(self, text: str, marked: str, start: int, end: int) -> Iterator[Piece]:
        """Yield the pieces of prose: terms, and between them what OpenCC converts."""
        position = start
        for match in self.lexicon.matches(text[start:end]):
            term = match.term
            if term.rule == "plain":
                continue
            first, last = start + match.start, start + match.end
            yield from self._gap(text, marked, position, first)
            yield Piece(text[first:last], term.text, term.rule, term.source)
            position = last
        yield from self._gap(text, marked, position, end)

    def _plain(self, text: str, marked: str) -> Iterator[Piece]:
        """Yield a text that is converted by characters only."""
        if text:
            yield Piece(text, self._characters.convert(marked), "characters")

    def _gap(self, text: str, marked: str, start: int, end: int) -> Iterator[Piece]:
        """Yield the pieces of a text without terms, clause by clause."""
        for clause in _CLAUSES.finditer(marked, start, end):
            position = clause.start()
            for piece in self._clause(clause[0]):
                length = len(piece.source)
                yield Piece(text[position : position + length], piece.text, piece.rule)
                position += length

    def _clause(self, clause: str) -> Iterator[Piece]:
        """Yield the pieces of a clause between marks, with OpenCC's regional words separate."""
        full = self._phrases.convert(clause)
        while clause and full != self._characters.convert(clause):
            start, end = self._word(clause)
            before = self._characters.convert(clause[:start])
            rest = self._phrases.convert(clause[end:])
            word = full[len(before) : len(full) - len(rest)]
            if not full.startswith(before) or not full.endswith(rest) or not word:
                yield Piece(clause, full, "phrase")
                return
            if start:
                yield Piece(clause[:start], before, "characters")
            yield Piece(clause[start:end], word, "phrase")
            clause, full = clause[end:], rest
        if clause:
            yield Piece(clause, full, "characters")

    def _word(self, clause: str) -> tuple[int, int]:
        """Return the start and end of the first word that one of OpenCC's regional tables changes.

        The library does not report its matches, so the word is searched for: the shortest part
        that ends first and that phrases and characters convert differently.
        """

        def differs(start: int, end: int) -> bool:
            part = clause[start:end]
            return bool(self._phrases.convert(part) != self._characters.convert(part))

        end = next(end for end in range(1, len(clause) + 1) if differs(0, end))
        start = next(start for start in range(end - 1, -1, -1) if differs(start, end))
        # An entry that begins with another one is longer, so it is used instead.
        whole = self._phrases.convert(clause)
        for longer in range(end, min(end + 6, len(clause)) + 1):
            parts = (clause[:start], clause[start:longer], clause[longer:])
            if whole == "".join(self._phrases.convert(part) for part in parts):
                return start, longer
        return start, end


@cache
def _documents() -> re.Pattern[str]:
    """Return what matches the end of a document's name, which no work has for its title."""
    endings = (
        f"(?<![{row['not-after']}]){row['ending']}" if row["not-after"] else row["ending"]
        for row in table("documents.tsv")
    )
    return re.compile(f"(?:{'|'.join(endings)})$")
