"""The PDF: a publication → one HTML document with its stylesheets → pages → a file.

The order of the pages is the spine's. Papers, folios and running heads are named here by class and
attribute (markup.py) and given their form in styles/pdf.css.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from markupsafe import Markup

from nkbook.book import Element, Matter, Page, Publication
from nkbook.errors import Diagnostic, InvalidOutputError, Severity
from nkbook.formats import Artifact, FormatContext
from nkbook.pdf.judgement import judge_folios, judge_messages, judge_notes
from nkbook.pdf.labels import label_ranges, printed_labels
from nkbook.pdf.markup import chapter_tree, dress
from nkbook.pdf.trim import TRIMS, Trim, trim
from nkbook.weasy import File, Layout, engine

__all__ = ["TRIMS", "Trim", "assemble", "files", "render", "trim"]

_BOOK = "pdf/book.html.j2"


def render(publication: Publication, context: FormatContext, target: Path) -> Artifact:
    """Write the publication as PDF.

    Raises MissingToolError when WeasyPrint or its libraries are not as needed, and
    InvalidOutputError when something of the book is not in the pages, with all that was found.
    """
    html = assemble(publication, context)
    language = publication.edition.language
    with engine(context.theme.fonts, language) as weasyprint:
        layout = weasyprint.lay_out(html, files(publication))
        ranges = label_ranges(layout.pages, publication.edition.labels["cover"])
        labels = tuple(printed_labels(ranges, len(layout.pages)))
        found = [*_judge(publication, layout, labels)]
        _stop_on_errors(found)
        identifier = _identifier(publication, context)
        found += judge_messages(layout.write(target, identifier, ranges))
        _stop_on_errors(found)
    return Artifact(target, len(layout.pages), tuple(dict.fromkeys(found)))


def assemble(publication: Publication, context: FormatContext) -> str:
    """Return the whole book as one HTML document that holds its stylesheets.

    Images are named by their paths in ``files``; everything else is inside.
    """
    paper = trim(context.pdf.trim)
    starts = _starts(publication)
    roots = []
    for page in publication.pages:
        root = _page(publication, page, context, paper)
        dress(root, page, publication.metadata, start=page.id in starts)
        roots.append(_html(root))
    return context.templates.render(
        _BOOK,
        publication=publication,
        metadata=publication.metadata,
        edition=publication.edition,
        build=_facts(context, paper),
        sheets=tuple(map(Markup, _sheets(publication, context, paper))),
        recto_chapters=context.pdf.recto_chapters,
        pages=roots,
    )


def files(publication: Publication) -> dict[str, File]:
    """Return the files that the document shows, by the paths that it names them with."""
    return {item.href: File(item.path, item.media_type) for item in publication.resources}


def _page(publication: Publication, page: Page, context: FormatContext, paper: Trim) -> Element:
    labels = publication.edition.labels
    content = chapter_tree(page.document, labels) if page.document else None
    return context.templates.page(publication, page, content, "pdf", build=_facts(context, paper))


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


def _sheets(publication: Publication, context: FormatContext, paper: Trim) -> Iterator[str]:
    """Yield the stylesheets, general before particular, the book's own last."""
    theme = context.theme
    chinese = _families(theme.fonts.stack(chinese_first=True))
    foreign = _families(theme.fonts.stack(chinese_first=False))
    yield f":root{{--serif:{chinese};--foreign-serif:{foreign}}}\n"
    yield theme.stylesheet("base.css")
    yield paper.css()
    yield theme.stylesheet("pdf.css")
    yield theme.optional_stylesheet(f"editions/{publication.edition.language}.css")
    yield theme.optional_stylesheet("book.css")


def _families(names: tuple[str, ...]) -> str:
    return ",".join(f'"{name}"' for name in names)


def _judge(
    publication: Publication, layout: Layout, labels: tuple[str, ...]
) -> Iterator[Diagnostic]:
    yield from judge_notes(publication, layout.notes, labels)
    yield from judge_folios(layout.pages, labels)
    yield from judge_messages(layout.messages)


def _stop_on_errors(found: list[Diagnostic]) -> None:
    if any(item.severity is Severity.ERROR for item in found):
        raise InvalidOutputError(dict.fromkeys(found))


def _identifier(publication: Publication, context: FormatContext) -> bytes:
    """Return the PDF's permanent identifier (ISO 32000-1 §14.4), the same in every build."""
    metadata, edition = publication.metadata, publication.edition
    facts = (metadata.identifier, edition.id, metadata.release.version, context.source_date)
    return hashlib.sha256("\n".join(map(str, facts)).encode()).digest()[:16]
