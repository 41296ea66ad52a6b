"""The steps to the printer's files and the booklet: sections → numbers → margins → one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nkbook.diagnostics.problems import Diagnostic
from nkbook.formats import pictures
from nkbook.formats.base import Artifact, FormatContext
from nkbook.formats.paged.apart import together, work
from nkbook.formats.paged.apart.book import Order, laid_out
from nkbook.formats.paged.apart.whole import in_sections
from nkbook.formats.paged.judgement import judge_messages
from nkbook.formats.paged.layout import stop_on_errors
from nkbook.formats.paged.trims import OFFSET
from nkbook.formats.press import imposition, wrap
from nkbook.formats.press.metadata import FileFacts
from nkbook.formats.press.pdfx import Sheets, finish
from nkbook.formats.press.printing import filled, judged
from nkbook.formats.press.slug import lay_out
from nkbook.formats.tasks import Steps, Task, Tasks
from nkbook.look.colour import Separation
from nkbook.model.catalogue import identifiers
from nkbook.model.publication import Publication, interior
from nkbook.output import write_errors
from nkbook.project.config.formats import PRINT
from nkbook.store import Store
from nkbook.weasy import Engine

_PRINT, _BOOKLET = "print", "booklet"


def print_steps(
    publication: Publication, context: FormatContext, target: Path, store: Store
) -> Steps[Artifact]:
    """Write the interior and the wrap, as ``printing.render`` does, and raise what it raises."""

    def apart() -> Steps[Artifact]:
        press = pictures.press(context)
        want = together.want(publication, context, _PRINT, work.Inks(press, OFFSET), store)
        shown = (
            pictures.for_press(interior(publication), press, context.store)
            if want.by == _PRINT
            else pictures.for_screen(interior(publication), context)
        )
        look = want.looks[_PRINT]
        inside, book = yield from laid_out(shown, context, want, {_PRINT: look}, store)
        ranges, found = judged(book, inside, context)
        raw = context.work / "interior.pdf"
        order = Order(raw, identifiers.permanent(inside.metadata, context.source_date), ranges)
        setup = work.setup(inside, context)
        (messages,) = yield Tasks((book.binding(setup, store, _PRINT, look, order),), "pages")
        found += judge_messages(messages)
        stop_on_errors(found)
        job = FinishJob(publication, context, press, raw, target, len(book.pages))
        ((pages, beside, more),) = yield Tasks(
            (Task(f"{__name__}:finished", job, setup, len(book.pages)),), "the printer's files"
        )
        diagnostics = tuple(dict.fromkeys([*found, *more]))
        return Artifact(target, pages, diagnostics, beside=beside)

    return in_sections(apart, PRINT.renderer, publication, context, target)


@dataclass(frozen=True, slots=True)
class FinishJob:
    """An interior that is joined, to be made the printer's."""

    publication: Publication
    context: FormatContext
    press: Separation
    raw: Path
    target: Path
    laid: int  # pages


def finished(
    weasyprint: Engine, job: FinishJob
) -> tuple[int, tuple[tuple[str, Path], ...], list[Diagnostic]]:
    """Write the interior as PDF/X-4, and the wrap of a book with a cover next to it.

    Return the interior's pages, what is beside it, and what was found.
    """
    publication, context = job.publication, job.context
    inside = interior(publication)
    facts = FileFacts.of(inside, context, "print")
    with write_errors(job.target.parent):
        slug, found = lay_out(weasyprint, inside, context, job.target.name, counted=True)
        multiple = context.options.print.sheet_pages
        pages = finish(job.raw, job.target, job.press, facts, Sheets(slug, multiple))
        found += filled(job.laid, pages, multiple)
        if len(inside.pages) == len(publication.pages):
            return pages, (), found
        cover = job.target.with_name(PRINT.companion("print", publication.metadata.slug))
        order = wrap.Order(job.press, pages, FileFacts.of(publication, context, "cover"), cover)
        found += wrap.write(weasyprint, publication, context, order)
    return pages, (("print", cover),), found


def booklet_steps(
    publication: Publication, context: FormatContext, target: Path, store: Store
) -> Steps[Artifact]:
    """Write the booklet, as ``imposition.render`` does, and raise what it raises."""

    def apart() -> Steps[Artifact]:
        shown = pictures.for_screen(interior(publication), context)
        want = together.want(publication, context, _BOOKLET, work.Plain(), store)
        look = want.looks[_BOOKLET]
        inside, book = yield from laid_out(shown, context, want, {_BOOKLET: look}, store)
        _, found = judged(book, inside, context)
        raw = context.work / "pages.pdf"
        order = Order(raw, identifiers.permanent(inside.metadata, context.source_date), ())
        setup = work.setup(inside, context)
        (messages,) = yield Tasks((book.binding(setup, store, _BOOKLET, look, order),), "pages")
        found += judge_messages(messages)
        stop_on_errors(found)
        job = ImposeJob(raw, target, context.options.print.signature)
        (sides,) = yield Tasks((Task(f"{__name__}:imposed", job),), "the booklet")
        return Artifact(target, sides, tuple(dict.fromkeys(found)))

    return in_sections(
        apart, "nkbook.formats.press.imposition:render", publication, context, target
    )


@dataclass(frozen=True, slots=True)
class ImposeJob:
    """Pages to be imposed."""

    raw: Path
    target: Path
    signature: int


def imposed(job: ImposeJob) -> int:
    """Write pages as a booklet and return its number of sides."""
    with write_errors(job.target.parent):
        return imposition.impose(job.raw, job.target, job.signature)
