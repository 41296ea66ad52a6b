"""What each page of the book is called in the vocabularies of reading systems."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Semantics:
    """A term of EPUB Structural Semantics 1.1, its DPUB-ARIA 1.1 role, and if it is a landmark."""

    type: str
    role: str | None = None
    landmark: bool = False


# By page template. An image alone takes doc-cover, so the cover's section has no role.
_PAGES = {
    "cover": Semantics("cover", landmark=True),
    "half-title": Semantics("halftitlepage"),
    "title-page": Semantics("titlepage", landmark=True),
    "colophon": Semantics("copyright-page", landmark=True),
    "contents": Semantics("toc", "doc-toc", landmark=True),
    "part": Semantics("part", "doc-part"),
    "bibliography": Semantics("bibliography", "doc-bibliography", landmark=True),
    "glossary": Semantics("glossary", "doc-glossary", landmark=True),
    "index": Semantics("index", "doc-index", landmark=True),
}
# Chapters say by their place what they are: 凡例 stands before the book, an appendix after it.
_CHAPTERS = {
    Matter.FRONT: Semantics("preamble"),
    Matter.BODY: Semantics("chapter", "doc-chapter"),
    Matter.BACK: Semantics("appendix", "doc-appendix"),
}


def semantics(page: Page) -> Semantics | None:
    """Return the terms for a page of the book, or None for a template that is not known here."""
    return _CHAPTERS[page.matter] if page.template == "chapter" else _PAGES.get(page.template)


def name_section(root: Element, page: Page) -> None:
    """Give a page's root section its type and role, and its first heading as its name."""
    terms = semantics(page)
    if terms is None:
        return
    root.set(EPUB_TYPE, terms.type)
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
