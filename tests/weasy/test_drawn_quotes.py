"""Quotation marks in drawings are Western among Western words, a square wide among Chinese ones."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pymupdf
from lxml import etree
from opened import Opened
from publications import written

from nkbook.formats import epub, pdf
from nkbook.formats.base import FormatContext
from nkbook.model.publication import Publication

SIZE = 20
DRAWING = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 160">
<g font-size="{SIZE}" font-family="serif">
<text x="10" y="30">Tom’s “light” and</text>
<text x="10" y="60">這是“燈火”與人</text>
<text x="290" y="90" text-anchor="end">港口（<tspan font-weight="bold">it’s</tspan> high）</text>
<text x="10" y="120" dx="0 2 0 0 2 2">見A’s與b’s</text>
</g></svg>"""


def drawn(folder: Path) -> tuple[Publication, FormatContext]:
    images = folder / "chapters/images"
    images.mkdir(parents=True)
    (images / "a.svg").write_text(DRAWING, encoding="utf-8")
    return written(folder, '島上。\n\n![](images/a.svg){width=300pt alt="圖"}')


def test_readers_get_western_fonts_for_western_marks(tmp_path: Path) -> None:
    book = Opened(epub.render(*drawn(tmp_path), tmp_path / "a.epub").path)
    (data,) = (data for name, data in book.files.items() if name.endswith("a.svg"))
    made, asked = etree.fromstring(data), etree.fromstring(DRAWING)
    texts = [["".join(one.itertext()) for one in root.iter("{*}text")] for root in (made, asked)]
    assert texts[0] == texts[1]
    marked = ["".join(one.itertext()) for one in made.iter("{*}tspan") if one.get("font-family")]
    assert "".join(marked) == "’“”’’’"


def test_marks_are_as_wide_as_their_context_says(tmp_path: Path) -> None:
    publication, context = drawn(tmp_path)
    target = tmp_path / "a.pdf"
    pdf.render(publication, context, target)
    lines: dict[int, list[tuple[str, float]]] = {}
    with pymupdf.open(target) as opened:
        for page in opened:
            for block in page.get_text("rawdict")["blocks"]:
                for line in block.get("lines", ()):
                    for span in line["spans"]:
                        for one in span["chars"] if abs(span["size"] - SIZE) < 1 else ():
                            place = round(one["origin"][1])
                            lines.setdefault(place, []).append((one["c"], one["origin"][0]))
    rows = [sorted(lines[place], key=lambda row: row[1]) for place in sorted(lines)]
    texts = ["".join(letter for letter, _ in row) for row in rows]
    for text in ("Tom’s “light” and", "這是“燈火”與人", "港口（it’s high）", "見A’s與b’s"):
        assert text in texts
    for text, row in zip(texts, rows, strict=True):
        for (letter, x), (_, following) in pairwise(row):
            if letter in "“”‘’":
                is_wide = following - x > 0.7 * SIZE
                assert is_wide is ("燈火" in text), f"{letter} in {text}"
