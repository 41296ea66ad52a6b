"""The publication as one HTML document that holds its stylesheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from nkbook.formats.base import FormatContext
from nkbook.formats.html.build import build_view
from nkbook.formats.html.contents import with_contents
from nkbook.formats.html.drawn_formulas import Room, draw_formulas
from nkbook.formats.kept import kept_page
from nkbook.formats.paged.access import describe
from nkbook.formats.paged.listings.lines import prepare_code
from nkbook.formats.paged.markup import annotate_page, book_notes, chapter_tree, part_readings
from nkbook.formats.paged.sheets import sheets
from nkbook.formats.paged.trims import Trim, trim
from nkbook.look.fonts import FontSet
from nkbook.look.geta import legible, stand_in
from nkbook.look.page_templates import PageTemplates
from nkbook.model.document import Element
from nkbook.model.metadata import Matter
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page, Publication
from nkbook.store import Key
from nkbook.weasy import File

_BOOK = "pdf/book.html.j2"
_COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class Assembly:
    """A publication on its way to paper: what all of its pages have in common."""

    publication: Publication
    context: FormatContext
    format: str
    paper: Trim
    templates: PageTemplates
    starts: frozenset[str]  # ids of the pages where folios begin
    sheets: tuple[str, ...]
    common: str  # a digest of what all pages are made of besides templates, "" if nothing is kept

    @classmethod
    def of(
        cls,
        publication: Publication,
        context: FormatContext,
        format: str = "pdf",
        whole: Publication | None = None,
    ) -> Assembly:
        """Return the assembly for a format on paper.

        ``format`` is its name; all but "pdf" are for the printer and have print.css too. The
        stylesheets are those of ``whole``, if it has pages that the publication lacks.
        """
        paper = trim(context.options.pdf.trim)
        if format != "pdf":
            paper = paper.away_from_spine(context.options.print.gutter)
        return cls(
            publication,
            context,
            format,
            paper,
            page_templates(publication, context, format),
            _starts(publication),
            tuple(filter(None, sheets(whole or publication, context, paper, format))),
            _common(context, paper),
        )

    def page(self, page: Page, part: str | None) -> Element:
        """Return a page's tree, as it is laid out; ``part`` is the id of the part it is in."""
        return self.described(self.plain(page), page, part)

    def described(self, root: Element, page: Page, part: str | None) -> Element:
        """Say in a page's tree what its elements are, in a format that says so in its file."""
        if self.format == "pdf":
            describe(root, page, self.publication.edition.labels, part)
        return root

    def plain(self, page: Page) -> Element:
        """Return a page's tree without what a file for the archive says of its elements."""
        return kept_page(
            self.context.store,
            self.templates,
            page,
            lambda: self._plain(page),
            common=self.common,
            start=page.id in self.starts,
        )

    def _plain(self, page: Page) -> Element:
        edition, fonts = self.publication.edition, self.context.theme.fonts
        notes = self.context.options.notes
        content = chapter_tree(page.document, edition, self.paper, notes) if page.document else None
        if page.kind is PageKind.ENDNOTES:
            content = book_notes(self.publication, page, self.paper, notes.marks)
        if content is not None:
            prepare_code(content, fonts, self.paper.code_size)
        root = self.templates.render(page, content)
        if page.kind is PageKind.BIBLIOGRAPHY and self.context.options.pdf.bibliography == _COMPACT:
            root.set("class", f"{root.get('class', '')} compact".strip())
        # Those of titles, in the contents.
        draw_formulas(root, Room(self.paper.characters, self.paper.lines))
        annotate_page(root, page, self.publication, self.paper, start=page.id in self.starts)
        stand_in(root, fonts)
        part_readings(root)
        return root

    def parts(self) -> Iterator[tuple[Page, str | None]]:
        """Yield the pages with the id of the part that each is in."""
        part: str | None = None  # the last one that began
        for page in self.publication.pages:
            yield page, part if page.part_title else None
            if page.kind is PageKind.PART:
                part = page.id

    def document(self, pages: Iterable[Markup]) -> str:
        """Return pages, in HTML, as one document that holds its stylesheets."""
        publication = self.publication
        return self.context.templates.render(
            _BOOK,
            publication=self.templates.book,
            metadata=publication.metadata,
            edition=publication.edition,
            build=self.templates.build,
            sheets=tuple(map(Markup, self.sheets)),
            full_title=publication.metadata.full_title(publication.edition.labels),
            recto_chapters=self.context.options.pdf.recto_chapters,
            pages=list(pages),
        )


def assemble(publication: Publication, context: FormatContext, format: str = "pdf") -> str:
    """Return the whole book as one HTML document that holds its stylesheets.

    Images are named by their paths in ``files``; everything else is inside.
    """
    assembly = Assembly.of(publication, context, format)
    return assembly.document(html(assembly.page(page, part)) for page, part in assembly.parts())


def files(publication: Publication, fonts: FontSet) -> dict[str, File]:
    """Return the files that the document shows, by the paths that it names them with."""
    pictures = (legible(item, fonts) for item in publication.resources)
    return {item.href: File(item.path, item.media_type, item.data) for item in pictures}


def page_templates(publication: Publication, context: FormatContext, format: str) -> PageTemplates:
    """Return the templates of the pages of a format on paper, or of the PDF."""
    paper = trim(context.options.pdf.trim)
    size = paper.printed(publication.edition.labels)
    depth = context.options.pdf.contents_depth
    publication = with_contents(publication, depth, characters=paper.characters, lines=paper.lines)
    return PageTemplates.of(
        context.templates, publication, format, build_view(context, publication, size)
    )


def _common(context: FormatContext, paper: Trim) -> str:
    store = context.store
    if not store.is_open:
        return ""
    fonts = context.theme.fonts.content(store.digest)
    return Key.of("common", paper=paper, notes=context.options.notes, fonts=fonts).digest


def _starts(publication: Publication) -> frozenset[str]:
    """Return the ids of the pages where folios begin: after the cover, and with the body."""
    front = [page for page in publication.pages if page.matter is Matter.FRONT]
    counted = [page.id for page in front if page.kind is not PageKind.COVER]
    rest = [page.id for page in publication.pages if page.matter is not Matter.FRONT]
    return frozenset((*counted[:1], *rest[:1]))


def html(root: Element) -> Markup:
    """Return a tree in HTML's syntax, where an empty element still has its end tag."""
    return Markup(etree.tostring(root, encoding="unicode", method="html"))  # noqa: S704 — escaped
