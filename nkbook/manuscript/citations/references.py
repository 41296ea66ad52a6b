"""Turns citations into notes in the house style, numbers all notes, makes the bibliography."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree
from markupsafe import Markup

from nkbook.collation import Key, sort_key
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.locales.model import Collation, Locale
from nkbook.locales.registry import locale
from nkbook.look.templating import Templates
from nkbook.manuscript.citations.sources import Source, source
from nkbook.manuscript.editions import opencc
from nkbook.model.document import Citation, CitationItem, Document, Element, Note
from nkbook.model.metadata import Edition
from nkbook.model.publication import BibliographyEntry
from nkbook.model.trees import is_call
from nkbook.project.load import REFERENCES


@dataclass(frozen=True, slots=True)
class Style:
    """A house style's macros for one edition, and how a source cited again is given."""

    templates: Templates
    edition: Edition
    recite: str  # "short" | "ibid"
    numbering: str = "chapter"  # or "book"; or "page", when a number says nothing elsewhere

    @property
    def locale(self) -> Locale:
        """Return the locale of the edition, whose marks join what the style prints."""
        return locale(self.edition.language)

    def render(self, macro: str, cited: Source, **options: Any) -> Markup:
        """Return what the style's macro prints for a source; raises ConfigError NK305."""
        name = f"citations/{self.edition.citation_style}.j2"
        return self.templates.call(name, macro, cited, self.edition, **options)

    def locator(self, cited: Source, text: str) -> Markup:
        """Return a pinpoint with what parts it from the citation: a comma, or the style's mark."""
        if self._has("locator"):
            return self.render("locator", cited, text=text)
        return Markup("{}{}").format(self.locale.marks.comma, text)

    @property
    def stop(self) -> str | None:
        """Return what ends every note made of citations, or None: the last work's own stop."""
        name = f"citations/{self.edition.citation_style}.j2"
        return str(self.templates.call(name, "stop")) if self._has("stop") else None

    def _has(self, macro: str) -> bool:
        return hasattr(self.templates.module(f"citations/{self.edition.citation_style}.j2"), macro)


def resolve(
    documents: Sequence[Document], items: Mapping[str, Mapping[str, Any]], style: Style
) -> tuple[tuple[Document, ...], tuple[BibliographyEntry, ...], tuple[Diagnostic, ...]]:
    """Return documents whose citations are numbered notes, and the bibliography of what they cite.

    Note numbers restart in each document, or run through the book when the style's numbering says
    so; those of a page are for its layout to give. An unknown key is NK203 and prints nothing.
    """
    problems = _unknown_keys(documents, items)
    edited = style.edition.labels["edited"]
    sources = {key: source(item, edited) for key, item in items.items()}
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
    return tuple(resolved), tuple(_bibliography(entries, style)), tuple(problems)


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
        return replace(self._document, tree=tree, notes=tuple(self._notes), citations=())

    def _number(self, call: Element, note: Note) -> None:
        """Give an author's own note its number; citations inside it are set in its text."""
        number = self._before + len(self._notes) + 1
        body = copy.deepcopy(note.body)
        for placeholder in list(body.iter("span")):
            if placeholder.get("class") == "citation":
                citation = self._citations[placeholder.get("id", "")]
                _replace(placeholder, self._fragment(citation, number, note.call_id))
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
        for child in _children(_stopped(fragment, last, self._style)):
            _append(paragraph, child)
        placeholder.tag = "a"
        placeholder.attrib.update({"class": "noteref", "id": note.call_id, "href": f"#{id}"})
        placeholder.text = str(number)
        self._notes.append(note)

    def _fragment(self, citation: Citation, number: int, call_id: str) -> Markup:
        """Return the text of a citation group, its sources parted by full-width semicolons."""
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


def _follows_call(call: Element) -> bool:
    before = call.getprevious()
    return before is not None and not before.tail and is_call(before)


def _children(fragment: Markup) -> list[Element | str]:
    """Parse an XHTML fragment into its text and elements, in order."""
    root = etree.fromstring(f"<p>{fragment}</p>")
    parts: list[Element | str] = [root.text] if root.text else []
    for child in root:
        tail, child.tail = child.tail, None
        parts.append(child)
        if tail:
            parts.append(tail)
    return parts


def _append(parent: Element, part: Element | str) -> None:
    if not isinstance(part, str):
        parent.append(part)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + part
    else:
        parent.text = (parent.text or "") + part


def _replace(placeholder: Element, fragment: Markup) -> None:
    """Turn a placeholder into a span that holds the fragment."""
    placeholder.set("class", "cited")
    for part in _children(fragment):
        _append(placeholder, part)


def _bibliography(cited: Sequence[Source], style: Style) -> list[BibliographyEntry]:
    """Return the entries, works in Chinese first, each group in its script's order."""
    entries = []
    own = style.locale.collation
    for work in sorted(cited, key=lambda work: (not work.chinese, _sort_key(work, own))):
        body = etree.Element("p", {"id": f"ref-{work.key}"})
        for part in _children(style.render("entry", work)):
            _append(body, part)
        entries.append(BibliographyEntry(f"ref-{work.key}", work.key, work.language, body))
    return entries


def _sort_key(work: Source, own: Collation) -> tuple[Key, str]:
    """Order Chinese as the edition's readers look it up, other scripts by letters."""
    text = work.sort_text
    if not work.chinese:
        return (), text
    return sort_key(opencc.standard(own.converter).convert(text), own.order), text
