"""The kinds of pages that a book is made of, with everything that depends on the kind alone.

A new kind is a row here, a template ``pages/<kind>.html.j2`` and its title among the labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from nkbook.model.metadata import Matter


class Paper(StrEnum):
    """The named pages of the stylesheets (CSS Paged Media 3 §7.3) that kinds of pages are set on.

    ``-start`` after such a name marks the page from which folios are counted from 1 again.
    """

    COVER = "cover"
    DISPLAY = "display"  # without folio and running head
    PART = "part"
    FRONT = "front"
    BODY = "body"
    NOTES = "notes"  # whose heads say of which pages the notes are


@dataclass(frozen=True, slots=True)
class Semantics:
    """A term of EPUB 3 Structural Semantics 1.1, its DPUB-ARIA 1.1 role, and if it is a landmark.

    ``role`` is None where DPUB-ARIA has no role that fits the page's section.
    """

    type: str
    role: str | None = None
    landmark: bool = False


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A row of the table of page kinds; what is left out holds for most of them.

    ``paper`` and ``semantics`` are given by region of the book where they depend on it.
    """

    semantics: Mapping[Matter, Semantics] | Semantics | None  # None: an EPUB gives it no term
    label: str | None = None  # of the title, among the labels; None: the author gives the title
    listed: bool = True  # in the contents
    headed: bool = True  # has running heads
    bookmarked: bool = True  # in the PDF's outline
    paper: Paper | None = None  # None: front matter's or the body's
    pdf_role: str | None = None  # ARIA role by which the PDF's structure tree knows the page


class PageKind(StrEnum):
    """A kind of page: its name in the spine of book.toml, and that of its template."""

    COVER = "cover"
    HALF_TITLE = "half-title"
    TITLE_PAGE = "title-page"
    COLOPHON = "colophon"
    CONTENTS = "contents"
    BIBLIOGRAPHY = "bibliography"
    NAMES = "names"
    ENDNOTES = "endnotes"
    INDEX = "index"
    PART = "part"
    CHAPTER = "chapter"

    @property
    def facts(self) -> PageFacts:
        """Return the kind's row."""
        return _ROWS[self]

    @property
    def template(self) -> str:
        """Return the name of the template, relative to a folder of templates."""
        return f"pages/{self.value}.html.j2"

    @property
    def is_generated(self) -> bool:
        """Return True for a page that nkbook makes, and that the spine asks for by name."""
        return self.facts.label is not None

    def paper(self, matter: Matter) -> Paper:
        """Return the named page for a page of this kind in a region of the book."""
        return self.facts.paper or (Paper.FRONT if matter is Matter.FRONT else Paper.BODY)

    def semantics(self, matter: Matter) -> Semantics | None:
        """Return the EPUB's terms for a page of this kind in a region of the book."""
        terms = self.facts.semantics
        return terms[matter] if isinstance(terms, Mapping) else terms


def _display(terms: Semantics, label: str, *, bookmarked: bool) -> PageFacts:
    """Return the row of a page without folio, which no table of contents lists."""
    return PageFacts(terms, label, listed=False, bookmarked=bookmarked, paper=Paper.DISPLAY)


_ROWS: Mapping[PageKind, PageFacts] = MappingProxyType(
    {
        # An image alone takes the role doc-cover, so the cover's section has none.
        PageKind.COVER: PageFacts(
            Semantics("cover", landmark=True), "cover", listed=False, paper=Paper.COVER
        ),
        PageKind.HALF_TITLE: _display(Semantics("halftitlepage"), "half_title", bookmarked=False),
        PageKind.TITLE_PAGE: _display(
            Semantics("titlepage", landmark=True), "title_page", bookmarked=False
        ),
        PageKind.COLOPHON: _display(
            Semantics("copyright-page", landmark=True), "colophon", bookmarked=True
        ),
        PageKind.CONTENTS: PageFacts(
            Semantics("toc", "doc-toc", landmark=True),
            "contents",
            listed=False,
            headed=False,
            pdf_role="doc-toc",
        ),
        PageKind.BIBLIOGRAPHY: PageFacts(
            Semantics("bibliography", "doc-bibliography", landmark=True), "bibliography"
        ),
        # DPUB-ARIA 1.1 asks for no definition list: its doc-glossary is a landmark of any form.
        PageKind.NAMES: PageFacts(Semantics("glossary", "doc-glossary", landmark=True), "names"),
        PageKind.ENDNOTES: PageFacts(
            Semantics("endnotes", "doc-endnotes"), "notes", paper=Paper.NOTES
        ),
        PageKind.INDEX: PageFacts(
            Semantics("index", "doc-index", landmark=True), "index", pdf_role="doc-index"
        ),
        PageKind.PART: PageFacts(
            Semantics("part", "doc-part"), paper=Paper.PART, pdf_role="doc-part"
        ),
        # What a chapter is, its place says: 凡例 comes before the text, an appendix after it.
        PageKind.CHAPTER: PageFacts(
            MappingProxyType(
                {
                    Matter.FRONT: Semantics("preamble"),
                    Matter.BODY: Semantics("chapter", "doc-chapter"),
                    Matter.BACK: Semantics("appendix", "doc-appendix"),
                }
            )
        ),
    }
)
