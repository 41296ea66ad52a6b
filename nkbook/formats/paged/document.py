"""The publication as one HTML document that holds its stylesheets."""

from __future__ import annotations

from lxml import etree
from markupsafe import Markup

from nkbook.formats.base import FormatContext
from nkbook.formats.paged.access import describe
from nkbook.formats.paged.markup import chapter_tree, dress
from nkbook.formats.paged.sheets import sheets
from nkbook.formats.paged.trims import Trim, trim
from nkbook.model.document import Element
from nkbook.model.metadata import Matter
from nkbook.model.publication import Page, Publication
from nkbook.weasy import File

_BOOK = "pdf/book.html.j2"


def assemble(publication: Publication, context: FormatContext, format: str = "pdf") -> str:
    """Return the whole book as one HTML document that holds its stylesheets.

    ``format`` is the one that templates hear of, and all but "pdf" are for paper: print.css too.

    Images are named by their paths in ``files``; everything else is inside.
    """
    paper = trim(context.pdf.trim)
    if format != "pdf":
        paper = paper.away_from_spine(context.print.gutter)
    starts = _starts(publication)
    roots = []
    part: str | None = None  # the last one that began
    for page in publication.pages:
        root = _page(publication, page, context, paper, format)
        dress(root, page, publication.metadata, start=page.id in starts)
        if format == "pdf":
            describe(root, page, publication.edition.labels, part if page.part_title else None)
        if page.template == "part":
            part = page.id
        roots.append(_html(root))
    return context.templates.render(
        _BOOK,
        publication=publication,
        metadata=publication.metadata,
        edition=publication.edition,
        build=_facts(context, paper),
        sheets=tuple(map(Markup, sheets(publication, context, paper, format))),
        recto_chapters=context.pdf.recto_chapters,
        pages=roots,
    )


def files(publication: Publication) -> dict[str, File]:
    """Return the files that the document shows, by the paths that it names them with."""
    return {
        item.href: File(item.path, item.media_type, item.data) for item in publication.resources
    }


def _page(
    publication: Publication, page: Page, context: FormatContext, paper: Trim, format: str
) -> Element:
    content = chapter_tree(page.document, publication.edition) if page.document else None
    facts = _facts(context, paper)
    return context.templates.page(publication, page, content, format, build=facts)


def _starts(publication: Publication) -> frozenset[str]:
    """Return the ids of the pages where folios begin: after the cover, and with the body."""
    front = [page for page in publication.pages if page.matter is Matter.FRONT]
    counted = [page.id for page in front if page.template != "cover"]
    rest = [page.id for page in publication.pages if page.matter is not Matter.FRONT]
    return frozenset((*counted[:1], *rest[:1]))


def _html(root: Element) -> Markup:
    """Return a tree in HTML's syntax, where an empty element still has its end tag."""
    return Markup(etree.tostring(root, encoding="unicode", method="html"))  # noqa: S704 — escaped


def _facts(context: FormatContext, paper: Trim) -> dict[str, object]:
    """Return what templates may say of the build."""
    return {
        "version": context.version,
        "source_date": context.source_date,
        "fonts": context.theme.fonts.families(),
        "trim": paper.name,
    }
