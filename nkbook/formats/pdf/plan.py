"""The steps to a PDF: sections → numbers → margins → one file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from nkbook.formats import pictures
from nkbook.formats.base import Artifact, FormatContext
from nkbook.formats.html.drawn_formulas import Room, judge_formulas
from nkbook.formats.paged.apart import together, work
from nkbook.formats.paged.apart.book import Order, laid_out
from nkbook.formats.paged.apart.settled import Want
from nkbook.formats.paged.apart.whole import in_sections
from nkbook.formats.paged.judgement import judge_messages
from nkbook.formats.paged.labels import label_ranges, printed_labels
from nkbook.formats.paged.layout import judge, stop_on_errors
from nkbook.formats.paged.pagemap import page_map
from nkbook.formats.paged.trims import trim
from nkbook.formats.pdf.metadata import archive_packet
from nkbook.formats.tasks import Steps, Tasks
from nkbook.formats.trade.sample import sampled
from nkbook.model.catalogue import identifiers
from nkbook.model.pagemap import PageMap
from nkbook.model.publication import Publication
from nkbook.project.config.formats import PDF
from nkbook.store import Store
from nkbook.weasy import PRODUCER

_LOOK = "pdf"


def steps(
    publication: Publication, context: FormatContext, target: Path, store: Store
) -> Steps[Artifact]:
    """Write the publication as PDF, as ``render`` does, and raise what it raises.

    The sample that [sample] asks for is written next to it.
    """
    made = yield from _written(publication, context, target, store)
    if not context.options.sample.chapters:
        return made
    path = target.with_name(PDF.companion("sample-pdf", publication.metadata.slug))
    work = context.work / "sample"
    work.mkdir(parents=True, exist_ok=True)
    part = sampled(publication, context.options.sample.chapters)
    yield from _quiet(_written(part, replace(context, work=work), path, store))
    return replace(made, beside=(*made.beside, ("sample-pdf", path)))


def _quiet(inner: Steps[Artifact]) -> Steps[Artifact]:
    """Do steps without telling where their pages begin: that is of the whole book."""
    try:
        asked = next(inner)
        while True:
            if isinstance(asked, PageMap):
                asked = inner.send(None)
                continue
            try:
                answer = yield asked
            except Exception as error:  # noqa: BLE001 — for the steps to see to
                asked = inner.throw(error)
            else:
                asked = inner.send(answer)
    except StopIteration as end:
        return cast("Artifact", end.value)


def _written(
    publication: Publication, context: FormatContext, target: Path, store: Store
) -> Steps[Artifact]:
    def apart() -> Steps[Artifact]:
        look = work.Archive.of(context)
        shown = pictures.for_screen(publication, context)
        own = {_LOOK: look}
        want = Want("pdf", "pdf", together.looks(publication, context, own, store))
        inside, book = yield from laid_out(shown, context, want, own, store)
        ranges = label_ranges(book.pages, inside.edition.labels["cover"])
        labels = tuple(printed_labels(ranges, len(book.pages)))
        found = [*judge(inside, book, labels, context)]
        paper = trim(context.options.pdf.trim)
        found += judge_formulas(inside, Room(paper.characters, paper.lines))
        stop_on_errors(found)
        starts = page_map(inside, book, labels)
        yield starts
        identifier = identifiers.permanent(inside.metadata, context.source_date)
        packet = archive_packet(inside, context.source_date, context.version, PRODUCER)
        order = Order(target, identifier, ranges, packet)
        binding = book.binding(work.setup(inside, context), store, _LOOK, look, order)
        (messages,) = yield Tasks((binding,), f"{len(book.pages)} pages")
        found += judge_messages(messages)
        stop_on_errors(found)
        return Artifact(target, len(book.pages), tuple(dict.fromkeys(found)), starts)

    return in_sections(apart, "nkbook.formats.pdf:render", publication, context, target)


def layout_steps(
    publication: Publication, context: FormatContext, target: Path, store: Store
) -> Steps[Artifact]:
    """Return the page map of the publication's PDF without writing one, as ``lay_out`` does."""

    def apart() -> Steps[Artifact]:
        shown = pictures.for_screen(publication, context)
        want = Want("pdf", "pdf", together.looks(publication, context, {}, store))
        inside, book = yield from laid_out(shown, context, want, {}, store)
        ranges = label_ranges(book.pages, inside.edition.labels["cover"])
        labels = tuple(printed_labels(ranges, len(book.pages)))
        return Artifact(target, len(book.pages), page_map=page_map(inside, book, labels))

    return in_sections(apart, "nkbook.formats.pdf:lay_out", publication, context, target)
