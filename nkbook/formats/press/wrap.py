"""The cover as the printer wants it: one sheet of back, spine and front, as PDF/X-4."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree
from markupsafe import Markup

from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.formats.base import FormatContext
from nkbook.formats.paged.document import files, page_templates
from nkbook.formats.paged.judgement import judge_messages
from nkbook.formats.paged.layout import stop_on_errors
from nkbook.formats.paged.trims import BLEED, MM, OFFSET, Trim, trim
from nkbook.formats.pictures import for_press
from nkbook.formats.press import barcode
from nkbook.formats.press import spine as spines
from nkbook.formats.press.metadata import FileFacts
from nkbook.formats.press.pdfx import Sheets, finish
from nkbook.formats.press.slug import lay_out
from nkbook.look import cover_art
from nkbook.look.colour import Separation
from nkbook.look.css.families import css_variables
from nkbook.look.fonts import FontSet
from nkbook.look.geta import stand_in
from nkbook.look.page_templates import PageTemplates
from nkbook.model.catalogue import identifiers
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page, Publication
from nkbook.weasy import Engine, Plates

_TEMPLATE = "pdf/wrap.html.j2"
_MARGIN = 14  # mm


@dataclass(frozen=True, slots=True)
class Order:
    """What the interior says of the wrap: its inks, the pages between the boards, and the file."""

    press: Separation
    pages: int
    facts: FileFacts
    target: Path


def spine_width(pages: int, paper_bulk: int) -> float:
    """Return the width of a spine in mm: the thickness of all leaves of a book.

    ``paper_bulk`` is that of one leaf, two pages, in micrometres. What the boards of the cover and
    the glue add is the printer's to say: it goes into the bulk.
    """
    leaves = -(-pages // 2)
    return round(leaves * paper_bulk / 1000, 2)


def write(
    weasyprint: Engine, publication: Publication, context: FormatContext, order: Order
) -> list[Diagnostic]:
    """Write the wrap of a book and return what was found.

    Raises InvalidOutputError: NK409 when the description does not fit the back.
    """
    sheet = _sheet(context, order.pages)
    press = replace(order.press, black_only=False)  # [print] interior is not about the cover
    shown = {publication.metadata.cover}
    held = files(for_press(publication, press, context.store), context.theme.fonts)
    pictures = {name: file for name, file in held.items() if name in shown}
    layout = weasyprint.lay_out(assemble(publication, context, sheet), pictures)
    if len(layout.pages) != 1:
        raise InvalidOutputError(
            diagnostic(
                "NK409",
                "the description is too long for the back of the cover",
                Location("chapters/book.toml"),
                "shorten [book] description",
            )
        )
    found = list(judge_messages(layout.messages))
    raw = context.work / "wrap.pdf"
    identifier = identifiers.permanent(publication.metadata, context.source_date)
    plates = Plates(press.inks, press.inks, OFFSET)
    found += judge_messages(layout.write_inks(raw, identifier, (), plates))
    stop_on_errors(found)
    slug, more = lay_out(weasyprint, publication, context, order.target.name, counted=False)
    found += more
    finish(raw, order.target, press, order.facts, Sheets(slug, folds=_folds(sheet)))
    return found


def _sheet(context: FormatContext, pages: int) -> cover_art.Sheet:
    paper = trim(context.options.pdf.trim)
    spine = spine_width(pages, context.options.print.paper_bulk)
    return cover_art.Sheet(
        paper.width, paper.height, BLEED / MM, spine, context.options.print.flaps
    )


def _folds(sheet: cover_art.Sheet) -> tuple[float, ...]:
    """Return where the wrap is folded, in pt from its left edge."""
    spine = sheet.spine or 0.0
    back = sheet.flap + sheet.width
    ends = (sheet.flap, back + spine + sheet.width) if sheet.flap else ()
    return tuple(MM * place for place in sorted({*ends, back, back + spine}))


def assemble(publication: Publication, context: FormatContext, sheet: cover_art.Sheet) -> str:
    """Return the wrap as one HTML document that holds its stylesheets."""
    metadata, edition = publication.metadata, publication.edition
    cover = next(page for page in publication.pages if page.kind is PageKind.COVER)
    isbn = metadata.imprint.isbn.get("print")
    templates = page_templates(publication, context, "print")
    return context.templates.render(
        _TEMPLATE,
        metadata=metadata,
        edition=edition,
        labels=edition.labels,
        build=templates.build,
        sheets=tuple(map(Markup, _sheets(publication, context, sheet))),
        barcode=_barcode(isbn, room=context.options.print.barcode_room),
        spine=_spine(publication, context, sheet),
        front=_front(cover, templates, context.theme.fonts),
    )


def _barcode(isbn: str | None, *, room: bool) -> Markup | None:
    """Return the bar code, or the white field for one that comes later, if there is to be one."""
    if isbn:
        return barcode.drawing(isbn)
    return barcode.field() if room else None


def _front(cover: Page, templates: PageTemplates, fonts: FontSet) -> Markup:
    """Return the front: the page that the PDF begins with."""
    root = templates.render(cover)
    stand_in(root, fonts)
    return Markup(etree.tostring(root, encoding="unicode", method="html"))  # noqa: S704 — escaped


def _spine(
    publication: Publication, context: FormatContext, sheet: cover_art.Sheet
) -> Markup | None:
    """Return the type of the spine, or None for one too narrow for any."""
    if sheet.spine is None or sheet.spine < spines.NARROWEST:
        return None
    palette = cover_art.PALETTE
    spine = spines.Spine(
        width=sheet.spine,
        height=sheet.height,
        split=sheet.height * cover_art.MAP_SHARE,
        above=palette.paper,
        ground=palette.ground,
        # Only the map leaves the foot of the spine light.
        below="black" if cover_art.has_map(publication.metadata) else palette.paper,
    )
    return spines.drawing(publication.metadata, context.theme.fonts, spine)


def _sheets(
    publication: Publication, context: FormatContext, sheet: cover_art.Sheet
) -> tuple[str, ...]:
    theme = context.theme
    paper = trim(context.options.pdf.trim)
    return (
        css_variables(theme.fonts),
        theme.stylesheet("base.css"),
        theme.stylesheet("pdf.css"),
        theme.stylesheet("cover.css"),
        cover_art.rules(publication.metadata, sheet, store=context.store),
        _measures(paper, sheet),
        theme.optional_stylesheet(f"editions/{publication.edition.language}.css"),
        theme.optional_stylesheet("book.css"),
    )


def _measures(paper: Trim, sheet: cover_art.Sheet) -> str:
    """Return the rules that put back, spine and front in their places."""
    spine = sheet.spine or 0.0
    back = sheet.flap
    front = back + sheet.width + spine
    whole = front + sheet.width + sheet.flap
    below = sheet.height - _MARGIN
    return (
        f"html{{font-size:{paper.size:g}pt;line-height:{paper.pitch:g}pt}}\n"
        f"@page wrap{{size:{whole:g}mm {sheet.height:g}mm}}\n"
        f".wrap-back{{margin-left:{back:g}mm;width:{sheet.width:g}mm;"
        f"min-height:{sheet.height:g}mm}}\n"
        f".wrap-spine{{left:{back + sheet.width:g}mm}}\n"
        f".wrap-front{{left:{front:g}mm;width:{sheet.width:g}mm}}\n"
        f".wrap .page-cover{{height:{sheet.height:g}mm}}\n"
        f".wrap .barcode-area{{top:{below - barcode.KEPT:g}mm;"
        f"right:{whole - back - sheet.width + _MARGIN:g}mm}}\n"
        f".wrap .imprint{{left:{back + _MARGIN:g}mm;bottom:{_MARGIN}mm}}\n"
    )
