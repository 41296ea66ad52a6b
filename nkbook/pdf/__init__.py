"""The PDF: a publication → one HTML document with its stylesheets → pages → a file.

The order of the pages is the spine's. Papers, folios and running heads are named here by class and
attribute (markup.py) and given their form in styles/pdf.css.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from lxml import etree
from markupsafe import Markup

from nkbook import cover_art, pictures
from nkbook.book import Element, Matter, Page, Publication
from nkbook.errors import Diagnostic, InvalidOutputError, Severity, diagnostic
from nkbook.fonts import FontSet
from nkbook.formats import Artifact, FormatContext
from nkbook.pdf import note_numbers
from nkbook.pdf.access import describe
from nkbook.pdf.debug_grid import debug_grid
from nkbook.pdf.folios import numbering
from nkbook.pdf.judgement import judge_edges, judge_folios, judge_messages, judge_notes
from nkbook.pdf.labels import label_ranges, printed_labels
from nkbook.pdf.markup import chapter_tree, dress
from nkbook.pdf.metadata import archive_packet
from nkbook.pdf.pagemap import page_map
from nkbook.pdf.trim import TRIMS, Trim, trim
from nkbook.typesetting.policy import POLICIES, Typesetting, settings_for
from nkbook.weasy import PRODUCER, Engine, File, Layout, Proof, engine

__all__ = ["TRIMS", "Trim", "assemble", "files", "lay_out", "render", "trim"]

_BOOK = "pdf/book.html.j2"


def render(publication: Publication, context: FormatContext, target: Path) -> Artifact:
    """Write the publication as PDF.

    Raises MissingToolError when WeasyPrint or its libraries are not as needed, and
    InvalidOutputError when something of the book is not in the pages, with all that was found.
    """
    publication = pictures.for_screen(publication, context)
    with setting(publication, context) as weasyprint:
        publication, layout = laid_out(weasyprint, publication, context)
        ranges = label_ranges(layout.pages, publication.edition.labels["cover"])
        labels = tuple(printed_labels(ranges, len(layout.pages)))
        found = [*judge(publication, layout, labels)]
        stop_on_errors(found)
        identifier = permanent_identifier(publication, context)
        packet = archive_packet(publication, context.source_date, context.version, PRODUCER)
        proof = Proof(packet, lambda *inks: pictures.condition(context).shown(*inks))
        found += judge_messages(layout.write(target, identifier, ranges, proof))
        stop_on_errors(found)
        starts = page_map(publication, layout, labels)
    return Artifact(target, len(layout.pages), tuple(dict.fromkeys(found)), starts)


def lay_out(publication: Publication, context: FormatContext, target: Path) -> Artifact:
    """Return the page map of the publication's PDF without writing one to ``target``.

    It costs a layout, about two thirds of a PDF. What is wrong with the pages is for ``render`` to
    say: who asks for the map alone gets no PDF. Raises MissingToolError as ``render`` does.
    """
    with setting(publication, context) as weasyprint:
        publication, layout = laid_out(weasyprint, publication, context)
        ranges = label_ranges(layout.pages, publication.edition.labels["cover"])
        labels = tuple(printed_labels(ranges, len(layout.pages)))
        return Artifact(target, len(layout.pages), page_map=page_map(publication, layout, labels))


def setting(publication: Publication, context: FormatContext) -> AbstractContextManager[Engine]:
    """Return the engine with the book's fonts and the composition that its settings ask for."""
    language = publication.edition.language
    chosen = context.pdf.punctuation
    typesetting = Typesetting(POLICIES[chosen]) if chosen else settings_for(language)
    return engine(context.theme.fonts, language, typesetting)


def laid_out(
    weasyprint: Engine, publication: Publication, context: FormatContext, format: str = "pdf"
) -> tuple[Publication, Layout]:
    """Return the publication's layout, and the publication with the numbers that its notes have.

    Notes numbered by page take a layout more to learn their pages. Raises InvalidOutputError
    (NK405) when the numbers will not settle.
    """
    for _ in range(note_numbers.MOST_LAYOUTS):
        html = assemble(publication, context, format)
        layout = weasyprint.lay_out(html, files(publication), numbering(publication))
        if not context.pdf.notes_by_page:
            return publication, layout
        renumbered = note_numbers.by_page(publication, layout.notes)
        if note_numbers.numbers(renumbered) == note_numbers.numbers(publication):
            return publication, layout
        publication = renumbered
    raise InvalidOutputError(
        diagnostic(
            "NK405",
            "the numbers of the notes do not settle: each layout moves some to another page",
            hint='number them by chapter: numbering = "chapter" in [notes]',
        )
    )


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
    labels = publication.edition.labels
    content = chapter_tree(page.document, labels) if page.document else None
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


def sheets(
    publication: Publication, context: FormatContext, paper: Trim, format: str = "pdf"
) -> Iterator[str]:
    """Yield the stylesheets, general before particular, the book's own last."""
    theme = context.theme
    yield font_rules(theme.fonts)
    yield theme.stylesheet("base.css")
    yield paper.css()
    yield theme.stylesheet("pdf.css")
    if any(page.template == "cover" for page in publication.pages):
        yield theme.stylesheet("cover.css")
        sheet = cover_art.Sheet(paper.width, paper.height, bleed=1)
        yield cover_art.rules(publication.metadata, sheet)
    if format != "pdf":
        yield theme.stylesheet("print.css")
    if context.pdf.name_marks:
        yield ".name{--mark:name}\n.book{--mark:book}\n"
    yield theme.optional_stylesheet(f"editions/{publication.edition.language}.css")
    yield theme.optional_stylesheet("book.css")
    if context.pdf.debug_grid and format == "pdf":
        yield debug_grid(paper)


def font_rules(fonts: FontSet) -> str:
    """Return the font families by the names that the stylesheets use."""
    chinese = _families(fonts.stack(chinese_first=True))
    foreign = _families(fonts.stack(chinese_first=False))
    return f":root{{--serif:{chinese};--foreign-serif:{foreign}}}\n"


def _families(names: tuple[str, ...]) -> str:
    return ",".join(f'"{name}"' for name in names)


def judge(
    publication: Publication, layout: Layout, labels: tuple[str, ...]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with a layout whose pages have these labels."""
    notes = list(judge_notes(publication, layout.notes, labels))
    yield from notes
    yield from judge_folios(layout.pages, labels)
    if not notes:  # one too high for its page is off it too, and was told of better
        yield from judge_edges(layout.pages, labels)
    yield from judge_messages(layout.messages)


def stop_on_errors(found: list[Diagnostic]) -> None:
    """Raise InvalidOutputError when an error is among what was found."""
    if any(item.severity is Severity.ERROR for item in found):
        raise InvalidOutputError(dict.fromkeys(found))


def permanent_identifier(publication: Publication, context: FormatContext) -> bytes:
    """Return the PDF's permanent identifier (ISO 32000-1 §14.4), the same in every build."""
    metadata, edition = publication.metadata, publication.edition
    facts = (metadata.identifier, edition.id, metadata.release.version, context.source_date)
    return hashlib.sha256("\n".join(map(str, facts)).encode()).digest()[:16]
