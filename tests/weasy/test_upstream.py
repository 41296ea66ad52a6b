"""Faults of WeasyPrint that nkbook's patches fix: each shown on a small document, and gone with it.

Every case is what a report upstream would hold: a document, and what is wrong in its PDF. They are
laid out twice with the same fonts, by WeasyPrint as it comes and inside nkbook's engine.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from places import REPOSITORY

from nkbook.look.fonts import load_fonts
from nkbook.weasy import Proof, engine
from nkbook.weasy.patches.patch import Kind
from nkbook.weasy.patches.table import PATCHES
from nkbook.weasy.reading.environment import environment, load

LANGUAGE = "zh-Hant-HK"


@dataclass(frozen=True)
class Case:
    """A document, and the question whether its PDF shows the fault."""

    html: str
    broken: Callable[[pymupdf.Document], bool]
    variant: str | None = None  # of PDF, where the fault is in that


def text(document: pymupdf.Document) -> str:
    """Return the characters of all glyphs in the order in which they are drawn."""
    return "".join(
        chr(code)
        for page in document
        for span in page.get_texttrace()
        for code, *_ in span["chars"]
    )


def glyphs(document: pymupdf.Document) -> list[int]:
    return [glyph for span in document[0].get_texttrace() for _, glyph, *_ in span["chars"]]


def tops(document: pymupdf.Document) -> list[float]:
    """Return the baseline of the first line of each page but the first, in pt from the top."""
    return [
        min(origin[1] for span in page.get_texttrace() for *_, origin, _ in span["chars"])
        for page in document.pages(1)
    ]


# A page of ten lines: five, one with a note of a line, and the first two of the next paragraph,
# which must stay together. WeasyPrint makes room for the second by moving the note to the next
# page, and forgets the note that this line calls.
NOTES = Case(
    """
    <style>
      @page { size: 200pt 100pt; margin: 0 }
      body { margin: 0; font: 8pt/10pt NK Serif Latin; orphans: 2; widows: 2 }
      p { margin: 0 }
      q { float: footnote; quotes: none }
    </style>
    """
    + "<p>line</p>" * 5
    + "<p>calling<q>first</q></p>"
    + "<p>line<br>calling<q>second</q><br>line<br>line</p>",
    lambda document: "second" not in text(document),
)

# The margin above a block goes at the head of a page (CSS Fragmentation 3 §5.2). WeasyPrint keeps
# it on pages with a name, as if they all began with a forced break.
MARGIN = Case(
    """
    <style>
      @page { size: 100pt 100pt; margin: 0 }
      body { margin: 0; font: 8pt/10pt NK Serif Latin }
      p, h2 { margin: 0; font-size: 8pt }
      h2 { margin-top: 15pt }
      main { page: named }
    </style>
    <main>
    """
    + f"<section>{'<p>line</p>' * 9}<h2>Heading</h2></section>" * 2
    + "</main>",
    lambda document: any(top > 10 for top in tops(document)),
)

# What separates the lines is in no string of the file: "alphabeta" is what is read aloud.
BREAK = Case(
    """
    <style>
      @page { size: 60pt 100pt; margin: 0 }
      body { margin: 0; font: 12pt NK Serif Latin }
    </style>
    <p>alpha beta</p>
    """,
    lambda document: "alpha beta" not in text(document),
)

# The font has another form of this character for each region.
DRAWING = Case(
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" font-family="NK Serif CJK">
      <text y="20" xml:lang="zh-Hant-HK">骨</text>
      <text y="40" xml:lang="zh-Hans">骨</text>
    </svg>
    """,
    lambda document: len(set(glyphs(document))) == 1,
)


def interpolates(document: pymupdf.Document) -> bool:
    return any(
        document.xref_get_key(image[0], "Interpolate")[1] == "true"
        for page in document
        for image in page.get_images()
    )


# PDF/A-2 (ISO 19005-2) §6.2.8: if an image has the key Interpolate, its value shall be false.
IMAGE = Case(
    '<html lang="en"><title>Image</title><img alt="" src="data:image/png;base64,'
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
    '">',
    interpolates,
    "pdf/a-2b",
)

CASES = {
    "weasyprint.layout.block:_linebox_layout": NOTES,
    "weasyprint.layout.block:block_level_layout": MARGIN,
    "weasyprint.layout.inline:split_text_box": BREAK,
    "weasyprint.svg:SVG.draw_node": DRAWING,
    "weasyprint.svg.text:Style": DRAWING,
    "weasyprint.pdf.stream:Stream.add_image": IMAGE,
}


def test_every_fault_has_its_case() -> None:
    assert CASES.keys() == {patch.target for patch in PATCHES if patch.kind is Kind.BUG}


# WeasyPrint leaves the file of a colour profile open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("target", CASES)
def test_weasyprint_alone_has_the_fault_and_nkbook_has_not(target: str, tmp_path: Path) -> None:
    case = CASES[target]
    fonts = load_fonts(REPOSITORY / "fonts")
    with environment(fonts, tmp_path, LANGUAGE):
        load()
        assert case.broken(opened(bare(case)))
    with engine(fonts, LANGUAGE) as ready:
        layout = ready.lay_out(case.html, {})
        proof = Proof(b"<x/>", lambda *_: (0.0, 0.0, 0.0))
        layout.write(tmp_path / "patched.pdf", b"id", (), proof)
    assert not case.broken(opened((tmp_path / "patched.pdf").read_bytes()))


def bare(case: Case) -> bytes:
    """Return a document as WeasyPrint makes it by itself."""
    weasyprint: Any = importlib.import_module("weasyprint")
    target = BytesIO()
    weasyprint.HTML(string=case.html).write_pdf(target, pdf_variant=case.variant)
    return target.getvalue()


def opened(data: bytes) -> pymupdf.Document:
    return pymupdf.open(stream=data, filetype="pdf")
