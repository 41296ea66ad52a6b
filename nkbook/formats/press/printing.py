"""The printer's files: the interior as PDF/X-4, and the wrap of the cover next to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.formats import pictures
from nkbook.formats.base import Artifact, FormatContext
from nkbook.formats.paged.judgement import judge_messages
from nkbook.formats.paged.labels import label_ranges, printed_labels
from nkbook.formats.paged.layout import (
    judge,
    laid_out,
    setting,
    stop_on_errors,
)
from nkbook.formats.paged.trims import OFFSET
from nkbook.formats.press import wrap
from nkbook.formats.press.metadata import FileFacts
from nkbook.formats.press.pdfx import Sheets, finish
from nkbook.formats.press.slug import lay_out
from nkbook.look.colour import Separation
from nkbook.model.catalogue import identifiers
from nkbook.model.publication import Publication, interior
from nkbook.project.config.formats import PRINT
from nkbook.weasy import LabelRange, LaidOut, Layout, Plates

_LEAF = 2  # pages; that a leaf has two sides is nothing to tell of


def render(publication: Publication, context: FormatContext, target: Path) -> Artifact:
    """Write the interior to ``target`` and, for a book with a cover, the wrap next to it.

    Raises as the PDF's ``render`` does, and ConfigError (NK309) for a wrong colour profile.
    """
    press = pictures.press(context)
    inside = pictures.for_press(interior(publication), press, context.store)
    with setting(inside, context) as weasyprint:
        inside, layout = laid_out(weasyprint, inside, context, "print")
        raw, found = _interior(layout, inside, context, press)
        slug, more = lay_out(weasyprint, inside, context, target.name, counted=True)
        found += more
        multiple = context.options.print.sheet_pages
        facts = FileFacts.of(inside, context, "print")
        pages = finish(raw, target, press, facts, Sheets(slug, multiple))
        found += filled(len(layout.pages), pages, multiple)
        beside: tuple[tuple[str, Path], ...] = ()
        if len(inside.pages) < len(publication.pages):
            cover = target.with_name(PRINT.companion("print", publication.metadata.slug))
            facts = FileFacts.of(publication, context, "cover")
            order = wrap.Order(press, pages, facts, cover)
            found += wrap.write(weasyprint, publication, context, order)
            beside = (("print", cover),)
    return Artifact(target, pages, tuple(dict.fromkeys(found)), beside=beside)


def _interior(
    layout: Layout,
    inside: Publication,
    context: FormatContext,
    press: Separation,
) -> tuple[Path, list[Diagnostic]]:
    """Write the interior's pages; return the file and what was found."""
    ranges, found = judged(layout, inside, context)
    raw = context.work / "interior.pdf"
    # Type in one ink has one edge; in four, which never meet quite, it has four.
    plates = Plates(press.inks, replace(press, black_only=True).inks, OFFSET)
    identifier = identifiers.permanent(inside.metadata, context.source_date)
    found += judge_messages(layout.write_inks(raw, identifier, ranges, plates))
    stop_on_errors(found)
    return raw, found


def filled(laid: int, pages: int, multiple: int) -> list[Diagnostic]:
    """Return what there is to say of the blank pages that fill the last sheet."""
    if pages == laid or multiple == _LEAF:
        return []
    blank = f"{pages - laid} blank page{'s are' if pages - laid > 1 else ' is'}"
    return [
        diagnostic(
            "NK435",
            f"{blank} added at the end of the printer's file: {laid} are laid out, and [print] "
            f"sheet-pages = {multiple} makes them {pages}",
            hint="fill the blank pages, or ask the printer about a smaller last sheet",
        )
    ]


def judged(
    layout: LaidOut, publication: Publication, context: FormatContext
) -> tuple[tuple[LabelRange, ...], list[Diagnostic]]:
    """Return the labels of a layout's pages and what is wrong with it; raises for an error."""
    ranges = label_ranges(layout.pages, publication.edition.labels["cover"])
    labels = tuple(printed_labels(ranges, len(layout.pages)))
    found = list(judge(publication, layout, labels, context))
    stop_on_errors(found)
    return ranges, found
