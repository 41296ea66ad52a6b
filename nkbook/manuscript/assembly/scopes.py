"""Makes every id unique in the book: one that is used again gets a name of its own.

The book is one file in the PDF, so its ids are unique in all of it. Authors write chapters one by
one: an id that two of them have, ``{#summary}``, is each chapter's own, and a link finds the one of
its chapter first.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.document import Document, Element
from nkbook.model.elements import HEADINGS
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import BibliographyEntry, Page
from nkbook.model.trees import is_call

_CODE = "NK209"


@dataclass(slots=True)
class _Ids:
    """The ids given so far, with their places; ``rows`` matches the ids of the index's rows."""

    places: dict[str, Location] = field(default_factory=dict)
    rows: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))
    problems: list[Diagnostic] = field(default_factory=list)

    def has(self, id: str) -> bool:
        return id in self.places or bool(self.rows.fullmatch(id))

    def unique(self, id: str) -> str:
        """Return an id that nothing has, like ``id``."""
        number = 2
        name = id
        while self.has(name):
            name = f"{id}-{number}"
            number += 1
        return name


def scoped(
    pages: Sequence[Page], bibliography: Sequence[BibliographyEntry]
) -> tuple[list[Page], list[Diagnostic]]:
    """Return the pages with ids that are unique in the book, and NK209 for each that was not.

    The old names of ids are in the aliases of their documents.
    """
    ids = _Ids()
    for entry in bibliography:
        ids.places[entry.id] = Location("chapters/data/references.yaml")
    found: dict[int, Page] = {}
    for number, page in sorted(enumerate(pages), key=lambda item: item[1].document is not None):
        found[number] = _page(page, ids)
    result = [found[number] for number in range(len(pages))]
    return [_scoped(page, ids) for page in result], ids.problems


def _page(page: Page, ids: _Ids) -> Page:
    """Return a page with an id of its own: those that nkbook makes come first."""
    document = page.document
    source = document.chapter.source if document else "chapters/book.toml"
    id = ids.unique(page.id)
    if id != page.id:
        ids.problems.append(
            diagnostic(
                _CODE,
                f'the chapter\'s id "{page.id}" is used twice; it becomes "{id}"',
                Location(source, 1),
                f"it is first used at {ids.places[page.id]}; give one of the chapters an id of its"
                " own in its header",
            )
        )
    ids.places[id] = ids.places[f"{id}-title"] = Location(source, 1)
    if page.kind is PageKind.INDEX:
        ids.rows = re.compile(rf"{re.escape(id)}-\d+")
    if document is None or id == page.id:
        return replace(page, id=id)
    aliases = {**document.aliases, page.id: id}
    return replace(page, id=id, document=replace(document, aliases=aliases))


def _scoped(page: Page, ids: _Ids) -> Page:
    """Return a page whose elements and notes have ids that no other has."""
    if page.document is None:
        return page
    every = [item for root in _roots(page.document) for item in _places(root)]
    every += [(note.id, note.location.line) for note in page.document.notes]
    if len({id for id, _ in every}) < len(every) or any(ids.has(id) for id, _ in every):
        return _Renamer(page, page.document, ids).renamed()
    for id, line in every:
        ids.places[id] = Location(page.document.chapter.source, line)
    return page


@dataclass(slots=True)
class _Renamer:
    """Gives ids of a page new names; ``own`` are those of which the page has the old one too."""

    page: Page
    document: Document
    ids: _Ids
    here: set[str] = field(default_factory=set)
    own: dict[str, str] = field(default_factory=dict)

    def renamed(self) -> Page:
        tree = copy.deepcopy(self.document.tree)
        notes = [replace(note, body=copy.deepcopy(note.body)) for note in self.document.notes]
        document = replace(self.document, tree=tree, notes=tuple(notes))
        for root in _roots(document):
            for element in root.iter():
                if element.get("id"):
                    self._rename(element, str(element.get("id")))
        for note in notes:
            new = self.ids.unique(note.id)
            self.ids.places[new] = note.location
            if new != note.id:
                self.own[note.id] = new
        for root in _roots(document):
            for call in filter(is_call, root.iter("a")):
                call.set("href", f"#{self._name(str(call.get('href'))[1:])}")
        return replace(self.page, document=self._records(document))

    def _name(self, id: str) -> str:
        return self.own.get(id, id)

    def _rename(self, element: Element, id: str) -> None:
        """Give an element an id that nothing else has; report it unless nkbook made the id."""
        where = Location(self.document.chapter.source, int(element.get("data-line") or 0) or None)
        new = id
        if self.ids.has(id):
            again = id in self.here
            section = element.getparent()
            is_title = element.tag in HEADINGS and section is not None and section.tag == "section"
            if is_title and section is not None:
                new = self.ids.unique(f"{section.get('id')}-title")
            else:
                new = self.ids.unique(id if again else f"{self.page.id}-{id}")
            element.set("id", new)
            if not again:
                self.own[id] = new
            if not is_title and not self._is_generated(id):
                self.ids.problems.append(self._problem(id, where, again=again))
        self.here.add(id)
        self.ids.places[new] = where

    def _is_generated(self, id: str) -> bool:
        """Return True if nkbook made an id: of the chapter's and a digest or a note's label."""
        chapter = re.escape(self.document.chapter.id)
        return bool(re.fullmatch(rf"{chapter}-(?:fn-.*|.*[0-9a-f]{{8}}(?:-.*)?)", id))

    def _problem(self, id: str, where: Location, *, again: bool) -> Diagnostic:
        rule = "a link in this chapter leads to its own, one elsewhere to the first"
        if again:
            rule = "links lead to the first"
        first = self.ids.places.get(id)
        hint = f"it is first used at {first}" if first else None
        return diagnostic(_CODE, f'id "{id}" is used twice; {rule}', where, hint)

    def _records(self, document: Document) -> Document:
        """Return the document with records that know the new names of ids."""
        name = self._name
        return replace(
            document,
            headings=tuple(replace(item, id=name(item.id)) for item in document.headings),
            notes=tuple(
                replace(note, id=name(note.id), call_id=name(note.call_id))
                for note in document.notes
            ),
            index_marks=tuple(
                replace(item, id=name(item.id), to=name(item.to) if item.to else None)
                for item in document.index_marks
            ),
            aliases={alias: name(id) for alias, id in document.aliases.items()} | self.own,
        )


def _roots(document: Document) -> Iterator[Element]:
    yield document.tree
    for note in document.notes:
        yield note.body


def _places(root: Element) -> Iterator[tuple[str, int | None]]:
    """Yield the ids in a tree with their lines."""
    for element in root.iter():
        if id := element.get("id"):
            yield str(id), int(element.get("data-line") or 0) or None
