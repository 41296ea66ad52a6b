"""The steps to a PDF: sections → numbers → margins → one file."""

from __future__ import annotations

from pathlib import Path

from nkbook.formats import pictures
from nkbook.formats.base import Artifact, FormatContext
from nkbook.formats.html.drawn_formulas import Room, judge_formulas
from nkbook.formats.paged.apart import work
from nkbook.formats.paged.apart.book import laid_out
from nkbook.formats.paged.apart.reach import reaches_across
from nkbook.formats.paged.judgement import judge_messages
from nkbook.formats.paged.labels import label_ranges, printed_labels
from nkbook.formats.paged.layout import judge, stop_on_errors
from nkbook.formats.paged.pagemap import page_map
from nkbook.formats.paged.trims import trim
from nkbook.formats.pdf.metadata import archive_packet
from nkbook.formats.tasks import Steps, Task, Tasks
from nkbook.model.catalogue import identifiers
from nkbook.model.publication import Publication
from nkbook.store import Store
from nkbook.weasy import PRODUCER

_LOOK = "archive"


def steps(
    publication: Publication, context: FormatContext, target: Path, store: Store
) -> Steps[Artifact]:
    """Write the publication as PDF, as ``render`` does, and raise what it raises.

    A book whose stylesheets reach across its sections is laid out as a whole.
    """
    publication = pictures.for_screen(publication, context)
    look = work.Archive.of(context)
    laid = yield from laid_out(publication, context, "pdf", {_LOOK: look}, store)
    publication, book = laid
    ranges = label_ranges(book.pages, publication.edition.labels["cover"])
    labels = tuple(printed_labels(ranges, len(book.pages)))
    found = [*judge(publication, book, labels)]
    paper = trim(context.options.pdf.trim)
    found += judge_formulas(publication, Room(paper.characters, paper.lines))
    stop_on_errors(found)
    starts = page_map(publication, book, labels)
    yield starts
    identifier = identifiers.permanent(publication.metadata, context.source_date)
    packet = archive_packet(publication, context.source_date, context.version, PRODUCER)
    (messages,) = yield Tasks(
        (
            book.binding(
                publication, context, store, _LOOK, look, target, identifier, ranges, packet
            ),
        ),
        f"{len(book.pages)} pages bound",
    )
    found += judge_messages(messages)
    stop_on_errors(found)
    return Artifact(target, len(book.pages), tuple(dict.fromkeys(found)), starts)


def layout_steps(
    publication: Publication, context: FormatContext, target: Path, store: Store
) -> Steps[Artifact]:
    """Return the page map of the publication's PDF without writing one, as ``lay_out`` does."""
    publication = pictures.for_screen(publication, context)
    publication, book = yield from laid_out(publication, context, "pdf", {}, store)
    ranges = label_ranges(book.pages, publication.edition.labels["cover"])
    labels = tuple(printed_labels(ranges, len(book.pages)))
    starts = page_map(publication, book, labels)
    return Artifact(target, len(book.pages), page_map=starts)
