"""Turns citations into notes or words of the text in a style, and numbers all notes."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lxml import etree
from markupsafe import Markup

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.citations.fragments import (
    close_up,
    inside,
    put,
    replace_by,
    set_text_before,
    text_before,
)
from nkbook.manuscript.citations.keys import Keys, Reading, places_of, problems_of
from nkbook.manuscript.citations.printing.base import Printer
from nkbook.manuscript.citations.printing.bibliography import bibliography
from nkbook.manuscript.citations.printing.house import HousePrinter
from nkbook.manuscript.citations.printing.numbered import NumberedPrinter, numbered
from nkbook.manuscript.citations.printing.printed import linked, written
from nkbook.manuscript.citations.printing.processed import Collector, processed
from nkbook.manuscript.citations.printing.secondhand import with_holders
from nkbook.manuscript.citations.printing.works import Works
from nkbook.manuscript.citations.style import Style
from nkbook.model.csl.item import CslItem
from nkbook.model.document import Citation, Document, Element, Heading, Note
from nkbook.model.elements import HEADINGS
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
    sources = Works(items, style.edition.labels)
    keys = Keys(sources, places_of(documents))
    uncited = sources if "*" in style.uncited else style.uncited

    def with_printers(printers: Iterable[Printer]) -> tuple[list[Document], set[str]]:
        resolved: list[Document] = []
        cited: set[str] = set()
        count = 0
        for document, printer in zip(documents, printers, strict=True):
            before = count if style.numbering == "book" else 0
            notes = _Notes(document, keys, items, style, printer, before)
            resolved.append(notes.resolve())
            cited |= notes.cited
            count += len(resolved[-1].notes)
        return resolved, cited

    # A style takes a while to load, and a book that cites nothing has no use for it.
    cites = bool(style.uncited) or any(document.citations for document in documents)
    is_numbered = cites and style.numbered
    if is_numbered:
        numbers: dict[str, int] = {}
        resolved, cited = with_printers(
            [NumberedPrinter(sources, style, numbers) for _ in documents]
        )
        listed = [sources[key] for key in sources if key in {*cited, *uncited}]
        entries = numbered(bibliography(listed, style), numbers, style)
    elif style.csl is None:
        resolved, cited = with_printers(HousePrinter(sources, style) for _ in documents)
        listed = [sources[key] for key in sources if key in {*cited, *uncited}]
        entries = bibliography(listed, style)
    else:
        collectors = [Collector(sources, style, number) for number in range(len(documents))]
        _, cited = with_printers(collectors)
        answer = processed(style, items, sources, collectors, uncited)
        resolved, _ = with_printers(answer.printers)
        entries = answer.bibliography
    problems = problems_of(documents, keys, style.uncited)
    short = is_numbered or (style.csl is not None and style.csl.in_text)
    if short and cited and not style.lists:
        problems.append(_nowhere(style))
    return tuple(resolved), entries, tuple(problems)


def _nowhere(style: Style) -> Diagnostic:
    message = (
        f"the style {style.edition.citation_style} says only in the bibliography what is cited, and"
        " the book has none"
    )
    hint = 'add "bibliography" to back under [spine], or choose a style of notes'
    return diagnostic("NK277", message, Location("chapters/book.toml"), hint)


class _Notes:
    """Works through one document's calls in reading order; ``before`` notes precede it."""

    def __init__(  # noqa: PLR0913 — a chapter and what its notes depend on
        self,
        document: Document,
        keys: Keys,
        items: Mapping[str, CslItem],
        style: Style,
        printer: Printer,
        before: int,
    ) -> None:
        self.cited: set[str] = set()
        self._before = before
        self._document = document
        self._keys = keys
        self._items = items
        self._style = style
        self._citations = {citation.id: citation for citation in document.citations}
        self._written = {note.call_id: note for note in document.notes}
        self._printer = printer
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
        self._printer.interrupt()
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
        name, fragment = self._cited(citation, number, call_id)
        fragment = self._printer.joined(name, fragment)
        if citation.bare:
            shown = fragment.striptags() + rest
            # In Chinese no blank follows a number or a year in brackets either.
            close_up(placeholder, f"{shown}）" if self._printer.in_text else shown)
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
        if self._printer.in_text:
            self._set(placeholder, citation, 0, "")
            return
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
        name, fragment = self._cited(citation, number, note.call_id)
        put(paragraph, self._printer.stopped(fragment, citation))
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

    def _cited(self, citation: Citation, number: int, call_id: str) -> tuple[Markup, Markup]:
        """Return the name that the text has before a citation, and the citation."""
        citation = with_holders(citation, self._items, self._style.edition.labels["cite_from"])
        self.cited |= {item.key for item in citation.items if item.key in self._keys.sources}
        name = self._printer.name(citation)
        return name, self._printer.cite(citation, number, call_id)

    def _print(self, placeholder: Element, citation: Citation) -> None:
        """Print a citation that is none: links into the book, or the words of the manuscript."""
        if self._keys.reading(citation) is Reading.LINKS:
            close_up(placeholder, "圖")  # whatever the link will say, it is in Chinese
            replace_by(placeholder, linked(citation, self._keys))
            return
        inner = placeholder if citation.bare else None
        replace_by(placeholder, inside(inner) + written(citation))


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


def _unlink(root: Element) -> None:
    """Take out the links to a bibliography that the book does not have."""
    for link in root.iter("a"):
        if link.get("class") == "source":
            link.tag = "span"
            del link.attrib["href"]


def _follows_call(call: Element) -> bool:
    before = call.getprevious()
    return before is not None and not before.tail and is_call(before)
