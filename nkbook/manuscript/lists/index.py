"""Makes the index from the marks in the text: entries, their order, their headings, their folios.

``{.index}`` marks a place, ``{.index key="…"}`` files it under other words, ``{.index to=…}`` marks
a passage, ``{.index see="…"}`` and data/index.yaml refer from one entry to another. An entry's key
is its path: ``聯合國 > 決議`` is a sub-entry of 聯合國.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby

from nkbook.collation import Heading, Key, Order, heading, sort_key
from nkbook.diagnostics.hints import Guesses
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.locales.model import Locale
from nkbook.locales.registry import locale
from nkbook.manuscript.editions.readings import reading_of
from nkbook.model.book import IndexNote
from nkbook.model.document import IndexMark
from nkbook.model.metadata import Edition
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import (
    IndexEntry,
    IndexGroup,
    IndexLink,
    IndexPlace,
    Page,
)
from nkbook.project.index_notes import UNDER


@dataclass(slots=True)
class _Draft:
    """An entry while it is collected, by its full path."""

    term: str
    location: Location
    number: int
    places: list[IndexPlace] = field(default_factory=list)
    see: str | None = None
    see_at: Location | None = None
    see_also: tuple[str, ...] = ()
    note: IndexNote | None = None


def build(
    pages: Sequence[Page], notes: Sequence[IndexNote], edition: Edition
) -> tuple[tuple[IndexGroup, ...], tuple[Diagnostic, ...]]:
    """Return the index if the book has a page for it, and NK225 for what leads nowhere.

    Ids of entries follow from those of the marks, which are the same in all editions.
    """
    page = next((page for page in pages if page.kind is PageKind.INDEX), None)
    if page is None:
        return (), ()
    drafts = _gather(pages, notes)
    guesses = Guesses()
    problems = [*_drop_unused(drafts, guesses), *_cut_ranges(pages, drafts)]
    for draft in drafts.values():
        problems += _check_references(draft, drafts, guesses)
    _drop_empty(drafts)
    if not drafts:
        where = Location("chapters/book.toml")
        message = "the index has no entries; its title is printed alone"
        hint = "mark terms in the chapters: [停火]{.index}"
        problems.append(diagnostic("NK225", message, where, hint))
    ids = {term: f"{page.id}-{draft.number}" for term, draft in drafts.items()}
    own = locale(edition.language)
    rows = _rows(drafts)
    sorted_rows = _sorted(None, rows, ids, own)
    groups = tuple(
        IndexGroup(_title(head, own, edition.labels), tuple(entry for _, _, entry in group))
        for head, group in groupby(sorted_rows, key=lambda row: row[0])
    )
    return groups, tuple(problems)


_Rows = Mapping[str | None, Sequence[tuple[str, str, _Draft]]]


def _rows(drafts: Mapping[str, _Draft]) -> _Rows:
    """Return the entries by the one that they are under, None for the book's: path and word."""
    found: dict[str | None, list[tuple[str, str, _Draft]]] = {}
    for path, draft in drafts.items():
        above, _, term = path.rpartition(UNDER)
        found.setdefault(above or None, []).append((path, term, draft))
    return found


def _sorted(
    parent: str | None, rows: _Rows, ids: Mapping[str, str], own: Locale
) -> list[tuple[Heading, Key, IndexEntry]]:
    """Return the entries under another one, or the book's, in order."""
    found = []
    for path, term, draft in rows.get(parent, ()):
        how = _lookup(term, draft.note, own)
        entry = IndexEntry(
            ids[path],
            term,
            tuple(draft.places),
            _link(draft.see, ids, own) if draft.see and draft.see in ids else None,
            tuple(_link(other, ids, own) for other in draft.see_also if other in ids),
            tuple(row[2] for row in _sorted(path, rows, ids, own)),
        )
        key = sort_key(term, own.collation.order, *how)
        found.append((heading(term, own.collation.order, *how), key, entry))
    return sorted(found, key=lambda row: row[1])


def _lookup(term: str, note: IndexNote | None, own: Locale) -> tuple[Sequence[str], Sequence[int]]:
    """Return how readers look a term up: the pinyin and the strokes of its first characters."""
    reading, strokes = (note.reading, note.strokes) if note else ((), ())
    if own.collation.order is Order.PINYIN and not reading:
        return reading_of(term), strokes
    return reading, strokes


def _link(path: str, ids: Mapping[str, str], own: Locale) -> IndexLink:
    return IndexLink(path.replace(UNDER, own.marks.colon), ids[path])


def _gather(pages: Sequence[Page], notes: Sequence[IndexNote]) -> dict[str, _Draft]:
    """Return the entries by their words, in the order that the book first names them."""
    drafts: dict[str, _Draft] = {}

    def draft_of(path: str, location: Location) -> _Draft:
        above = path.rpartition(UNDER)[0]
        if above:
            draft_of(above, location)
        return drafts.setdefault(path, _Draft(path, location, len(drafts)))

    for _, mark in _marks(pages):
        draft = draft_of(mark.entry, mark.location)
        if mark.see:
            draft.see, draft.see_at = mark.see, mark.location
        else:
            draft.places.append(IndexPlace(mark.id, mark.to))
    for note in notes:
        draft = draft_of(note.term, note.location)
        draft.note = note
        draft.see_also = note.see_also
        if note.see:
            draft.see, draft.see_at = note.see, note.location
    return drafts


def _marks(pages: Sequence[Page]) -> Iterator[tuple[int, IndexMark]]:
    """Yield the marks in the order of the book, each with the number of its page."""
    for number, page in enumerate(pages):
        for mark in page.document.index_marks if page.document else ():
            yield number, mark


def _drop_unused(drafts: dict[str, _Draft], guesses: Guesses) -> Iterable[Diagnostic]:
    """Remove the entries that nothing in the text marks; yield NK225 for each."""
    below = _Below(drafts)
    for term, draft in list(drafts.items()):
        if draft.note and not (below[term] or draft.places or draft.see or draft.see_also):
            del drafts[term]
            below.remove(term)
            message = f'no text is marked for the index entry "{term}", which is left out'
            yield _missing(message, draft.location, term, lambda: drafts, guesses)


def _missing(
    message: str, where: Location, term: str, others: Callable[[], Iterable[str]], guesses: Guesses
) -> Diagnostic:
    near = guesses.near(term, others, cutoff=0.5)
    hint = f'did you mean "{near}"?' if near else f"mark a place for it: [{term}]{{.index}}"
    return diagnostic("NK225", message, where, hint)


def _check_references(
    draft: _Draft, drafts: Mapping[str, _Draft], guesses: Guesses
) -> Iterator[Diagnostic]:
    """Yield NK225 for each see or see-also reference to an entry that the index does not have."""
    note = draft.note.location if draft.note else draft.location
    wanted = [(draft.see, draft.see_at or note)] if draft.see else []
    for term, where in [*wanted, *((term, note) for term in draft.see_also)]:
        if term not in drafts or drafts[term].see:
            message = f'"{draft.term}" refers to "{term}", which is not an entry of the index'
            if term not in drafts:
                message += "; the reference is left out"
            others = partial(filter, draft.term.__ne__, drafts)
            yield _missing(message, where, term, others, guesses)


def _drop_empty(drafts: dict[str, _Draft]) -> None:
    """Remove the entries that only refer to entries which the index does not have."""
    below = _Below(drafts)
    for term, draft in list(drafts.items()):
        others = {draft.see, *draft.see_also} & drafts.keys()
        if not (below[term] or draft.places or others):
            del drafts[term]
            below.remove(term)


class _Below(Counter[str]):
    """How many entries are below each, at any depth: counted once, not for each anew."""

    def __init__(self, paths: Iterable[str]) -> None:
        super().__init__(above for path in paths for above in _above(path))

    def remove(self, path: str) -> None:
        """Take an entry away from those that it is below."""
        self.subtract(_above(path))


def _above(path: str) -> Iterator[str]:
    """Yield the entries that one is below."""
    at = path.find(UNDER)
    while at >= 0:
        yield path[:at]
        at = path.find(UNDER, at + 1)


def _cut_ranges(pages: Sequence[Page], drafts: Mapping[str, _Draft]) -> Iterator[Diagnostic]:
    """Take the end from each passage that has none after its beginning; yield NK225 for it."""
    ranged = [(number, mark) for number, mark in _marks(pages) if mark.to]
    ends = _ends(pages, {mark.to for _, mark in ranged} | {mark.id for _, mark in ranged})
    for number, mark in ranged:
        # A mark in a note has no place in the text: its chapter is used.
        if ends.get(mark.to or "", (-1, 0)) < ends.get(mark.id, (number, 0)):
            draft = drafts[mark.entry]
            draft.places = [
                replace(place, to=None) if place.mark == mark.id else place
                for place in draft.places
            ]
            message = (
                f'the passage on "{mark.entry}" has no end "{mark.to}" after its beginning, whose'
                " page alone is printed"
            )
            hint = "name an element that ends after the mark, such as its section: to=section-id"
            yield diagnostic("NK225", message, mark.location, hint)


def _ends(pages: Sequence[Page], ids: Iterable[str | None]) -> dict[str, tuple[int, int]]:
    """Return where elements end: the number of the page, and the count of elements until then."""
    wanted = set(ids)
    found = {}
    for number, page in enumerate(pages if wanted else ()):
        if page.id in wanted and page.document:
            found[page.id] = number, sum(1 for _ in page.document.tree.iter())
        for count, element in enumerate(page.document.tree.iter() if page.document else ()):
            if (id := element.get("id")) in wanted:
                found[str(id)] = number, count + sum(1 for _ in element.iter())
    return found


def _title(head: Heading, own: Locale, labels: Mapping[str, str]) -> str:
    """Return the words of a heading: 三畫, A, 數字, 西文."""
    if head.kind == "strokes":
        return labels["index_strokes"].format(n=own.numerals.words(int(head.value)))
    return str(head.value) if head.kind == "initial" else labels[f"index_{head.kind}"]


def rows(groups: Iterable[IndexGroup]) -> Iterator[IndexEntry]:
    """Yield all entries in index order, sub-entries after their entry."""

    def below(entries: Iterable[IndexEntry]) -> Iterator[IndexEntry]:
        for entry in entries:
            yield entry
            yield from below(entry.children)

    for group in groups:
        yield from below(group.entries)
