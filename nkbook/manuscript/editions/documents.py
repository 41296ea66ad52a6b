"""Converts a manuscript's documents and metadata to an edition."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from nkbook.diagnostics.problems import Location
from nkbook.locales.registry import locales
from nkbook.manuscript.editions.flows import convert_block, is_fixed
from nkbook.manuscript.editions.formulas import say
from nkbook.manuscript.editions.log import Log
from nkbook.manuscript.editions.text import Converter
from nkbook.model.book import Book, Chapter, IndexNote
from nkbook.model.catalogue import identifiers
from nkbook.model.document import Citation, Document, Element, IndexMark
from nkbook.model.elements import HEADINGS
from nkbook.model.metadata import Metadata, Publisher, Release
from nkbook.model.trees import SHORT_TITLE, has_class, is_call, text_of, title_of, unwrap
from nkbook.typesetting.han import HAN

_KEYS = tuple(f"data-{one.key}" for one in locales().values())
_HAN = re.compile(f"[{HAN}]+")
_T = TypeVar("_T", str, str | None)


@dataclass(frozen=True, slots=True)
class Editor:
    """Makes one edition of a book, and records what it does in ``log``."""

    converter: Converter
    log: Log

    def book(self, book: Book) -> Book:
        """Return the book's metadata and part titles in the edition's words."""
        where = Location("chapters/book.toml")
        parts = {
            id: replace(
                part,
                title=self.line(part.title, where),
                number=self.line(part.number, where) if part.number else part.number,
            )
            for id, part in book.parts.items()
        }
        metadata = self._metadata(book.metadata, where)
        notes = tuple(self._index_note(note) for note in book.index_notes)
        return replace(book, metadata=metadata, parts=MappingProxyType(parts), index_notes=notes)

    def document(self, document: Document) -> Document:
        """Return a chapter in the edition's words, with the same ids, notes and links.

        Blocks for other editions are removed, with the notes and citations in them.
        """
        tree = copy.deepcopy(document.tree)
        source = document.chapter.source
        self._tree(tree, source)
        alive = {str(element.get("id")) for element in tree.iter() if element.get("id")}
        notes = []
        for note in document.notes:
            if note.call_id in alive:
                body = copy.deepcopy(note.body)
                self._tree(body, source)
                alive |= {str(element.get("id")) for element in body.iter() if element.get("id")}
                notes.append(replace(note, body=body))
        titles = {
            str(heading.get("id")).removesuffix("-title"): text_of(heading)
            for heading in tree.iter(*HEADINGS[1:])
        }
        return replace(
            document,
            chapter=self._chapter(document.chapter, tree),
            tree=tree,
            headings=tuple(
                replace(heading, title=titles[heading.id])
                for heading in document.headings
                if heading.id in titles
            ),
            notes=tuple(notes),
            citations=self._citations(document.citations, alive, source),
            index_marks=tuple(
                self._index_mark(mark) for mark in document.index_marks if mark.id in alive
            ),
        )

    def line(self, text: _T, where: Location) -> _T:
        """Return a converted text without markup, such as a title."""
        if not text:
            return text
        pieces = self.converter.pieces(text)
        self.log.add(pieces, where)
        return "".join(piece.text for piece in pieces)

    def _tree(self, root: Element, source: str) -> None:
        """Convert a tree in place: blocks for single editions, text, and words for pictures."""
        _choose(root, self.converter)
        for element in root.iter("img", "a", "span"):
            for name in ("alt", "title"):
                if (words := element.get(name)) and not is_fixed(element, self.converter.source):
                    element.set(name, self.line(str(words), _place(element, source)))
        for formula in root.iter("math"):
            for name in ("data-tex", "data-plain", "data-text"):
                formula.set(name, self._formula(formula, name, source))
        say(root, self.converter.target)
        splits = convert_block(
            root,
            self.converter,
            lambda pieces, element: self.log.add(pieces, _place(element, source)),
        )
        for split in splits:
            self.log.split(split.piece, _place(split.element, source))
        _tidy(root, self.converter)

    def _formula(self, formula: Element, name: str, source: str) -> str:
        """Return TeX with the Chinese in it converted, each stretch by itself."""
        if any(is_fixed(around, self.converter.source) for around in formula.iterancestors()):
            return str(formula.get(name))
        where = _place(formula, source)
        return _HAN.sub(lambda run: self.line(run[0], where), str(formula.get(name)))

    def _chapter(self, chapter: Chapter, tree: Element) -> Chapter:
        """Return a chapter with its titles converted: those with mark-up are in its tree."""
        where = Location(chapter.source, chapter.title_line)
        title, short = title_of(tree), title_of(tree, SHORT_TITLE)
        return replace(
            chapter,
            title=self.line(chapter.title, where) if title is None else text_of(title),
            short_title=self.line(chapter.short_title, where) if short is None else text_of(short),
        )

    def _citations(
        self, citations: Sequence[Citation], alive: set[str], source: str
    ) -> tuple[Citation, ...]:
        """Return the citations that are left, the words around their keys converted.

        One whose placeholder is in the words of another comes before that.
        """
        kept: list[Citation] = []
        for citation in reversed(citations):
            if citation.id not in alive:
                continue
            items = []
            for item in citation.items:
                prefix, locator = copy.deepcopy((item.prefix, item.locator))
                for words in (prefix, locator):
                    if words is not None:
                        self._tree(words, source)
                        alive |= {str(one.get("id")) for one in words.iter() if one.get("id")}
                items.append(replace(item, prefix=prefix, locator=locator))
            kept.append(replace(citation, items=tuple(items)))
        return tuple(reversed(kept))

    def _index_mark(self, mark: IndexMark) -> IndexMark:
        return replace(
            mark,
            entry=self.line(mark.entry, mark.location),
            see=self.line(mark.see, mark.location),
        )

    def _index_note(self, note: IndexNote) -> IndexNote:
        return replace(
            note,
            term=self.line(note.term, note.location),
            see=self.line(note.see, note.location),
            see_also=tuple(self.line(term, note.location) for term in note.see_also),
        )

    def _metadata(self, metadata: Metadata, where: Location) -> Metadata:
        """Return the metadata of the edition, with an identifier of its own."""
        target = self.converter.target
        if self.converter.idle:
            return metadata

        def line(text: _T) -> _T:
            return self.line(text, where)

        publisher, imprint = metadata.publisher, metadata.imprint
        return replace(
            metadata,
            identifier=identifiers.of_edition(metadata.identifier, target.tag),
            title=line(metadata.title),
            subtitle=line(metadata.subtitle),
            language=target.tag,
            creators=tuple(
                replace(person, name=line(person.name), file_as=line(person.file_as))
                for person in metadata.creators
            ),
            release=Release(
                metadata.release.version,
                metadata.release.date,
                line(metadata.release.statement),
            ),
            publisher=publisher
            and Publisher(
                line(publisher.name),
                line(publisher.place),
                line(publisher.address),
                publisher.website,
            ),
            description=line(metadata.description),
            subjects=tuple(line(subject) for subject in metadata.subjects),
            subject_codes=tuple(
                replace(item, heading=line(item.heading)) for item in metadata.subject_codes
            ),
            series=metadata.series and replace(metadata.series, title=line(metadata.series.title)),
            file_as=line(metadata.file_as),
            rights=line(metadata.rights),
            imprint=replace(
                imprint,
                price=line(imprint.price),
                rights_notice=line(imprint.rights_notice),
                credits=tuple((line(label), line(text)) for label, text in imprint.credits),
            ),
        )


def _place(element: Element, source: str) -> Location:
    """Return the source line of the nearest ancestor that has one, the element itself first."""
    place: Element | None = element
    while place is not None and not place.get("data-line"):
        place = place.getparent()
    return Location(source, int(place.get("data-line", "1")) if place is not None else 1)


def _choose(root: Element, converter: Converter) -> None:
    """Remove the blocks for other editions, and replace those for this one by their content.

    A block for this edition alone is in its words already, so it is marked as verbatim.
    """
    language = converter.target.tag
    for block in list(root.iter("div")):
        if not has_class(block, "only"):
            continue
        parent = block.getparent()
        if parent is None:
            continue
        editions = str(block.get("data-edition", "")).split()
        children: Sequence[Element] = list(block) if language in editions else ()
        position = parent.index(block)
        for child in children:
            if editions == [language] and not converter.idle:
                child.set("data-verbatim", "")
        parent[position : position + 1] = children


def _tidy(root: Element, converter: Converter) -> None:
    """Remove the attributes that only conversion reads; set the language of kept originals."""
    for element in list(root.iter()):
        element.attrib.pop("data-verbatim", None)
        if (
            has_class(element, "orig")
            and element.get("lang") is None
            and not converter.idle
            and not is_call(element)
        ):
            element.set("lang", converter.source.tag)
        overridden = [key for key in _KEYS if element.attrib.pop(key, None) is not None]
        if overridden and element.tag == "span" and set(element.attrib) <= {"data-line"}:
            unwrap(element)
