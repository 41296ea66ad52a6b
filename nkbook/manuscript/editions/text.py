"""Converts text between locales: names and words first, characters for the rest, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from nkbook.locales.model import Locale
from nkbook.manuscript.editions import punctuation
from nkbook.manuscript.editions.tables import table
from nkbook.manuscript.editions.words import vocabulary
from nkbook.manuscript.editions.words.characters import BARRIER, Characters
from nkbook.manuscript.editions.words.choice import Choice
from nkbook.model.book import Decision, Name

# The wording of another text, given because it is so worded: 條目作「茱恩雪太子」. Its characters
# become the edition's, its names and words do not.
_WORDING = re.compile(
    r"(?<![叫稱称當当看視视喚唤名做認认])"
    r"(?:作|寫成|写成|譯為|译为|譯作|译作|譯成|译成|拼作|拼成)"
    r"(?P<wording>「[^「」]{1,24}」|“[^“”]{1,24}”|『[^『』]{1,24}』)"
)
# An address keeps its letters, Han or not: another spelling is another place.
_ADDRESS = re.compile(
    rf"(?:(?:https?|ftp)://|(?<![\w.@])www\.)[^\s{BARRIER}<>「」『』“”‘’（）《》〈〉，。；：！？、…]+"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.ASCII,
)
_RUN = re.compile(f"{BARRIER}+|[^{BARRIER}]+")
_TITLE = re.compile(r"《(?:[^《》]|《[^《》]*》)*》|〈(?:[^〈〉]|〈[^〈〉]*〉)*〉")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the source and what is printed for it; pieces cover a text without gaps.

    ``rule`` says what converted it: ``decision`` is an editor's, ``name`` and ``word`` are nkbook's
    tables, ``phrase`` OpenCC's regional words, ``characters`` script and marks alone; ``kept`` text
    must not change, and ``own`` text is already in the target locale. ``choices`` are those made
    for its characters.
    """

    source: str
    text: str
    rule: str
    name: str = ""  # the glossary's id
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Converter:
    """Converts texts of one locale to another.

    ``titles`` says what happens to titles in 《》 and 〈〉: ``words`` keeps the words and converts
    their characters, ``verbatim`` keeps everything, ``convert`` treats them as prose. ``fields``
    are those of the regional words that are wanted, None for all. ``decisions`` are its editors'.
    """

    source: Locale
    target: Locale
    names: tuple[Name, ...] = ()
    titles: str = "words"
    fields: frozenset[str] | None = None
    decisions: tuple[Decision, ...] = ()

    @cached_property
    def lexicon(self) -> vocabulary.Lexicon:
        """Return the names and words of the pair."""
        return vocabulary.lexicon(self.source, self.target, self.names, self.decisions, self.fields)

    @cached_property
    def phrases(self) -> vocabulary.Lexicon:
        """Return OpenCC's regional words of the pair."""
        return vocabulary.phrases(self.source, self.target)

    @cached_property
    def characters(self) -> Characters:
        """Return what converts the characters of the pair."""
        return Characters(self.source, self.target, self.names)

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
        plain = text
        if "://" in text or "@" in text or "www." in text:
            plain = _ADDRESS.sub(lambda address: BARRIER * len(address[0]), text)
        found = list(_Reading(self, plain, titles or self.titles).pieces())
        return found if plain == text else list(_restored(found, text))


def _restored(pieces: Sequence[Piece], text: str) -> Iterator[Piece]:
    """Yield the pieces with the addresses of the text in them."""
    position = 0
    for piece in pieces:
        here = text[position : position + len(piece.source)]
        position += len(piece.source)
        yield piece if here == piece.source else Piece(here, here, "kept")


class _Reading:
    """A block's text while it is converted: its marks, its words, its characters."""

    def __init__(self, converter: Converter, text: str, titles: str) -> None:
        self._lexicon, self._phrases = converter.lexicon, converter.phrases
        self._characters = converter.characters
        self._text, self._folded = text, vocabulary.fold(text)
        self._titles = titles
        self._marked = punctuation.convert(text, converter.source, converter.target)
        self._listed = punctuation.listed(text, self._marked, converter.source, converter.target)
        self._converted = self._characters.convert(text, self._marked)

    def pieces(self) -> Iterator[Piece]:
        position = 0
        for title in _TITLE.finditer(self._text):
            yield from self._prose(position, title.start())
            yield from self._title(*title.span())
            position = title.end()
        yield from self._prose(position, len(self._text))

    def _title(self, start: int, end: int) -> Iterator[Piece]:
        """Yield the pieces of a title: a name of the glossary, a document, or an existing work."""
        text, marked = self._text, self._marked
        inner = text[start + 1 : end - 1]
        whole = self._lexicon.find(text[start:end])
        if whole is not None and whole.rule == "name":
            yield Piece(text[start:end], whole.text, "name", whole.source)
            return
        name = self._lexicon.find(inner)
        translated = bool(_documents().search(inner)) or (name is not None and name.rule == "name")
        yield Piece(text[start], marked[start], "characters")
        if self._titles == "convert" or (translated and self._titles == "words"):
            yield from self._prose(start + 1, end - 1)
        elif self._titles == "verbatim":
            yield Piece(inner, inner, "kept")
        else:
            yield from self._plain(start + 1, end - 1)
        yield Piece(text[end - 1], self._listed.get(end - 1, marked[end - 1]), "characters")

    def _prose(self, start: int, end: int) -> Iterator[Piece]:
        """Yield the pieces of prose, those of another text's wording by characters alone."""
        position = start
        for quoted in _WORDING.finditer(self._text, start, end):
            yield from self._words(position, quoted.start("wording"))
            yield from self._plain(*quoted.span("wording"))
            position = quoted.end()
        yield from self._words(position, end)

    def _words(self, start: int, end: int) -> Iterator[Piece]:
        """Yield the pieces of a stretch: names and words, and between them characters."""
        position = start
        for first, last, term in self._found(self._lexicon, start, end):
            yield from self._gap(position, first)
            yield Piece(self._text[first:last], term.text, term.rule, term.source)
            position = last
        yield from self._gap(position, end)

    def _gap(self, start: int, end: int) -> Iterator[Piece]:
        """Yield the pieces of a text without terms of our own."""
        position = start
        for first, last, term in self._found(self._phrases, start, end):
            yield from self._plain(position, first)
            yield Piece(self._text[first:last], term.text, term.rule)
            position = last
        yield from self._plain(position, end)

    def _found(
        self, lexicon: vocabulary.Lexicon, start: int, end: int
    ) -> Iterator[tuple[int, int, vocabulary.Term]]:
        """Yield the places of the terms in a stretch of the text, and the terms."""
        if start < end:
            text, words = self._folded[start:end], self._converted.words
            for match in lexicon.matches(text, start, words, self._characters.known):
                yield start + match.start, start + match.end, match.term

    def _plain(self, start: int, end: int) -> Iterator[Piece]:
        """Yield a text that is converted by characters only, barriers by themselves."""
        position = start
        for place in [place for place in self._listed if start <= place < end]:
            yield from self._runs(position, place)
            yield Piece(self._text[place], self._listed[place], "characters")
            position = place + 1
        yield from self._runs(position, end)

    def _runs(self, start: int, end: int) -> Iterator[Piece]:
        for run in _RUN.finditer(self._text, start, end):
            first, last = run.span()
            yield Piece(
                run[0],
                self._converted.text[first:last],
                "characters",
                choices=self._converted.within(first, last),
            )


@cache
def _documents() -> re.Pattern[str]:
    """Return what matches the end of a document's name, which no work has for its title."""
    endings = (
        f"(?<![{row['not-after']}]){row['ending']}" if row["not-after"] else row["ending"]
        for row in table("documents.tsv")
    )
    return re.compile(f"(?:{'|'.join(endings)})$")
