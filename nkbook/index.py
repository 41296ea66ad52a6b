"""Makes the index from the marks in the text: entries, their order, their headings, their folios.

``{.index}`` marks a place, ``{.index key="…"}`` files it under other words, ``{.index see="…"}``
and data/index.yaml refer from one entry to another.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from nkbook.book import (
    Edition,
    Element,
    Folio,
    IndexEntry,
    IndexGroup,
    IndexLink,
    IndexNote,
    Page,
    Publication,
)
from nkbook.collation import Heading, Key, heading, sort_key
from nkbook.errors import Diagnostic, Location, diagnostic
from nkbook.labels import cjk_number
from nkbook.trees import has_class

LOCATORS = "locators"  # class of the span that holds an entry's links
SEPARATOR = "、"


@dataclass(slots=True)
class _Draft:
    """An entry while it is gathered."""

    term: str
    location: Location
    number: int
    marks: list[str] = field(default_factory=list)
    see: str | None = None
    see_at: Location | None = None
    see_also: tuple[str, ...] = ()
    note: IndexNote | None = None


def build(
    pages: Sequence[Page], notes: Sequence[IndexNote], edition: Edition
) -> tuple[tuple[IndexGroup, ...], tuple[Diagnostic, ...]]:
    """Return the index of a book that has a page for it; NK225 for what leads nowhere.

    Ids of entries follow from those of the marks, which are the same in all editions.
    """
    page = next((page for page in pages if page.template == "index"), None)
    if page is None:
        return (), ()
    drafts = _gather(pages, notes)
    problems = list(_unused(drafts))
    if not drafts:
        where = Location("chapters/book.toml")
        hint = "mark terms in the chapters: [停火]{.index}"
        problems.append(diagnostic("NK225", "the index has no entries", where, hint))
    ids = {term: f"{page.id}-{draft.number}" for term, draft in drafts.items()}
    rows: list[tuple[Heading, Key, IndexEntry]] = []
    for draft in drafts.values():
        entry, found = _entry(draft, drafts, ids)
        problems += found
        note = draft.note
        how = (note.reading, note.strokes) if note else ((), ())
        rows.append(
            (
                heading(draft.term, edition.language, *how),
                sort_key(draft.term, edition.language, *how),
                entry,
            )
        )
    rows.sort(key=lambda row: row[1])
    groups = tuple(
        IndexGroup(_title(head, edition.labels), tuple(entry for _, _, entry in group))
        for head, group in groupby(rows, key=lambda row: row[0])
    )
    return groups, tuple(problems)


def _gather(pages: Sequence[Page], notes: Sequence[IndexNote]) -> dict[str, _Draft]:
    """Return the entries by their words, in the order that the book first names them."""
    drafts: dict[str, _Draft] = {}
    for page in pages:
        for mark in page.document.index_marks if page.document else ():
            draft = drafts.setdefault(mark.entry, _Draft(mark.entry, mark.location, len(drafts)))
            if mark.see:
                draft.see, draft.see_at = mark.see, mark.location
            else:
                draft.marks.append(mark.id)
    for note in notes:
        draft = drafts.setdefault(note.term, _Draft(note.term, note.location, len(drafts)))
        draft.note = note
        draft.see_also = note.see_also
        if note.see:
            draft.see, draft.see_at = note.see, note.location
    return drafts


def _unused(drafts: dict[str, _Draft]) -> Iterable[Diagnostic]:
    """Yield NK225 for each note on an entry that nothing marks, and take it out."""
    for term, draft in list(drafts.items()):
        if draft.note and not (draft.marks or draft.see or draft.see_also):
            del drafts[term]
            message = f'no text is marked for the index entry "{term}"'
            yield _nowhere(message, draft.location, term, drafts)


def _nowhere(message: str, where: Location, term: str, drafts: Iterable[str]) -> Diagnostic:
    near = difflib.get_close_matches(term, list(drafts), n=1, cutoff=0.5)
    hint = f'did you mean "{near[0]}"?' if near else f"mark a place for it: [{term}]{{.index}}"
    return diagnostic("NK225", message, where, hint)


def _entry(
    draft: _Draft, drafts: Mapping[str, _Draft], ids: Mapping[str, str]
) -> tuple[IndexEntry, list[Diagnostic]]:
    """Return a finished entry, and NK225 for each entry that it names and the index lacks."""
    problems = []
    note = draft.note.location if draft.note else draft.location
    wanted = [(draft.see, draft.see_at or note)] if draft.see else []
    for term, where in [*wanted, *((term, note) for term in draft.see_also)]:
        if term not in drafts or drafts[term].see:
            message = f'"{draft.term}" refers to "{term}", which is no entry of the index'
            rest = [other for other in drafts if other != draft.term]
            problems.append(_nowhere(message, where, term, rest))
    see = IndexLink(draft.see, ids[draft.see]) if draft.see and draft.see in ids else None
    also = tuple(IndexLink(term, ids[term]) for term in draft.see_also if term in ids)
    return IndexEntry(ids[draft.term], draft.term, tuple(draft.marks), see, also), problems


def _title(head: Heading, labels: Mapping[str, str]) -> str:
    """Return the words of a heading: 三畫, A, 數字, 西文."""
    if head.kind == "strokes":
        return labels["index_strokes"].format(n=cjk_number(int(head.value)))
    return str(head.value) if head.kind == "initial" else labels[f"index_{head.kind}"]


def locators(marks: Iterable[str], folios: Mapping[str, Folio]) -> dict[str, str]:
    """Return what an entry prints, by the id of the mark that it links to: 12, 14–16, iii.

    Marks on one page are one, and pages that follow each other a range, if their labels are of one
    kind. A mark without a folio is left out.
    """
    first: dict[int, tuple[str, str]] = {}
    for mark in marks:
        if folio := folios.get(mark):
            first.setdefault(folio.page, (mark, folio.label))
    runs: list[list[int]] = []
    for page in sorted(first):
        label = first[page][1]
        before = runs[-1][-1] if runs else None
        if before == page - 1 and first[before][1].isdigit() == label.isdigit():
            runs[-1].append(page)
        else:
            runs.append([page])
    return {
        first[run[0]][0]: first[run[0]][1]
        if len(run) == 1
        else f"{first[run[0]][1]}–{first[run[-1]][1]}"
        for run in runs
    }


def printed(publication: Publication, folios: Mapping[str, Folio]) -> dict[str, str]:
    """Return what the whole index prints, by the id of the mark that each link leads to."""
    return {
        mark: text
        for group in publication.index
        for entry in group.entries
        for mark, text in locators(entry.marks, folios).items()
    }


def marks(publication: Publication) -> frozenset[str]:
    """Return the ids of all places in the text that the index names."""
    return frozenset(
        mark for group in publication.index for entry in group.entries for mark in entry.marks
    )


def fill(root: Element, texts: Mapping[str, str]) -> None:
    """Give the links of a rendered index their texts; links without one are taken out."""
    for span in root.iter("span"):
        if has_class(span, LOCATORS):
            links = [link for link in span if _mark(link) in texts]
            for child in list(span):
                span.remove(child)
            for link in links:
                link.text = texts[_mark(link)]
                link.tail = SEPARATOR
                span.append(link)
            if links:
                links[-1].tail = None


def _mark(link: Element) -> str:
    """Return the id that a link leads to, be it in this file or another."""
    return str(link.get("href", "")).rpartition("#")[2]


def by_chapter(publication: Publication) -> dict[str, str]:
    """Return what an index without pages prints: each entry's chapters, once each."""
    pages = {page.id: page for page in publication.pages}
    found: dict[str, str] = {}
    for group in publication.index:
        for entry in group.entries:
            seen = set()
            for mark in entry.marks:
                page = pages[publication.anchors[mark]]
                if page.id not in seen:
                    seen.add(page.id)
                    found[mark] = page.number or page.title
    return found
