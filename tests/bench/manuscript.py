"""Writes a neutral text of any length: the same one for the same seed, of nobody's words.

Characters are drawn as a language draws them, a few very often and most seldom, from the common
ones that Big5 lists first; what they say makes no sense, which no line breaker minds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random

_KINDS = 3000  # of characters: as many as a book of this length has
_CHAPTER = 3300  # characters of a chapter
_FOREIGN = ("Arles", "Bergen", "Cadiz", "Delft", "Évora", "Lviv", "Porto", "Tartu")
_TOML = """
[book]
slug = "{slug}"
title = "{title}"
language = "zh-Hant-HK"
creators = [{{ name = "佚名" }}]

[release]
version = "1"
date = 2026-03-04

[spine]
front = ["title-page", "contents"]
body = [{body}]

[build]
formats = ["pdf", "epub"]
editions = ["zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN"]
"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its title and its blocks in Markdown."""

    title: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text; ``characters`` counts those that are printed, without spaces and syntax."""

    chapters: tuple[Chapter, ...]
    characters: int
    notes: int


class _Writer:
    """Draws words, sentences and notes, and counts their characters."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 — to be repeated, not to be secret
        self.written = 0
        common = [
            bytes((high, low)).decode("big5")
            for high in range(0xA4, 0xC6)
            for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
        ]
        self.random.shuffle(common)
        self.characters = common[:_KINDS]
        self.weights = list(accumulate(1 / (rank + 10) for rank in range(_KINDS)))

    def han(self, least: int, most: int) -> str:
        number = self.random.randint(least, most)
        text = "".join(self.random.choices(self.characters, cum_weights=self.weights, k=number))
        self.written += number
        return text

    def clause(self) -> str:
        chance = self.random.random()
        if chance < 0.03:
            year = str(self.random.randint(1500, 1999))
            self.written += len(year) + 1
            return f"{year}年{self.han(3, 9)}"
        if chance < 0.05:
            name = self.random.choice(_FOREIGN)
            self.written += len(name)
            return f"{self.han(2, 6)}{name}{self.han(2, 6)}"
        return self.han(4, 12)

    def sentence(self) -> str:
        clauses = [self.clause() for _ in range(self.random.randint(2, 4))]
        self.written += len(clauses)  # a mark after each
        return "，".join(clauses) + self.random.choices("。？！", (18, 1, 1))[0]

    def note(self) -> str:
        page = str(self.random.randint(1, 400))
        self.written += len(page) + 6
        return f"^[{self.han(2, 3)}：《{self.han(3, 8)}》，頁{page}。]"


def generate(characters: int, notes: int, seed: int = 1) -> Text:
    """Return a text of so many printed characters, or a sentence more, with so many notes."""
    writer = _Writer(seed)
    chapters = []
    placed = 0

    def paragraph() -> str:
        nonlocal placed
        parts = []
        for _ in range(writer.random.randint(3, 8)):
            parts.append(writer.sentence())
            if placed < notes and writer.written >= (placed + 0.5) * characters / notes:
                placed += 1
                parts.append(writer.note())
            if writer.written >= characters:
                break
        return "".join(parts)

    number = max(1, round(characters / _CHAPTER))
    for index in range(number):
        title = writer.han(4, 8)
        blocks: list[str] = []
        while writer.written < characters * (index + 1) / number:
            if len(blocks) % 7 == 6:
                blocks.append(f"## {writer.han(4, 9)}")
            blocks.append(paragraph())
        chapters.append(Chapter(title, tuple(blocks)))
    missing = "".join(writer.note() for _ in range(notes - placed))
    last = chapters[-1]
    chapters[-1] = Chapter(last.title, (*last.blocks[:-1], last.blocks[-1] + missing))
    return Text(tuple(chapters), writer.written, notes)


def markdown(text: Text) -> str:
    """Return the whole text as one file of Markdown."""
    return "\n\n".join(_blocks(text)) + "\n"


def _blocks(text: Text) -> Iterator[str]:
    for chapter in text.chapters:
        yield f"# {chapter.title}"
        yield from chapter.blocks


def write_book(text: Text, folder: Path, slug: str = "bench") -> Path:
    """Write the text as a book of nkbook's into a new folder, and return it."""
    (folder / "chapters").mkdir(parents=True)
    names = [f"c{number:04}.md" for number in range(len(text.chapters))]
    for name, chapter in zip(names, text.chapters, strict=True):
        body = "\n\n".join(chapter.blocks)
        (folder / "chapters" / name).write_text(
            f"---\ntitle: {chapter.title}\n---\n\n{body}\n", encoding="utf-8"
        )
    body = ", ".join(f'"{name}"' for name in names)
    (folder / "chapters/book.toml").write_text(
        _TOML.format(slug=slug, title=text.chapters[0].title, body=body), encoding="utf-8"
    )
    return folder
