"""Turns citations into notes in the house style, and numbers all notes of the book."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree
from markupsafe import Markup

from nkbook.diagnostics.problems import Diagnostic
from nkbook.manuscript.citations.bibliography import bibliography
from nkbook.manuscript.citations.fragments import (
    close_up,
    inside,
    put,
    replace_by,
    set_text_before,
    text_before,
    unbraced,
)
from nkbook.manuscript.citations.in_text import author_in_text
from nkbook.manuscript.citations.keys import Keys, Reading, places_of, problems_of
from nkbook.manuscript.citations.printed import linked, written
from nkbook.manuscript.citations.source import Source, source
from nkbook.manuscript.citations.style import Style
from nkbook.model.csl.item import CslItem
from nkbook.model.document import (
    Citation,
    CitationItem,
    Document,
    Element,
    Heading,
    Mode,
    Note,
)
from nkbook.model.elements import HEADINGS
from nkbook.model.note_marks import note_mark
from nkbook.model.publication import BibliographyEntry
from nkbook.model.trees import is_call, text_of


def resolve(
    documents: Sequence[Document], items: Mapping[str, CslItem], style: Style
) -> tuple[tuple[Document, ...], tuple[BibliographyEntry, ...], tuple[Diagnostic, ...]]:
    """Return documents whose citations are numbered notes, and the bibliography of what they cite.

    Note numbers restart in each document, or run through the book when the style's numbering says
    so; those of a page are for its layout to give. Problems: NK203, NK212 and NK248, each with what
    is printed instead.
    """
    sources = {key: source(item, style.edition.labels) for key, item in items.items()}
    keys = Keys(sources, places_of(documents))
    resolved: list[Document] = []
    cited = set(sources if "*" in style.uncited else style.uncited)
    count = 0
    for document in documents:
        before = count if style.numbering == "book" else 0
        notes = _Notes(document, keys, style, before)
        resolved.append(notes.resolve())
        cited |= notes.cited
        count += len(resolved[-1].notes)
    entries = [sources[key] for key in sources if key in cited]
    return (
        tuple(resolved),
        bibliography(entries, style),
        tuple(problems_of(documents, keys, style.uncited)),
    )


@dataclass(slots=True)
class _Cited:
    """Where a chapter first cites a source."""

    number: int
    call_id: str


class _Notes:
    """Works through one document's calls in reading order; ``before`` notes precede it."""

    def __init__(self, document: Document, keys: Keys, style: Style, before: int) -> None:
        self.cited: set[str] = set()
        self._before = before
        self._document = document
        self._keys = keys
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
            id = element.get("id", "")  # an author may write [words]{.citation} too
            if is_call(element) and id in self._written:
                self._number(element, self._written[id])
            elif element.get("class") == "citation" and id in self._citations:
                for placeholder, citation in self._parts(element):
                    self._cite(placeholder, citation)
        for call in tree.iter("a"):
            if is_call(call) and _follows_call(call):
                call.set("class", "noteref adjacent")
        if not self._style.lists:
            for root in (tree, *(note.body for note in self._notes)):
                _unlink(root)
        return replace(
            self._document,
            tree=tree,
            headings=_titled(self._document, tree),
            notes=tuple(self._notes),
            citations=(),
        )

    def _number(self, call: Element, note: Note) -> None:
        """Give an author's own note its number; citations inside it are set in its text."""
        number = self._before + len(self._notes) + 1
        body = copy.deepcopy(note.body)
        self._inside(body, number, note.call_id)
        self._previous = ()
        call.text = str(number)
        self._notes.append(replace(note, body=body, number=number))

    def _inside(self, root: Element, number: int, call_id: str) -> None:
        """Set the citations in the text of a note; a name in it has its work in brackets."""
        for element in list(root.iter("span")):
            if element.get("class") == "citation" and element.get("id", "") in self._citations:
                for placeholder, citation in self._parts(element):
                    self._set(placeholder, citation, number, call_id)

    def _set(self, placeholder: Element, citation: Citation, number: int, call_id: str) -> None:
        if self._keys.reading(citation) is not Reading.SOURCES:
            self._print(placeholder, citation)
            return
        citation, rest = self._run_on(citation, placeholder)
        name = self._name(citation)
        fragment = self._fragment(citation, number, call_id)
        if name:
            fragment = Markup("{}（{}）").format(name, fragment)
            close_up(placeholder, fragment.striptags() + rest)
        placeholder.set("class", "cited")
        placeholder.text = None
        put(placeholder, fragment)
        placeholder.tail = f"{rest}{placeholder.tail or ''}" or None
        self._inside(placeholder, number, call_id)

    def _parts(self, placeholder: Element) -> list[tuple[Element, Citation]]:
        """Return a citation with its placeholder: two for ``@word [@key]`` if the word is none."""
        first, *group = self._keys.parts(self._citations[placeholder.get("id", "")])
        found = [(placeholder, first)]
        for citation in group:
            second = etree.Element("span", {"class": "citation"})
            second.tail, placeholder.tail = placeholder.tail, None
            placeholder.addnext(second)
            found.append((second, citation))
        return found

    def _cite(self, placeholder: Element, citation: Citation) -> None:
        """Put a note's call in a citation's place, after the name of a citation in the text."""
        if self._keys.reading(citation) is not Reading.SOURCES:
            self._print(placeholder, citation)
            return
        citation, rest = self._run_on(citation, placeholder)
        number = self._before + len(self._notes) + 1
        id = citation.id.replace("-cite-", "-fn-", 1)
        note = Note(id, f"{id}-call", etree.Element("div"), citation.location, number)
        paragraph = etree.SubElement(
            note.body, "p", {"id": f"{id}-p", "data-line": str(citation.location.line)}
        )
        last = self._keys.sources.get(citation.items[-1].key)
        name = self._name(citation)
        fragment = self._fragment(citation, number, note.call_id)
        put(paragraph, _stopped(fragment, last, self._style))
        self._inside(paragraph, number, note.call_id)
        self._notes.append(note)
        call = Markup('<a class="noteref" id="{}" data-line="{}" href="#{}">{}</a>').format(
            note.call_id, citation.location.line, id, number
        )
        if name:
            close_up(placeholder, name.striptags() + rest)
        else:  # no blank comes before a note, says Pandoc's manual
            set_text_before(placeholder, text_before(placeholder).rstrip())
        replace_by(placeholder, name + call + rest)

    def _run_on(self, citation: Citation, placeholder: Element) -> tuple[Citation, str]:
        """Return a citation with the key that is known, and the words that were taken for its.

        The placeholder has them in the edition's words.
        """
        if not citation.bare:
            return citation, ""
        first, *others = citation.items
        key, rest = self._keys.split(first.key)
        shown = (placeholder.text or "").removesuffix("}")
        if rest:
            _, known, after = shown.partition(key)
            rest = after if known else shown[-len(rest) :]
        return replace(citation, items=(replace(first, key=key), *others)), rest

    def _name(self, citation: Citation) -> Markup:
        first = citation.items[0]
        if first.mode is not Mode.IN_TEXT:
            return Markup("")
        work = self._keys.sources[first.key]
        return author_in_text(work, self._style, again=first.key in self._first)

    def _print(self, placeholder: Element, citation: Citation) -> None:
        """Print a citation that is none: links into the book, or the words of the manuscript."""
        if self._keys.reading(citation) is Reading.LINKS:
            close_up(placeholder, "圖")  # whatever the link will say, it is in Chinese
            replace_by(placeholder, linked(citation, self._keys))
            return
        inner = placeholder if citation.bare else None
        replace_by(placeholder, inside(inner) + written(citation))

    def _fragment(self, citation: Citation, number: int, call_id: str) -> Markup:
        """Return the text of a citation group, its sources separated by full-width semicolons."""
        parts = [self._item(item, number, call_id) for item in citation.items]
        self._previous = tuple(item.key for item in citation.items)
        return Markup.escape(self._style.locale.marks.semicolon).join(parts)

    def _item(self, item: CitationItem, number: int, call_id: str) -> Markup:
        cited = self._keys.sources.get(item.key)
        if cited is None:
            comma = self._style.locale.marks.comma if item.locator is not None else ""
            missing = Markup("<strong>{}?</strong>{}").format(item.key, comma)
            return inside(item.prefix) + missing + inside(item.locator)
        self.cited.add(item.key)
        if item.mode is not Mode.NORMAL:
            cited = cited.without_authors()
        first = self._first.get(item.key)
        if first is None:
            self._first[item.key] = _Cited(number, call_id)
            text = self._style.render("note", cited)
        elif self._style.recite == "ibid" and self._previous == (item.key,):
            text = Markup.escape(self._style.edition.labels["ibid"])
        else:
            shown = note_mark(first.number, self._style.marks)
            number_shown = None if self._style.numbering == "page" else shown
            text = self._style.render("short", cited, number=number_shown, call=first.call_id)
        pinpoint = unbraced(inside(item.locator))
        locator = self._style.locator(cited, pinpoint) if pinpoint else Markup("")
        return inside(item.prefix) + text + locator


def _titled(document: Document, tree: Element) -> tuple[Heading, ...]:
    """Return the headings of a document with the names that citations have put into them."""
    titles = {
        str(heading.get("id")).removesuffix("-title"): text_of(heading)
        for heading in tree.iter(*HEADINGS[1:])
    }
    return tuple(
        replace(heading, title=titles.get(heading.id, heading.title))
        for heading in document.headings
    )


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
