"""Lays out a publication on pages and judges the result."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

from nkbook.diagnostics.codes import Severity
from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.formats.base import FormatContext
from nkbook.formats.paged import note_numbers
from nkbook.formats.paged.document import assemble, files
from nkbook.formats.paged.folios import numbering
from nkbook.formats.paged.judgement import (
    judge_chapters,
    judge_edges,
    judge_endnotes,
    judge_folios,
    judge_messages,
    judge_notes,
    judge_parts,
    judge_texts,
)
from nkbook.formats.paged.sheets import typesetting
from nkbook.model.publication import Publication
from nkbook.weasy import (
    Engine,
    LaidOut,
    Layout,
    engine,
)


def setting(publication: Publication, context: FormatContext) -> AbstractContextManager[Engine]:
    """Return the engine with the book's fonts and the composition that its settings ask for."""
    language = publication.edition.language
    return engine(context.theme.fonts, language, typesetting(publication, context))


def laid_out(
    weasyprint: Engine, publication: Publication, context: FormatContext, format: str = "pdf"
) -> tuple[Publication, Layout]:
    """Return the publication's layout, and the publication with the numbers that its notes have.

    Notes numbered by page take a layout more to learn their pages. Raises InvalidOutputError
    (NK405) when the numbers will not settle.
    """
    for _ in range(note_numbers.MOST_LAYOUTS):
        html = assemble(publication, context, format)
        layout = weasyprint.lay_out(
            html, files(publication, context.theme.fonts), numbering(publication)
        )
        if context.options.notes.counted_by != "page":
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


def judge(
    publication: Publication, layout: LaidOut, labels: tuple[str, ...], context: FormatContext
) -> Iterator[Diagnostic]:
    """Yield what is wrong with a layout whose pages have these labels."""
    if context.options.notes.place == "page":
        notes = list(judge_notes(publication, layout.notes, labels))
    else:
        notes = list(judge_endnotes(publication, layout.pages))
    yield from notes
    yield from judge_folios(layout.pages, labels)
    if not notes:  # one too high for its page also runs off it, and NK403 says it better
        yield from judge_edges(layout.pages, labels)
    if not any(note.code == "NK401" for note in notes):  # its text is lost with it
        rules = context.theme.hiding_rules() if layout.lost else ()
        yield from judge_texts(publication, layout.lost, rules)
        yield from judge_chapters(
            publication, layout.texts({page.id for page in publication.pages})
        )
        yield from judge_parts(publication, layout.parts)
    yield from judge_messages(layout.messages)


def stop_on_errors(found: list[Diagnostic]) -> None:
    """Raise InvalidOutputError when an error is among what was found."""
    if any(item.severity is Severity.ERROR for item in found):
        raise InvalidOutputError(dict.fromkeys(found))
