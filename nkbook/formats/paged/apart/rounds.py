"""Lays a book out section by section, in rounds, until the page numbers that it prints are true.

A section is laid out with the page counters that are known of the places that it names. When all
are laid out, the places have their pages; sections that printed another number are laid out again,
and so on until none does: mostly twice, because a number seldom moves a page. First pages that are
named come before, since Roman numbers cannot be left open. Numbers that are (``weasy.numbers``)
need no second layout, if they have as many figures as was thought. What has been laid out is kept
in the store under all that it depends on, so that the next build finds it.

More than one set of numbers may be true of a book, where a digit more moves a page. So each build
goes the same way from the same guess, whatever is in the store: that only spares it the work.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Mapping, Sequence

from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.diagnostics.problems import diagnostic
from nkbook.formats.base import FormatContext
from nkbook.formats.paged import note_numbers
from nkbook.formats.paged.apart import spine, work
from nkbook.formats.paged.apart.documents import Documents
from nkbook.formats.paged.apart.keys import Keys
from nkbook.formats.paged.apart.known import Known, figures, named_first
from nkbook.formats.paged.apart.reach import reaches_across
from nkbook.formats.paged.apart.settled import (
    Bindable,
    Laid,
    ReachesAcrossError,
    Settled,
    Told,
    Want,
    has,
    keep,
    pages_of,
)
from nkbook.formats.paged.document import Assembly
from nkbook.formats.paged.folios import numbering
from nkbook.formats.tasks import Steps, Task, Tasks
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication
from nkbook.store import Key, Store
from nkbook.weasy import Section, SectionRecord

MOST_ROUNDS = 12

_WAITING = frozenset((PageKind.CONTENTS, PageKind.INDEX))
_LAST = PageKind.CONTENTS  # it prints where all the others are, the index too


def settle(
    publication: Publication, context: FormatContext, want: Want, store: Store
) -> Steps[Settled]:
    """Lay a publication out until its numbers are true, and return it with them.

    Raises InvalidOutputError (NK405) when they do not settle.
    """
    settled = yield from Rounds(publication, context, want, store).run()
    if settled is None:
        raise InvalidOutputError(
            diagnostic(
                "NK405",
                "the page numbers do not settle: each layout moves some to another page",
                hint="change the text of a chapter with a page reference a little",
            )
        )
    return settled


class Rounds:
    """The way to true numbers, from none."""

    def __init__(
        self, publication: Publication, context: FormatContext, want: Want, store: Store
    ) -> None:
        """Begin with a publication, laid out for paper."""
        self._publication, self._context = publication, context
        self._want, self._looks, self._store = want, want.looks, store
        self._setup = work.setup(publication, context)
        self._by_page = context.options.notes.counted_by == "page"
        self._known = Known.of(publication)
        self._locators: dict[str, str] | None = None
        self._assemble()
        self._sections: list[Laid] = []
        for page, part in self._assembly.parts():
            before = self._sections[-1] if self._sections else None
            self._sections.append(Laid(page, part, before))

    def run(self) -> Steps[Settled | None]:
        """Lay out until nothing changes; None when it does not end."""
        for number in range(MOST_ROUNDS):
            self._write_sources()
            if number == 0:
                self._refuse_reach()
                self._known.figures = figures(self._sections, self._context.options.pdf)
                if named := named_first(self._sections, _WAITING):
                    yield from self._lay_out(self._changed(named)[0])
            todo, found = self._wanted(first=number == 0)
            if not todo and not found:
                return self._settled()
            yield from self._lay_out(todo)
        return None

    def _lay_out(self, todo: Sequence[Laid]) -> Steps[None]:
        """Lay sections out, and learn from what is laid out by now."""
        yield self._layouts(todo, f"{len(todo)} sections")
        # A stylesheet may ask for numbers that are known but were not given, since no link in the
        # section leads there: they are in a second try.
        yield self._layouts([section for section in todo if section.key is None])
        self._place()

    def _layouts(self, sections: Sequence[Laid], doing: str = "") -> Tasks:
        """Return the tasks that lay sections out, each of which is kept when it is laid out."""

        def taken(number: int, result: tuple[SectionRecord, Mapping[str, bytes]]) -> None:
            self._keep(sections[number], *result)

        return Tasks(tuple(self._tasks(sections)), doing, pages_of, taken)

    def _assemble(self) -> None:
        publication, context, want = self._publication, self._context, self._want
        self._assembly = Assembly.of(publication, context, want.by, want.whole)
        printed = None if want.by == want.format else Assembly.of(publication, context, want.format)
        self._documents = Documents(self._assembly, printed)
        self._keys = Keys(self._store, self._documents, self._setup, self._looks)

    def _write_sources(self) -> None:
        """Make the documents of the pages whose text may have changed."""
        for section in self._sections:
            if section.source is None or section.page.kind is PageKind.INDEX:
                locators = self._locators or {}
                section.source = self._documents.source(section.page, section.part, locators)

    def _refuse_reach(self) -> None:
        """Raise ReachesAcross for a book with rules that could see more than one section."""
        documents = self._documents
        sources = [section.source for section in self._sections if section.source is not None]
        elements = documents.elements(sources)
        key = self._store.key("reach", sheets=documents.sheets, elements=elements)
        data = self._store.get(key)
        if data is None:
            data = (reaches_across(documents.sheets, elements) or "").encode()
            self._store.put(key, data)
        if data or documents.adds_to_the_body:
            raise ReachesAcrossError(data.decode() or "the template of documents")

    def _wanted(self, *, first: bool) -> tuple[list[Laid], bool]:
        """Return the sections that must be laid out, and whether the store had others.

        The index waits for the second round, because all its numbers would be guessed, and the
        contents until nothing else changes: what others do would move their numbers.
        """
        waiting = _WAITING if first else (_LAST,)
        rest = [section for section in self._sections if section.page.kind not in waiting]
        todo, found = self._changed(rest)
        if first or todo or found:
            return todo, found
        return self._changed([one for one in self._sections if one.page.kind is _LAST])

    def _changed(self, sections: Sequence[Laid]) -> tuple[list[Laid], bool]:
        todo, found = [], False
        for section in sections:
            if section.source is None:
                continue
            base = self._base(section)
            told = self._told(base)
            key = None if told is None else self._known.key(base, told)
            if key is None or key != section.key:
                record = None if key is None else self._stored(key, section)
                if record is None:
                    todo.append(section)
                else:
                    section.key, section.record = key, record
                    found = True
        return todo, found

    def _base(self, section: Laid) -> Key:
        """Return the key of all that a section depends on but numbers."""
        before = section.before.source if section.before is not None else None
        stub = before.root.classes if before is not None else ()
        return self._keys.base(section.ready, stub, section.side, int(section.before is not None))

    def _told(self, base: Key) -> Told | None:
        """Return what a section has told when it was laid out before."""
        data = self._store.get(base)
        return None if data is None else Told(**json.loads(data))

    def _looks_of(self, section: Laid) -> dict[str, work.Look]:
        """Return the looks of a section: other formats than the PDF print the cover elsewhere."""
        is_cover = section.page.kind is PageKind.COVER
        looks = {
            name: look
            for name, look in self._looks.items()
            if not (is_cover and isinstance(look, work.Dress))
        }
        return work.narrowed(looks, section.ready.shows)

    def _stored(self, key: Key, section: Laid) -> SectionRecord | None:
        """Return the record of that key, if all the looks of it that are wanted are kept too.

        One that guessed a number has none.
        """
        data = self._store.get(key)
        if data is None:
            return None
        record: SectionRecord = pickle.loads(data)  # noqa: S301 — of our own store
        if record.guessed:
            return record
        keys = [self._keys.look(key, name, section.ready) for name in self._looks_of(section)]
        return record if all(has(self._store, look) for look in keys) else None

    def _html(self, section: Laid) -> str:
        before = section.before.source if section.before is not None else None
        return self._documents.document(section.ready, before)

    def _tasks(self, sections: Sequence[Laid]) -> Iterator[Task]:
        for section in sections:
            source = section.ready
            # Stylesheets may name places too: which, it has told when it was laid out before.
            told = self._told(self._base(section)) or Told()
            names = source.leads.union(told.asked, told.open)
            laid = Section(
                id=source.id,
                html=self._html(section),
                files=self._documents.shown(source),
                known=self._known.given(names),
                guess=self._known.guess,
                side=section.side,
                before=int(section.before is not None),
                part=source.part,
                figures=self._known.counts(names.difference(told.asked)),
            )
            job = work.LayJob(laid, self._looks_of(section))
            about = f'the layout of "{source.id}"'
            yield Task(work.LAY, job, self._setup, len(source.body), anywhere=True, about=about)

    def _keep(self, section: Laid, record: SectionRecord, painted: Mapping[str, bytes]) -> None:
        """Keep what was laid out, unless a number in it was guessed that is known."""
        base = self._base(section)
        asked = tuple(sorted({*record.asked, *record.nowhere}))
        told = Told(asked, tuple(sorted(record.open)))
        keep(self._store, base, json.dumps({"asked": told.asked, "open": told.open}).encode())
        missed = any(map(self._known.has, record.guessed))
        section.key = None if missed else self._known.key(base, told)
        section.record = record
        if section.key is not None:
            for name, data in painted.items():
                keep(self._store, self._keys.look(section.key, name, section.ready), data)
            keep(self._store, section.key, pickle.dumps(record))

    def _place(self) -> None:
        """Put the sections that are laid out one after another, and learn from it."""
        laid = [section for section in self._sections if section.record is not None]
        for section in laid[1:]:
            if section.record is not None and spine.joins(section.record):
                raise ReachesAcrossError(f"{section.page.id} begins on no page of its own")
        placed = spine.place([section.record for section in laid if section.record is not None])
        self._known.counters = spine.counters(placed)
        for section, one in zip(laid, placed, strict=True):
            section.side = one.side
        self._known.complete = len(laid) == len(self._sections)
        numbers = numbering(self._publication)
        places = spine.places(placed)
        wanted = {id: places[id] for id in numbers.marks if id in places}
        self._locators = dict(numbers.texts(list(spine.facts(placed)), wanted))
        if self._by_page and self._known.complete:
            self._number_notes(placed)

    def _number_notes(self, placed: Sequence[spine.Placed]) -> None:
        """Give the notes of each page numbers from 1."""
        renumbered = note_numbers.by_page(self._publication, spine.notes(placed))
        if note_numbers.numbers(renumbered) == note_numbers.numbers(self._publication):
            return
        self._publication = renumbered
        self._assemble()
        for section, page in zip(self._sections, renumbered.pages, strict=True):
            if page.document is not None:
                section.page, section.source = page, None

    def _settled(self) -> Settled:
        records = [section.record for section in self._sections if section.record is not None]
        placed = spine.place(records)
        return Settled(
            self._publication,
            self._documents,
            tuple(
                Bindable(
                    one,
                    section.key,
                    section.source,
                    {name: self._known.counters[name] for name in one.record.open},
                )
                for one, section in zip(placed, self._sections, strict=True)
                if section.key and section.source  # of all: they were wanted, and are laid out
            ),
            self._keys,
        )
