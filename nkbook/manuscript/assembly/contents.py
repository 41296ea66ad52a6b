"""Builds the contents from parts, chapters and sections."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from nkbook.look.xhtml import children as children_of
from nkbook.model.book import Book
from nkbook.model.document import Element
from nkbook.model.elements import Text, of
from nkbook.model.metadata import Matter
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page, TocEntry
from nkbook.model.trees import is_call, text_of, title_of, unwrap

_CONTENTS_LEVELS = 3  # headings down to h3
_WITHOUT = ("a", "img", "br", "ruby", "rt", "rp")
_NONE = frozenset(("index", "annotated"))  # classes of what a list of contents has not


def contents_of(book: Book, pages: Sequence[Page]) -> Iterator[TocEntry]:
    """Yield the rows of the contents: parts contain their chapters, chapters their sections."""
    in_part: dict[str, str] = {
        item.ref: item.part for item in book.spine if item.kind is PageKind.CHAPTER and item.part
    }
    # The colophon has no row, and an edition may have it elsewhere than the spine.
    spine = [item for item in book.spine if item.kind is not PageKind.COLOPHON]
    others = [page for page in pages if page.kind is not PageKind.COLOPHON]
    rows = dict(zip((item.ref for item in spine), others, strict=True))
    for item in spine:
        page = rows[item.ref]
        if item.ref in in_part or not page.kind.facts.listed:
            continue
        if item.kind is PageKind.PART:
            children = tuple(
                _entry(rows[stem], _sections(rows[stem])) for stem in book.parts[item.ref].chapters
            )
        else:
            children = _sections(page)
        yield _entry(page, children)


def _entry(page: Page, children: tuple[TocEntry, ...]) -> TocEntry:
    title = title_of(page.document.tree) if page.document else None
    heading = listed(title) if title is not None else None
    return TocEntry(page.title, f"#{page.id}", page.number, page.matter, children, heading)


def _sections(page: Page) -> tuple[TocEntry, ...]:
    """Return the rows for a chapter's sections, nested by level."""
    if page.document is None:
        return ()
    return tuple(_section_rows(page.document.tree, page.matter))


def _section_rows(parent: Element, matter: Matter) -> Iterator[TocEntry]:
    for section in parent.findall("section"):
        if int(str(section[0].tag)[1]) <= _CONTENTS_LEVELS:
            title = text_of(section[0])
            if not is_seen(title):
                title = _alternatives(section[0])
            children = tuple(_section_rows(section, matter))
            if is_seen(title) or section[0].find(".//math") is not None:
                heading = listed(section[0])
                yield TocEntry(title, f"#{section.get('id')}", None, matter, children, heading)
            else:  # a row without words would lead nowhere (EPUB 3.3 §7.2 refuses it)
                yield from children


def is_seen(words: str) -> bool:
    """Return True if there is anything to read in a text."""
    return any(sign.isprintable() and not sign.isspace() for sign in words)


def _alternatives(heading: Element) -> str:
    """Return the words for the pictures of a heading that has no other."""
    return " ".join(filter(None, (picture.get("alt") for picture in heading.iter("img"))))


def listed(heading: Element) -> Markup | None:
    """Return a heading's content as a list of contents prints it, or None for plain words.

    Notes, links, places and the readings of ruby stay where the heading is; a picture is its
    alternative.
    """
    root = copy.deepcopy(heading)
    for element in list(root.iterdescendants("*")):
        if of(str(element.tag)).text is Text.VERBATIM and element.tag != "code":
            continue  # a formula, whose parts refer to each other
        if element.tag == "img":
            element.text = element.get("alt")
        if is_call(element) or of(str(element.tag)).text is Text.ANNOTATION:
            for child in list(element):
                element.remove(child)
            element.text = None
        classes = " ".join(name for name in element.get("class", "").split() if name not in _NONE)
        language = element.get("lang")
        element.attrib.clear()
        if element.tag in _WITHOUT or not (classes or language or element.tag != "span"):
            unwrap(element)
            continue
        if classes:
            element.set("class", classes)
        if language is not None:
            element.set("lang", language)
    return children_of(root) if len(root) else None
