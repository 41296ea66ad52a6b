"""A book whose sections are laid out: its pages with their margin boxes, ready to be bound."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nkbook.formats.base import FormatContext
from nkbook.formats.paged.apart import spine, work
from nkbook.formats.paged.apart.documents import Documents
from nkbook.formats.paged.apart.keys import Keys
from nkbook.formats.paged.apart.rounds import settle
from nkbook.formats.paged.apart.settled import Looks, Settled, Want, has, keep
from nkbook.formats.paged.document import Assembly
from nkbook.formats.tasks import Setup, Steps, Task, Tasks
from nkbook.model.publication import Publication
from nkbook.store import Key, Store
from nkbook.weasy import (
    Frame,
    Furniture,
    LostText,
    Message,
    PageFacts,
    PlacedNote,
    ShownPart,
    TextStart,
)

_AT_A_TIME = 40  # pages whose margin boxes one task makes, at least
_ALL_PAGES = "counter(pages"  # in a stylesheet that prints the number of pages


Order = work.Order


@dataclass(frozen=True, slots=True)
class Book:
    """All that is known of a book's pages; pages count from 0, as in a layout of the whole."""

    pages: tuple[PageFacts, ...]
    notes: Mapping[str, PlacedNote]
    messages: tuple[Message, ...]
    starts: tuple[TextStart | None, ...]
    lost: tuple[LostText, ...]
    parts: tuple[ShownPart, ...]
    leaves: tuple[work.Leaf, ...]  # with the keys of their records
    settled: Settled

    def texts(self, ids: Collection[str]) -> dict[str, str]:
        """Return the text of each page of the spine that has one of these ids."""
        sources = (section.source for section in self.settled.sections)
        return {source.id: source.text for source in sources if source.id in ids}

    def binding(self, setup: Setup, store: Store, name: str, look: work.Look, order: Order) -> Task:
        """Return the task that writes the book's file in one of its looks."""
        keys = self.settled.keys
        sources = {section.source.id: section.source for section in self.settled.sections}
        leaves = tuple(
            replace(leaf, painted=keys.look(leaf.painted, name, sources[leaf.id]))
            if leaf.painted
            else leaf
            for leaf in self.leaves
        )
        head = self.settled.documents.head
        job = work.BindJob(store, leaves, name, look, head, order)
        return Task(work.BIND, job, setup, len(self.pages))


def laid_out(
    publication: Publication, context: FormatContext, want: Want, own: Looks, store: Store
) -> Steps[tuple[Publication, Book]]:
    """Lay a publication out section by section.

    ``own`` are the looks, among those that are wanted, that the format needs itself. Return the
    publication with the numbers that its notes have, and its pages. Raises as ``settle`` does.
    """
    settled = yield from settle(publication, context, want, store)
    margins = _Margins.of(settled, context, want, own, store)
    furniture = yield from margins.made()
    return settled.publication, _book(settled, furniture)


@dataclass(frozen=True, slots=True)
class _Furnished:
    """The margin boxes of a section's pages and the blank one before it, without drawings."""

    key: Key
    made: tuple[Furniture, ...]


@dataclass(frozen=True, slots=True)
class _Margins:
    """The margin boxes of a book, which are laid out with the stylesheets of the format itself."""

    settled: Settled
    setup: Setup
    documents: Documents
    keys: Keys
    looks: Looks
    store: Store

    @classmethod
    def of(
        cls, settled: Settled, context: FormatContext, want: Want, own: Looks, store: Store
    ) -> _Margins:
        setup = work.setup(settled.publication, context)
        looks = {
            name: look.look if isinstance(look, work.Dress) else look for name, look in own.items()
        }
        documents = settled.documents
        if want.by != want.format:
            documents = Documents(Assembly.of(settled.publication, context, want.format))
        return cls(settled, setup, documents, Keys(store, documents, setup, looks), looks, store)

    def made(self) -> Steps[tuple[_Furnished, ...]]:
        """Make the margin boxes of all pages, some sections at a time."""
        store, html = self.store, self.documents.empty
        placed = [one.placed for one in self.settled.sections]
        total = sum(len(one.frames) for one in placed)
        pages = total if _ALL_PAGES in html else 0
        keys = [self.keys.furniture(one.frames, pages) for one in placed]
        frames = {key: one.frames for key, one in zip(keys, placed, strict=True)}
        missing = [key for key in frames if not has(store, key)]
        parts = list(_parted(missing, frames))

        def taken(number: int, made: tuple[Furniture, ...]) -> None:
            rest = iter(made)
            for key in parts[number]:
                own = tuple(next(rest) for _ in frames[key])
                keep(store, key, pickle.dumps(own))

        tasks = []
        for part in parts:
            wanted = tuple(frame for key in part for frame in frames[key])
            job = work.FurnishJob(html, self.documents.common(), wanted, total, self.looks)
            tasks.append(Task(work.FURNISH, job, self.setup, len(wanted), anywhere=True))
        yield Tasks(tuple(tasks), f"the margins of {total} pages", taken=taken)
        return tuple(_Furnished(key, _printed(store, key)) for key in keys)


def _parted(
    keys: Sequence[Key], frames: Mapping[Key, Sequence[Frame]]
) -> Iterator[tuple[Key, ...]]:
    """Yield keys in groups that have enough pages to be worth a task."""
    group: list[Key] = []
    for key in keys:
        group.append(key)
        if sum(len(frames[one]) for one in group) >= _AT_A_TIME:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


def _printed(store: Store, key: Key) -> tuple[Furniture, ...]:
    made = pickle.loads(work.taken(store, key))  # noqa: S301 — of our own store
    return tuple(replace(one, painted={}) for one in made)


def _book(settled: Settled, furnished: Sequence[_Furnished]) -> Book:
    pages: list[PageFacts] = []
    starts: list[TextStart | None] = []
    leaves: list[work.Leaf] = []
    messages: list[Message] = []
    for section, margins in zip(settled.sections, furnished, strict=True):
        one = section.placed
        facts = [spine.BLANK] * one.blank + [page.facts for page in one.record.pages]
        pages += (
            replace(page, folio=made.folio, off=(*page.off, *made.off))
            for page, made in zip(facts, margins.made, strict=True)
        )
        if one.blank:
            starts.append(None)
            leaves.append(work.Leaf("", None, None, margins.key, (0,)))
        starts += one.record.starts
        own = tuple(range(int(one.blank), len(margins.made)))
        part, numbers = section.source.part, section.numbers
        leaves.append(work.Leaf(one.record.id, part, section.key, margins.key, own, numbers))
        messages += one.record.messages
        messages += (message for made in margins.made for message in made.messages)
    placed = [section.placed for section in settled.sections]
    return Book(
        pages=tuple(pages),
        notes=spine.notes(placed),
        messages=tuple(dict.fromkeys(messages)),
        starts=tuple(starts),
        lost=tuple(text for one in placed for text in one.record.lost),
        parts=tuple(part for one in placed for part in one.record.parts),
        leaves=tuple(leaves),
        settled=settled,
    )
