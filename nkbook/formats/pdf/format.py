"""The PDF: a publication → one HTML document with its stylesheets → pages → a file.

The order of the pages is the spine's. Papers, folios and running heads are named here by class and
attribute (markup.py) and given their form in styles/pdf.css.
"""

from __future__ import annotations

from pathlib import Path

from nkbook.formats import pictures
from nkbook.formats.base import Artifact, FormatContext
from nkbook.formats.html.drawn_formulas import Room, judge_formulas
from nkbook.formats.paged.judgement import judge_messages
from nkbook.formats.paged.labels import label_ranges, printed_labels
from nkbook.formats.paged.layout import (
    judge,
    laid_out,
    setting,
    stop_on_errors,
)
from nkbook.formats.paged.pagemap import page_map
from nkbook.formats.paged.trims import trim
from nkbook.formats.pdf.metadata import archive_packet
from nkbook.model.catalogue import identifiers
from nkbook.model.publication import Publication
from nkbook.weasy import PRODUCER, Proof


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
        found = [*judge(publication, layout, labels, context)]
        paper = trim(context.options.pdf.trim)
        found += judge_formulas(publication, Room(paper.characters, paper.lines))
        stop_on_errors(found)
        identifier = identifiers.permanent(publication.metadata, context.source_date)
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
