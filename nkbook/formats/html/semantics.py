"""What each page of the book is called in the vocabularies of reading systems."""

from __future__ import annotations

from nkbook.model.catalogue.chapter_kinds import ChapterKind
from nkbook.model.classes import NAMED
from nkbook.model.document import Element
from nkbook.model.metadata import Matter
from nkbook.model.publication import Page

OPS = "http://www.idpf.org/2007/ops"
XHTML = "http://www.w3.org/1999/xhtml"
EPUB_TYPE = f"{{{OPS}}}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

MATTERS = {
    Matter.FRONT: "frontmatter",
    Matter.BODY: "bodymatter",
    Matter.BACK: "backmatter",
}


def name_section(root: Element, page: Page) -> None:
    """Give a page's root section its type and role, and its first heading as its name."""
    terms = page.terms or page.kind.semantics(page.matter)
    if terms is None:
        return
    root.set(EPUB_TYPE, terms.term if isinstance(terms, ChapterKind) else terms.type)
    if terms.role is None:
        return
    root.set("role", terms.role)
    heading = next(root.iter("h1"), None)
    if heading is None:
        root.set("aria-label", page.title)
        return
    if heading.get("id") is None:
        heading.set("id", f"{page.id}-title")
    root.set("aria-labelledby", heading.get("id", ""))


def name_blocks(root: Element, *, terms: bool) -> None:
    """Give the blocks that an author named their roles: with ``terms`` the EPUB's."""
    for element in root.iter("div", "p", "span"):
        for name in element.get("class", "").split():
            row = NAMED.get(name)
            if row is None:
                continue
            if row.role is not None and element.tag == "div":
                element.set("role", row.role)
            if row.term is not None and terms:
                element.set(EPUB_TYPE, row.term)
            elif row.tag is not None and not terms:
                element.set("data-tag", row.tag)
