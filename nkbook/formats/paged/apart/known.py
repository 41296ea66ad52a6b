"""What is known of a book's page numbers while its sections are laid out, and what is guessed.

A number that stands where its figures are left open has to have as many as the true one, or its
section is laid out again. The text before a place says about what page it is on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from types import MappingProxyType

import lxml.html

from nkbook.formats.paged.apart.settled import Laid, Told
from nkbook.formats.paged.trims import Trim, trim
from nkbook.model.metadata import Matter
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication
from nkbook.project.config.options import PdfTable
from nkbook.store import Key

_PAGE = 700  # characters on one, about: only to guess how many figures a page number has
_NOTES = "//span[contains(concat(' ', @class, ' '), ' note ')]"
_NOTE_SIZE = 0.8  # of notes, beside that of text
_WHITE = 1.06  # lines of a page beside those that are printed: white at its foot
_WIDE = re.compile(r"[\u2e80-\U0003ffff]")
# What stands on lines of its own, and how many lines of white and such are around it.
_LINES: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(("p", "li", "dd", "dt", "tr", "figcaption", "caption", "pre"), 0)
    | {"h1": 6, "h2": 3, "img": 12, "svg": 12}
    | dict.fromkeys(("h3", "h4", "h5", "h6"), 2)
)
_ID = re.compile(r'\sid="([^"]+)"')
_UNKNOWN, _NOWHERE = "unknown", "nowhere"  # instead of a page counter


@dataclass(slots=True)
class Known:
    """The page counters at the anchors of a book, as far as they are known.

    ``guess`` stands for a counter that is not known; ``figures`` is how many figures each that may
    be left open is thought to have. When the counters are ``complete``, an anchor without one is
    nowhere.
    """

    guess: int
    counters: Mapping[str, int] = field(default_factory=dict)
    complete: bool = False
    figures: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, publication: Publication) -> Known:
        """Return what is known of a book that is not laid out: nothing.

        The guess has as many figures as most numbers, the same for most changes to a book.
        """
        documents = (page.document for page in publication.pages if page.document)
        characters = sum(len(document.chapter.text) for document in documents)
        return cls(int("8" * len(str(characters // _PAGE // 2))))

    def has(self, name: str) -> bool:
        """Return True if the counter at an anchor is known, or that it is nowhere."""
        return self.complete or name in self.counters

    def count(self, name: str) -> int | None:
        """Return how many figures the counter at an anchor has or is thought to have, if any."""
        if self.has(name):
            counter = self.counters.get(name)
            return None if counter is None else len(str(counter))
        return self.figures.get(name)

    def given(self, names: Iterable[str]) -> dict[str, int | None]:
        """Return the counters that are known at some anchors, None for those that are nowhere."""
        return {name: self.counters.get(name) for name in names if self.has(name)}

    def counts(self, names: Iterable[str]) -> dict[str, int]:
        """Return how many figures the counters at some anchors have or are thought to have.

        Only those are among them that may be left open.
        """
        found = ((name, self.count(name)) for name in names if name in self.figures)
        return {name: count for name, count in found if count is not None}

    def key(self, base: Key, told: Told) -> Key:
        """Return the key of what a section becomes that depends on these numbers."""
        return base.also(
            numbers={name: self._answer(name) for name in told.asked},
            figures={name: self.count(name) for name in told.open},
        )

    def _answer(self, name: str) -> int | str:
        nothing = _NOWHERE if self.complete else f"{_UNKNOWN}: {self.guess}"
        return self.counters.get(name, nothing)


def named_first(sections: Sequence[Laid], waiting: Collection[PageKind]) -> Sequence[Laid]:
    """Return the first pages of a book, up to one of the kinds that wait, if others name a place.

    Their numbers are Roman: another one moves the text that prints it, and all that is after.
    """
    matter = (one.page.kind in waiting or one.page.matter is not Matter.FRONT for one in sections)
    end = next((number for number, ends in enumerate(matter) if ends), len(sections))
    ids = {id for one in sections[:end] if one.source for id, _ in _anchors(one.source.body)}
    named = any(one.source and ids & one.source.leads for one in sections[end:])
    return sections[:end] if named else ()


def figures(sections: Iterable[Laid], pdf: PdfTable) -> dict[str, int]:
    """Return how many figures the page counter at each anchor will have, about.

    Not of those in front matter, whose numbers are Roman and as wide as they happen to be. ``pdf``
    says how much a page holds, and on which side chapters begin.
    """
    paper = trim(pdf.trim)
    found: dict[str, int] = {}
    before = 0  # pages
    for section in sections:
        if section.source is None or section.page.matter is Matter.FRONT:
            continue
        pages = _pages(section.source.body, paper)
        for name, at in _anchors(section.source.body):
            found.setdefault(name, len(str(1 + int(before + pages * at))))
        before += ceil(pages)
        before += before % 2 if pdf.recto_chapters else 0
    return found


def _pages(body: str, paper: Trim) -> float:
    """Return how many pages a section has, about: its lines, with a few of white between."""
    root = lxml.html.fromstring(body)
    lines = 0.0
    for note in root.xpath(_NOTES):
        # It is set smaller than text, and has its number to itself.
        length = _NOTE_SIZE * (2 + _ems(note.text_content()))
        lines += _NOTE_SIZE * max(1, ceil(length / paper.characters))
        note.drop_tree()
    for block in root.iter(*_LINES):
        if block.tag == "tr":
            room = paper.characters / max(1, len(block))
            own = max((ceil(_ems(cell.text_content()) / room) for cell in block), default=1)
        elif block.find("p") is not None:
            continue  # whose lines are counted
        else:
            own = ceil(_ems(block.text_content()) / paper.characters)
        lines += max(1, own) + _LINES[str(block.tag)]
    return max(1.0, _WHITE * lines / paper.lines)


def _ems(text: str) -> float:
    """Return the length of a text in ems, about: Western letters have half of one."""
    wide = len(_WIDE.findall(text))
    return wide + (len(text) - wide) / 2


def _anchors(body: str) -> Iterator[tuple[str, float]]:
    """Yield the anchors of a section with their places in it, from 0 to 1."""
    for match in _ID.finditer(body):
        yield match[1], match.start() / len(body)
