"""The printer's files: the interior as PDF/X-4, and the wrap of the cover next to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nkbook.diagnostics.problems import Diagnostic
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
from nkbook.formats.press.pdfx import finish
from nkbook.look.colour import Separation
from nkbook.model.catalogue import identifiers
from nkbook.model.publication import Publication, interior
from nkbook.project.config.formats import PRINT
from nkbook.weasy import LabelRange, LaidOut, Layout, Plates


def render(publication: Publication, context: FormatContext, target: Path) -> Artifact:
    """Write the interior to ``target`` and, for a book with a cover, the wrap next to it.

    Raises as the PDF's ``render`` does, and ConfigError (NK309) for a wrong colour profile.
    """
    press = pictures.press(context)
    inside = pictures.for_press(interior(publication), press, context.store)
    with setting(inside, context) as weasyprint:
        inside, layout = laid_out(weasyprint, inside, context, "print")
        pages, found = _interior(layout, inside, context, press, target)
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
    target: Path,
) -> tuple[int, list[Diagnostic]]:
    """Write the interior; return the number of its pages and what was found."""
    ranges, found = judged(layout, inside, context)
    raw = context.work / "interior.pdf"
    # Type in one ink has one edge; in four, which never meet quite, it has four.
    plates = Plates(press.inks, replace(press, black_only=True).inks, OFFSET)
    identifier = identifiers.permanent(inside.metadata, context.source_date)
    found += judge_messages(layout.write_inks(raw, identifier, ranges, plates))
    stop_on_errors(found)
    facts = FileFacts.of(inside, context, "print")
    return finish(raw, target, press, facts, even=True), found


def judged(
    layout: LaidOut, publication: Publication, context: FormatContext
) -> tuple[tuple[LabelRange, ...], list[Diagnostic]]:
    """Return the labels of a layout's pages and what is wrong with it; raises for an error."""
    ranges = label_ranges(layout.pages, publication.edition.labels["cover"])
    labels = tuple(printed_labels(ranges, len(layout.pages)))
    found = list(judge(publication, layout, labels, context))
    stop_on_errors(found)
    return ranges, found
