"""The publication as one HTML document that holds its stylesheets."""

from __future__ import annotations

from lxml import etree
from markupsafe import Markup

from nkbook.formats.base import FormatContext
from nkbook.formats.html.build import build_view
from nkbook.formats.html.contents import with_contents
from nkbook.formats.html.drawn_formulas import Room, draw_formulas
from nkbook.formats.paged.access import describe
from nkbook.formats.paged.listings.lines import prepare_code
from nkbook.formats.paged.markup import annotate_page, chapter_tree
from nkbook.formats.paged.sheets import sheets
from nkbook.formats.paged.trims import trim
from nkbook.look.fonts import FontSet
from nkbook.look.geta import legible, stand_in
from nkbook.look.page_templates import PageTemplates
from nkbook.model.document import Element
from nkbook.model.metadata import Matter
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication
from nkbook.weasy import File

_BOOK = "pdf/book.html.j2"


def assemble(publication: Publication, context: FormatContext, format: str = "pdf") -> str:
    """Return the whole book as one HTML document that holds its stylesheets.

    ``format`` is its name; all but "pdf" are for paper and have print.css too. Images are named by
    their paths in ``files``; everything else is inside.
    """
    labels = publication.edition.labels
    paper = trim(context.options.pdf.trim)
    if format != "pdf":
        paper = paper.away_from_spine(context.options.print.gutter)
    starts = _starts(publication)
    templates = page_templates(publication, context, format)
    roots = []
    part: str | None = None  # the last one that began
    for page in publication.pages:
        content = chapter_tree(page.document, publication.edition, paper) if page.document else None
        if content is not None:
            prepare_code(content, context.theme.fonts, paper.code_size)
        root = templates.render(page, content)
        draw_formulas(root, Room(paper.characters, paper.lines))  # of titles, in the contents
        annotate_page(root, page, publication.metadata, start=page.id in starts)
        if format == "pdf":
            describe(root, page, labels, part if page.part_title else None)
        if page.kind is PageKind.PART:
            part = page.id
        stand_in(root, context.theme.fonts)
        roots.append(_html(root))
    return context.templates.render(
        _BOOK,
        publication=templates.book,
        metadata=publication.metadata,
        edition=publication.edition,
        build=templates.build,
        sheets=tuple(map(Markup, sheets(publication, context, paper, format))),
        full_title=publication.metadata.full_title(labels),
        recto_chapters=context.options.pdf.recto_chapters,
        pages=roots,
    )


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


def _starts(publication: Publication) -> frozenset[str]:
    """Return the ids of the pages where folios begin: after the cover, and with the body."""
    front = [page for page in publication.pages if page.matter is Matter.FRONT]
    counted = [page.id for page in front if page.kind is not PageKind.COVER]
    rest = [page.id for page in publication.pages if page.matter is not Matter.FRONT]
    return frozenset((*counted[:1], *rest[:1]))


def _html(root: Element) -> Markup:
    """Return a tree in HTML's syntax, where an empty element still has its end tag."""
    return Markup(etree.tostring(root, encoding="unicode", method="html"))  # noqa: S704 — escaped
