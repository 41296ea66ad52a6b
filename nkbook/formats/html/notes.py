"""Puts a chapter's notes into its file, to pop up where the reader can and to read on elsewhere.

Or as a section of the text, where the book has them at the ends of chapters.

EPUB Structural Semantics 1.1: noteref, footnote, endnotes; DPUB-ARIA 1.1: doc-noteref,
doc-footnote, doc-endnotes (whose notes are a list), doc-backlink. Apple Books, Kindle, Kobo and
Thorium know one or the other, so both are given.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping

from lxml import etree

from nkbook.formats.html.formulas import set_formulas
from nkbook.formats.html.named_styles import name_styles
from nkbook.formats.html.semantics import EPUB_TYPE, name_blocks
from nkbook.model.document import Document, Element, Note
from nkbook.model.note_marks import note_mark
from nkbook.model.publication import Page, Publication, numbered
from nkbook.model.trees import has_class, is_call
from nkbook.project.config.options import NotesTable


def chapter_tree(
    document: Document, labels: Mapping[str, str], notes: NotesTable | None = None
) -> Element:
    """Return a copy of a chapter's tree with its calls dressed and its notes at the end.

    ``notes`` are the book's settings.
    """
    notes = notes or NotesTable()
    tree = copy.deepcopy(document.tree)
    calls = {note.call_id: note for note in document.notes}
    for call in tree.iter("a"):
        if is_call(call):
            number = calls[call.get("id", "")].number
            _dress_call(call, number, labels["note"], note_mark(number, notes.marks))
    if document.notes and notes.place == "chapter":
        tree.append(_endnotes(document, labels, notes.marks))
    elif document.notes and notes.place == "page":
        # No heading of its own: Apple Books hides the asides and would leave it standing alone.
        section = etree.SubElement(tree, "section", {"class": "notes", EPUB_TYPE: "footnotes"})
        section.set("aria-label", labels["notes"])
        attributes = {EPUB_TYPE: "footnote", "role": "doc-footnote"}
        for note in document.notes:
            aside = etree.SubElement(section, "aside", {"class": "note", "id": note.id})
            aside.attrib.update(attributes)
            _fill(aside, note, labels["back_to_text"], notes.marks)
    set_formulas(tree)
    name_styles(tree)
    name_blocks(tree, terms=True)
    return tree


def book_notes(publication: Publication, page: Page, marks: str) -> Element:
    """Return the notes of a whole book as the tree of a page, in a section for each chapter."""
    labels = publication.edition.labels
    tree = etree.Element("section")
    for chapter, document in with_notes(publication):
        section = notes_section(tree, page, chapter)
        rows = etree.SubElement(section, "ol", {"class": "endnotes"})
        for note in document.notes:
            row = etree.SubElement(rows, "li", {"class": "endnote", "id": note.id})
            _fill(row, note, labels["back_to_text"], marks)
    set_formulas(tree)
    name_styles(tree)
    return tree


def with_notes(publication: Publication) -> Iterator[tuple[Page, Document]]:
    """Yield the chapters of a book that have notes."""
    for chapter in publication.pages:
        if chapter.document is not None and chapter.document.notes:
            yield chapter, chapter.document


def notes_section(tree: Element, page: Page, chapter: Page) -> Element:
    """Add the section of a chapter to the tree of a book's notes."""
    id = page.notes_of(chapter.id)
    section = etree.SubElement(tree, "section", {"class": "level2", "id": id})
    title = numbered(chapter.number, chapter.title)
    etree.SubElement(section, "h2", {"id": f"{id}-title"}).text = title
    return section


def number_classes(call: Element) -> list[str]:
    """Return the classes of a call next to a numeral, with which it would read as one number."""
    before = call.getprevious()
    parent = call.getparent()
    text = parent.text if before is None and parent is not None else None
    if before is not None:
        text = before.tail or ("".join(before.itertext()) if not is_call(before) else "")
    after = call.getnext()
    tail = call.tail
    if not tail and after is not None and not is_call(after):
        tail = "".join(after.itertext())
    found = ["after-number"] if (text or "")[-1:].isdecimal() else []
    return found + (["before-number"] if (tail or "")[:1].isdecimal() else [])


def mark_classes(call: Element, mark: str) -> list[str]:
    """Return the classes of a call that prints this mark beside a numeral, or beside a call.

    A circle parts it from them as it is.
    """
    if not mark.isdecimal():
        return ["circled"]
    return [*(("adjacent",) if has_class(call, "adjacent") else ()), *number_classes(call)]


def _dress_call(call: Element, number: int, label: str, mark: str) -> None:
    """Give a note call its type and role, raise its mark, part it from a call before it."""
    call.set(EPUB_TYPE, "noteref")
    call.set("role", "doc-noteref")
    call.set("aria-label", f"{label}{number}")
    call.set("class", " ".join(("noteref", *mark_classes(call, mark))))
    raised = etree.Element("sup")
    raised.text = mark
    for child in list(call):
        call.remove(child)
    call.text = None
    call.append(raised)
    if has_class(call, "adjacent"):
        comma = etree.Element("sup", {"class": "between"})
        comma.text = ","
        call.addprevious(comma)


def _endnotes(document: Document, labels: Mapping[str, str], marks: str) -> Element:
    section = etree.Element(
        "section", {"class": "notes", EPUB_TYPE: "endnotes", "role": "doc-endnotes"}
    )
    etree.SubElement(section, "h2").text = labels["notes"]
    rows = etree.SubElement(section, "ol", {"class": "endnotes"})
    for note in document.notes:
        row = etree.SubElement(rows, "li", {"class": "endnote", "id": note.id})
        _fill(row, note, labels["back_to_text"], marks)
    return section


def _fill(element: Element, note: Note, label: str, marks: str) -> None:
    """Fill in a note whose number, at the head of its first paragraph, links to the call."""
    body = copy.deepcopy(note.body)
    element.extend(list(body))
    if len(element) == 0 or element[0].tag != "p":
        first = etree.Element("p")
        first.text = body.text
        element.insert(0, first)
    _open(element[0], note, label, note_mark(note.number, marks))


def _open(paragraph: Element, note: Note, label: str, mark: str) -> None:
    back = etree.Element(
        "a",
        {
            "class": "backlink",
            "href": f"#{note.call_id}",
            "role": "doc-backlink",
            "aria-label": f"{note.number} {label}",
        },
    )
    back.text = mark
    back.tail = f" {(paragraph.text or '').lstrip()}"
    paragraph.text = None
    paragraph.insert(0, back)
