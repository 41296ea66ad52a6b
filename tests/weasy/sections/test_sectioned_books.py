"""Whole books, as formats lay them out: joined as laid out at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import publications
import pytest
import sectioned
from judges import sameness, verapdf

from nkbook.formats import pictures
from nkbook.formats.base import FormatContext
from nkbook.formats.paged.document import assemble, files
from nkbook.formats.paged.labels import label_ranges
from nkbook.formats.paged.layout import laid_out, setting
from nkbook.formats.paged.trims import OFFSET
from nkbook.formats.pdf.metadata import archive_packet
from nkbook.formats.press.metadata import FileFacts
from nkbook.formats.press.pdfx import Sheets, finish
from nkbook.look.colour import separation
from nkbook.model.publication import Publication, interior
from nkbook.weasy import PRODUCER, Plates, Proof


@pytest.mark.slow
@pytest.mark.parametrize(
    ("book", "format", "change"),
    [
        ("everything", "pdf", ""),
        ("everything", "print", ""),
        # The pipeline's own files are compared so in tests/formats/paged/test_apart.py.
        pytest.param("everything", "booklet", "", marks=pytest.mark.apart),
        pytest.param("everything", "pdf", "grid", marks=pytest.mark.apart),
        pytest.param("everything", "pdf", "any page", marks=pytest.mark.apart),
    ],
)
def test_joined_is_whole(book: str, format: str, change: str, tmp_path: Path) -> None:
    publication, context = publications.named(book, tmp_path)
    if change == "grid":
        context = replace(context, debug_grid=True)
    if change == "any page":
        options = context.options
        pdf = options.pdf.model_copy(update={"recto_chapters": False})
        context = replace(context, options=options.model_copy(update={"pdf": pdf}))
    publication, paint = painting(publication, context, format)
    target, whole = tmp_path / "joined.pdf", tmp_path / "whole.pdf"
    with setting(publication, context) as engine:
        publication, layout = laid_out(engine, publication, context, format)
        labels = label_ranges(layout.pages, sectioned.COVER)
        if isinstance(paint, Plates):
            layout.write_inks(whole, b"permanent", labels, paint)
        else:
            layout.write(whole, b"permanent", labels, paint)
        document = assemble(publication, context, format)
        shown = files(publication, context.theme.fonts)
        joined = sectioned.SectionedBook(engine, document, shown, {"only": paint})
        joined.write("only", target)
    assert joined.pages == list(layout.pages)
    assert joined.notes == dict(layout.notes)
    assert (joined.starts, joined.lost) == (layout.starts, layout.lost)
    found = sameness.facts(target)
    for fact, value in sameness.facts(whole).items():
        assert found[fact] == value, fact
    if isinstance(paint, Plates):
        compare_for_press(publication, context, target, whole)
    if isinstance(paint, Proof):
        assert verapdf.judge(target, "2a", "ua1") == {"2a": (), "ua1": ()}


def painting(
    publication: Publication, context: FormatContext, format: str
) -> tuple[Publication, Proof | Plates | None]:
    """Return what a format prints of a publication, and how it paints it."""
    if format != "pdf":
        publication = interior(publication)
    if format == "print":
        press = separation(context.theme, context.options.print.condition, black_only=True)
        pressed = pictures.for_press(publication, press, context.store)
        return pressed, Plates(press.inks, press.inks, OFFSET)
    publication = pictures.for_screen(publication, context)
    if format != "pdf":
        return publication, None
    packet = archive_packet(publication, context.source_date, context.version, PRODUCER)
    return publication, Proof(packet, lambda *inks: pictures.condition(context).shown(*inks))


def compare_for_press(
    publication: Publication, context: FormatContext, target: Path, whole: Path
) -> None:
    """Make both files ready for the printer and compare them."""
    press = separation(context.theme, context.options.print.condition, black_only=True)
    facts = FileFacts.of(publication, context, "print")
    found = []
    for path in (target, whole):
        finish(path, path.with_suffix(".x4.pdf"), press, facts, Sheets(multiple=2))
        found.append({**sameness.facts(path.with_suffix(".x4.pdf")), "identifier": b""})
    assert found[0] == found[1]
