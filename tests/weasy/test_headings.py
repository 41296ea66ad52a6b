"""The white around headings, and how chapters end."""

from __future__ import annotations

from pathlib import Path

import publications
import pymupdf
import pytest

from nkbook.formats import pdf

pytestmark = pytest.mark.slow

LINE = 18  # pt
TEXT = "山谷裏的小城每逢秋天便有商隊前來採購新酒，街市因此熱鬧非常。" * 3


def baselines(page: pymupdf.Page) -> dict[str, float]:
    """Return the height of the first line that begins with each word of two characters."""
    found: dict[str, float] = {}
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            text = "".join(span["text"] for span in line["spans"]).strip()
            found.setdefault(text[:2], line["spans"][0]["origin"][1])
    return found


@pytest.mark.parametrize("rows", [1, 2, 3, 4])
def test_what_a_table_leaves_of_a_line_is_above_the_heading(tmp_path: Path, rows: int) -> None:
    table = "| 表 | 頭 |\n|---|---|\n" + "| 甲 | 乙 |\n" * rows
    text = f"前文。\n\n{table}\n## 節題\n\n後文。\n\n## 次節\n\n末文。"
    target = tmp_path / "white.pdf"
    pdf.render(*publications.written(tmp_path, text), target)
    with pymupdf.open(target) as document:
        heights = baselines(document[0])
    below = heights["後文"] - heights["節題"]
    assert below == pytest.approx(heights["末文"] - heights["次節"], abs=0.1)


@pytest.mark.parametrize("paragraphs", range(6, 12))
def test_a_chapter_does_not_end_with_a_few_lines(tmp_path: Path, paragraphs: int) -> None:
    text = "\n\n".join([TEXT] * paragraphs + ["末段不長。"])
    target = tmp_path / "end.pdf"
    pdf.render(*publications.written(tmp_path, text), target)
    with pymupdf.open(target) as document:
        last = document[-1].get_text("dict")["blocks"]
        tops = {
            round(line["spans"][0]["origin"][1])
            for block in last
            for line in block.get("lines", ())
            if abs(line["spans"][0]["size"] - 10.5) < 0.1
        }
        assert len(document) == 1 or len(tops) >= 5
