"""The flagship's PDF against the ten tests of typesetting, by its glyphs alone."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from conftest import REPOSITORY
from judges.geometry import Block, Frame, judge, read
from lxml import html
from publications import load

from nkbook import pdf
from nkbook.book import Publication
from nkbook.formats import FormatContext
from nkbook.pdf import TRIMS

pytestmark = pytest.mark.slow

TRIM = TRIMS["25k"]
NOTE, QUOTATION = 8.5, 10.0  # pt
DISPLAY_PAGES = 12  # cover to map: on no grid
# Page numbers that the PDF adds to cross-references.
GENERATED = r"（頁[0-9xvi]+）|，?頁[0-9xvi]+"
BLOCKS = ("p", "h1", "h2", "h3", "h4", "li", "dt", "dd", "td", "th", "figcaption", "caption")


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Publication, FormatContext]:
    work = tmp_path_factory.mktemp("flagship")
    publication, context = load(REPOSITORY, work)
    target = work / "flagship.pdf"
    artifact = pdf.render(publication, context, target)
    assert artifact.diagnostics == ()  # among them: a note lost, or away from its call
    return target, publication, context


def frames() -> list[list[Frame]]:
    found = []
    for left in (TRIM.inner, TRIM.outer):
        right = left + TRIM.characters * TRIM.size
        # Boxes have a rule and a character of white at each side.
        found.append(
            [
                Frame(TRIM.size, left, right, TRIM.pitch, insets=(TRIM.size + 0.4,)),
                Frame(NOTE, left, right),
                Frame(QUOTATION, left + 2 * TRIM.size, right - 2 * TRIM.size, TRIM.pitch),
            ]
        )
    return found


def blocks(document: str) -> Iterator[Block]:
    for element in html.fromstring(document).iter():
        classes = element.get("class", "").split()
        is_note = "note" in classes or any(name.startswith("as-") for name in classes)
        if element.tag in BLOCKS or is_note:
            yield Block("".join(text(element)))


def text(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if "note" not in child.get("class", "").split():
            yield from text(child)
        yield child.tail or ""


def test_lines_are_set_as_a_professional_would(
    made: tuple[Path, Publication, FormatContext],
) -> None:
    path, publication, context = made
    source = blocks(pdf.assemble(publication, context))
    found = judge(path, frames(), source, "hk", "hant", GENERATED, first_page=DISPLAY_PAGES)
    assert found.counts["full"] > 1000
    assert found.flush >= 0.995
    assert found.problems == {}


def test_extraction_gains_no_space_in_chinese(
    made: tuple[Path, Publication, FormatContext],
) -> None:
    path, publication, context = made
    source = "\n".join(block.text for block in blocks(pdf.assemble(publication, context)))
    # A space is gained where the source has the same characters in a row without one.
    around = re.compile("(?=(\\S{4}) +(\\S{4}))")
    for mode in ([], ["-raw"]):
        command = ["pdftotext", "-enc", "UTF-8", *mode, str(path), "-"]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        gained = [
            f"{first} {second}"
            for line in output.splitlines()
            for first, second in around.findall(line)
            if re.search("[\u4e00-\u9fff]", first[-1] + second[0])
            if first + second in source and f"{first} {second}" not in source
        ]
        # A row of the chronology may happen to say what a sentence says.
        assert len(set(gained)) <= 3, "\n".join(gained)


def test_blank_pages_are_blank_and_labels_are_those_of_a_book(
    made: tuple[Path, Publication, FormatContext],
) -> None:
    path, _, _ = made
    pages = read(path)
    assert any(not page for page in pages)
    with pymupdf.open(path) as document:
        labels = [page.get_label() for page in document]
    assert "i" in labels
    assert labels[-1].isdigit()
