"""Turns citations into notes in the house style, and numbers all notes of the book."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree
from markupsafe import Markup

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.manuscript.citations.bibliography import bibliography
from nkbook.manuscript.citations.fragments import put
from nkbook.manuscript.citations.source import Source, source
from nkbook.manuscript.citations.style import Style
from nkbook.model.csl.item import CslItem
from nkbook.model.document import Citation, CitationItem, Document, Element, Note
from nkbook.model.publication import BibliographyEntry
from nkbook.model.trees import is_call
from nkbook.project.references import REFERENCES


def resolve(
    documents: Sequence[Document], items: Mapping[str, CslItem], style: Style
) -> tuple[tuple[Document, ...], tuple[BibliographyEntry, ...], tuple[Diagnostic, ...]]:
    """Return documents whose citations are numbered notes, and the bibliography of what they cite.

    Note numbers restart in each document, or run through the book when the style's numbering says
    so; those of a page are for its layout to give. An unknown key is NK203 and prints nothing.
    """
    problems = _unknown_keys(documents, items)
    sources = {key: source(item, style.edition.labels) for key, item in items.items()}
    resolved: list[Document] = []
    count = 0
    for document in documents:
        before = count if style.numbering == "book" else 0
        resolved.append(_Notes(document, sources, style, before).resolve())
        count += len(resolved[-1].notes)
    cited = {
        item.key
        for document in documents
        for citation in document.citations
        for item in citation.items
    }
    entries = [sources[key] for key in sources if key in cited]
    return tuple(resolved), bibliography(entries, style), tuple(problems)


def _unknown_keys(documents: Sequence[Document], items: Mapping[str, object]) -> list[Diagnostic]:
    """Return NK203 for each key without an entry, or once for a book without any entries."""
    unknown = [
        item
        for document in documents
        for citation in document.citations
        for item in citation.items
        if item.key not in items
    ]
    if unknown and not items:
        return [
            diagnostic(
                "NK203",
                f"the book cites sources but has no chapters/{REFERENCES}",
                unknown[0].location,
                "write the file: a list of CSL items under references:",
            )
        ]
    return [_unknown(item, items) for item in unknown]


def _unknown(item: CitationItem, items: Mapping[str, object]) -> Diagnostic:
    near = difflib.get_close_matches(item.key, items, n=1)
    return diagnostic(
        "NK203",
        f'citation key "{item.key}" not found',
        item.location,
        f'did you mean "{near[0]}"? (chapters/{REFERENCES})'
        if near
        else f"add an entry with this id to chapters/{REFERENCES}",
    )


@dataclass(slots=True)
class _Cited:
    """Where a chapter first cites a source."""

    number: int
    call_id: str


class _Notes:
    """Works through one document's calls in reading order; ``before`` notes precede it."""

    def __init__(
        self, document: Document, sources: Mapping[str, Source], style: Style, before: int
    ) -> None:
        self._before = before
        self._document = document
        self._sources = sources
        self._style = style
        self._citations = {citation.id: citation for citation in document.citations}
        self._written = {note.call_id: note for note in document.notes}
        self._first: dict[str, _Cited] = {}
        self._previous: tuple[str, ...] = ()
        self._notes: list[Note] = []

    def resolve(self) -> Document:
        """Return the document with every call numbered and every citation formatted."""
        tree = copy.deepcopy(self._document.tree)
        for element in list(tree.iter("a", "span")):
            if is_call(element):
                self._number(element, self._written[element.get("id", "")])
            elif element.get("class") == "citation":
                self._cite(element, self._citations[element.get("id", "")])
        for call in tree.iter("a"):
            if is_call(call) and _follows_call(call):
                call.set("class", "noteref adjacent")
        if not self._style.lists:
            for root in (tree, *(note.body for note in self._notes)):
                _unlink(root)
        return replace(self._document, tree=tree, notes=tuple(self._notes), citations=())

    def _number(self, call: Element, note: Note) -> None:
        """Give an author's own note its number; citations inside it are set in its text."""
        number = self._before + len(self._notes) + 1
        body = copy.deepcopy(note.body)
        for placeholder in list(body.iter("span")):
            if placeholder.get("class") == "citation":
                citation = self._citations[placeholder.get("id", "")]
                placeholder.set("class", "cited")
                put(placeholder, self._fragment(citation, number, note.call_id))
        self._previous = ()
        call.text = str(number)
        self._notes.append(replace(note, body=body, number=number))

    def _cite(self, placeholder: Element, citation: Citation) -> None:
        """Put a note's call in a citation's place."""
        number = self._before + len(self._notes) + 1
        id = citation.id.replace("-cite-", "-fn-", 1)
        note = Note(id, f"{id}-call", etree.Element("div"), citation.location, number)
        paragraph = etree.SubElement(
            note.body, "p", {"id": f"{id}-p", "data-line": str(citation.location.line)}
        )
        last = self._sources.get(citation.items[-1].key)
        fragment = self._fragment(citation, number, note.call_id)
        put(paragraph, _stopped(fragment, last, self._style))
        placeholder.tag = "a"
        placeholder.attrib.update({"class": "noteref", "id": note.call_id, "href": f"#{id}"})
        placeholder.text = str(number)
        self._notes.append(note)

    def _fragment(self, citation: Citation, number: int, call_id: str) -> Markup:
        """Return the text of a citation group, its sources separated by full-width semicolons."""
        parts = [
            self._item(item, number, call_id)
            for item in citation.items
            if item.key in self._sources
        ]
        self._previous = tuple(item.key for item in citation.items)
        return Markup.escape(self._style.locale.marks.semicolon).join(parts)

    def _item(self, item: CitationItem, number: int, call_id: str) -> Markup:
        cited = self._sources[item.key]
        first = self._first.get(item.key)
        if first is None:
            self._first[item.key] = _Cited(number, call_id)
            text = self._style.render("note", cited)
        elif self._style.recite == "ibid" and self._previous == (item.key,):
            text = Markup.escape(self._style.edition.labels["ibid"])
        else:
            number_shown = None if self._style.numbering == "page" else first.number
            text = self._style.render("short", cited, number=number_shown, call=first.call_id)
        locator = self._style.locator(cited, item.locator) if item.locator else Markup("")
        return Markup.escape(item.prefix) + text + locator


def _stopped(fragment: Markup, last: Source | None, style: Style) -> Markup:
    """Return a citation with its final stop: Western after Western words, else full-width."""
    end = fragment.striptags().rstrip("”’)")[-1:]
    stop = style.stop
    if stop is not None:
        return fragment if end == stop else fragment + stop
    if last is None or last.chinese or not end.isascii():
        return fragment + style.locale.marks.stop
    return fragment if end == "." else fragment + "."


def _unlink(root: Element) -> None:
    """Take out the links to a bibliography that the book does not have."""
    for link in root.iter("a"):
        if link.get("class") == "source":
            link.tag = "span"
            del link.attrib["href"]


def _follows_call(call: Element) -> bool:
    before = call.getprevious()
    return before is not None and not before.tail and is_call(before)
