"""Fits a page's tree to WeasyPrint: notes at their calls, words round folios, bookmarks, heads."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

from lxml import etree

from nkbook.formats.html.drawn_formulas import Room, draw_formulas
from nkbook.formats.html.named_styles import name_styles
from nkbook.formats.html.notes import mark_classes, notes_section, with_notes
from nkbook.formats.html.references import add_folios
from nkbook.formats.html.semantics import name_blocks
from nkbook.formats.html.wide_tables import fit_tables
from nkbook.formats.paged.labels import running_heads
from nkbook.formats.paged.trims import TRIMS, Trim
from nkbook.locales.model import Marks
from nkbook.locales.registry import locale
from nkbook.model.document import Document, Element, Note
from nkbook.model.elements import HEADINGS, Level, Text, of
from nkbook.model.metadata import Edition
from nkbook.model.note_marks import note_mark
from nkbook.model.page_kinds import Paper
from nkbook.model.publication import Page, Publication, numbered
from nkbook.model.trees import has_class, is_call, text_of
from nkbook.project.config.options import NotesTable

_SHORT_END = 5  # lines: a last paragraph that is no page of its own
_SHORTEST_END = 2  # that takes more lines along than may not stand alone


def chapter_tree(
    document: Document,
    edition: Edition,
    paper: Trim = TRIMS["25k"],
    placing: NotesTable | None = None,
) -> Element:
    """Return a copy of a chapter's tree with each note in its call's place, as a footnote.

    Or all of them at its end, if the settings ``placing`` say so. Formulas are drawn to fit
    ``paper``.
    """
    labels, language = edition.labels, edition.language
    placing = placing or NotesTable()
    at_foot = placing.place == "page"
    tree = copy.deepcopy(document.tree)
    _mark_end(tree, paper.characters)
    if document.notes and not at_foot:
        _print_numbers(tree, document.notes, placing.marks)
        if placing.place == "chapter":
            section = etree.SubElement(tree, "section", {"class": "notes"})
            etree.SubElement(section, "h2").text = labels["notes"]
            _put_notes(section, document.notes, placing.marks)
    signs = locale(language).marks
    _dress(tree, edition)
    notes = {note.call_id: note for note in document.notes}
    for call in [element for element in tree.iter("a") if at_foot and is_call(element)]:
        note = notes[call.get("id", "")]
        footnote = _footnote(note, call, labels, signs, note_mark(note.number, placing.marks))
        footnote.tail = call.tail
        if has_class(footnote, "before-number"):
            # A space, for it is not printed where a line ends.
            footnote.tail = f" {call.tail or ''}"
        parent = call.getparent()
        if parent is not None:
            parent.replace(call, footnote)
    return _fitted(tree, paper)


def book_notes(publication: Publication, page: Page, paper: Trim, marks: str) -> Element:
    """Return the notes of a whole book as the tree of a page, in a section for each chapter."""
    tree = etree.Element("section")
    for chapter, document in with_notes(publication):
        section = notes_section(tree, page, chapter)
        _put_notes(section, document.notes, marks)
        for row in section.iterfind("div"):
            row.set("data-before", f"\u3000{publication.edition.labels['page']}")
    _dress(tree, publication.edition)
    return _fitted(tree, paper)


def _dress(tree: Element, edition: Edition) -> None:
    add_folios(tree, edition.labels, locale(edition.language).marks)
    name_styles(tree)
    name_blocks(tree, terms=False)
    _set_small_capitals(tree)


def _fitted(tree: Element, paper: Trim) -> Element:
    """Fit what is wide to the paper, and drop what only the build needs."""
    draw_formulas(tree, Room(paper.characters, paper.lines))
    fit_tables(tree, paper.characters * paper.size, paper.depth)
    for element in tree.iter("*"):
        element.attrib.pop("data-line", None)
        element.attrib.pop("data-tex", None)
        if (first := element.attrib.pop("start", None)) is not None:
            # HTML's attribute is a hint that WeasyPrint does not read by default.
            element.set("style", f"counter-reset: list-item {int(first) - 1}")
    return tree


def _mark_end(tree: Element, characters: int) -> None:
    """Mark a short last paragraph, and the one before it, of which more must go with it then."""
    block = tree
    while len(block) and block[-1].tag == "section":
        block = block[-1]
    if not len(block):
        return
    is_text = block[-1].tag == "p"
    lines = len(text_of(block[-1])) / characters if is_text else 0
    if is_text and lines <= _SHORT_END:
        _add_class(block[-1], "short-end")
    if lines <= _SHORTEST_END and len(block) > 1 and block[-2].tag == "p":
        _add_class(block[-2], "before-end")


def _add_class(element: Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())


def part_readings(root: Element) -> None:
    """Mark words with readings that nothing but marks or spaces parts: ``ruby.beside``.

    A reading may be wider than its word and reach over what is beside it, but not into another.
    """
    last: Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        text = element.text if event == "start" else element.tail
        if element.tag == "ruby" and event == "start":
            if last is not None and not has_class(element, "bopomofo"):
                for one in (last, element):
                    one.set("class", f"{one.get('class', '').replace('beside', '')} beside".strip())
        elif element.tag == "ruby":
            last = None if has_class(element, "bopomofo") else element
        elif of(str(element.tag)).level is Level.BLOCK:
            last = None
        inside = event == "start" and element.tag in ("ruby", "rt")
        if not inside and element.tag != "rt" and any(map(str.isalnum, text or "")):
            last = None


def _set_small_capitals(tree: Element) -> None:
    for element in list(tree.iter("*")):
        if has_class(element, "smallcaps") or has_class(element, "sc"):
            _wrap_lower_case(element)


def _wrap_lower_case(root: Element) -> None:
    """Set lower case as capitals in spans; ``ß`` is no single capital.

    The fonts have no small capitals, and WeasyPrint transforms no text in notes.
    """
    for element in list(root.iter("*")):
        if of(str(element.tag)).text is Text.VERBATIM or has_class(element, "lower"):
            continue
        for before in (None, *element.findall("*")):
            text = (element.text if before is None else before.tail) or ""
            at = 0 if before is None else element.index(before) + 1
            pieces = [""]
            for letter in text:
                small = letter != letter.upper() and len(letter.upper()) == 1
                if small is (len(pieces) % 2 == 1):
                    pieces.append("")
                pieces[-1] += letter
            if before is None:
                element.text = pieces[0]
            else:
                before.tail = pieces[0]
            for number in range(1, len(pieces), 2):
                lower = etree.Element("span", {"class": "lower"})
                lower.text = pieces[number].upper()
                lower.tail = pieces[number + 1] if number + 1 < len(pieces) else ""
                element.insert(at + number // 2, lower)


def _print_numbers(tree: Element, notes: Sequence[Note], marks: str) -> None:
    """Put into the calls of a chapter what they print, if its notes are elsewhere."""
    by_call = {note.call_id: note for note in notes}
    for call in [element for element in tree.iter("a") if is_call(element)]:
        note = by_call[call.get("id", "")]
        mark = note_mark(note.number, marks)
        classes = mark_classes(call, mark)
        call.set("class", " ".join(("noteref", *classes)))
        call.set("data-number", str(note.number))
        call.text = mark
        if "before-number" in classes:
            call.tail = f" {call.tail or ''}"  # as above


def _put_notes(section: Element, notes: Sequence[Note], marks: str) -> None:
    """Put the notes of a chapter into a section."""
    for note in notes:
        row = etree.SubElement(section, "div", {"class": "endnote", "id": note.id})
        row.set("data-called", f"#{note.call_id}")
        number = etree.SubElement(row, "span", {"class": "note-number"})
        number.set("data-number", str(note.number))
        back = etree.SubElement(number, "a", {"class": "backlink", "href": f"#{note.call_id}"})
        back.text = note_mark(note.number, marks)
        body = copy.deepcopy(note.body)
        number.tail = body.text
        row.extend(list(body))


def _footnote(
    note: Note, call: Element, labels: Mapping[str, str], marks: Marks, mark: str
) -> Element:
    """Return a note as an inline element that the stylesheet floats to the foot of the page."""
    span = etree.Element(
        "span",
        {
            "class": " ".join(("note", *mark_classes(call, mark))),
            "id": note.id,
            "data-call": note.call_id,
            "data-number": str(note.number),
            "data-continued": labels["note_continued"],
        },
    )
    if mark != str(note.number):
        span.set("data-mark", mark)
    body = copy.deepcopy(note.body)
    add_folios(body, labels, marks)
    name_styles(body)
    _set_small_capitals(body)
    span.text = body.text
    span.extend(list(body))
    for element in list(span.iter("*")):
        tag = str(element.tag)
        # HTML's parser closes a paragraph at the first block inside it.
        if of(tag).level is Level.BLOCK:
            names = element.get("class", "").split()
            # An alert in a note is no note in a note.
            names = [f"in-{name}" if name == "note" else name for name in names]
            element.set("class", " ".join((f"as-{tag}", *names)))
            element.tag = "span"
    return span


def annotate_page(
    root: Element, page: Page, publication: Publication, trim: Trim, *, start: bool
) -> None:
    """Set the CSS page name (as a class), bookmark and running-head attributes of a page.

    ``start`` is for the first page of the front matter or the body, where folios count from 1.
    """
    alone = page.terms is not None and page.terms.alone
    paper = Paper.DISPLAY if alone else page.kind.paper(page.matter)
    name = f"paper-{paper}{'-start' if start else ''}"
    root.set("class", f"{root.get('class', '')} {name}".strip())
    _keep_schemes(root)
    _say_continued(root, publication.edition.labels["continued"])
    level = 2 if page.part_title else 1
    if page.kind.facts.bookmarked:
        _bookmark(root, level, numbered(page.number, page.title))
    for heading in root.iter(*HEADINGS[1:]):
        if not has_class(heading, "quiet"):
            _bookmark(heading, level + int(str(heading.tag)[1]) - 1, _words(heading))
    heads = running_heads(page, publication.metadata, trim.characters * trim.size)
    for title in list(root.iter("h1"))[:1] if page.headed else [root]:
        for side, words in heads.items():
            title.set(f"data-{side}", words)


def _words(heading: Element) -> str:
    """Return a heading's words, without the notes that stand in it."""
    bare = copy.deepcopy(heading)
    for note in bare.xpath(".//*[@data-call]"):
        for child in list(note):
            note.remove(child)
        note.text = None
    return text_of(bare)


def _say_continued(root: Element, words: str) -> None:
    """Note what is printed above tables and entries of the index that go on overleaf."""
    for table in root.iter("table"):
        for number in table.iterfind("caption/span[@class='label']"):
            table.set("data-continued", words.format(text=text_of(number)))
    for entry in root.iterfind(".//li[ul]"):
        term = entry.find("span[@class='term']")
        if term is not None:
            entry.set("data-continued", words.format(text=text_of(term)))


def _keep_schemes(root: Element) -> None:
    """Keep printed addresses from breaking inside their ``https://``, by word joiners (UAX #14)."""
    for link in root.iter("a"):
        if has_class(link, "url") and link.text:
            link.text = link.text.replace("://", ":/\u2060/\u2060", 1)


def _bookmark(element: Element, level: int, label: str) -> None:
    element.set("data-bookmark", label)
    element.set("data-bookmark-level", str(level))
