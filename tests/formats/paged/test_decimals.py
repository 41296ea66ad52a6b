"""Columns of numbers whose decimal points stand under one another."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from publications import written

from nkbook.formats import pdf
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.project import config

NUMBERS = ("1,204", "3.5", "12.25", "0.125", "−7.5", "88")
ROWS = "".join(f"| 甲{n} | {number} | 文 |\n" for n, number in enumerate(NUMBERS))
TABLE = f"| 項 | 數 | 記 |\n|---|---|---|\n{ROWS}| 乙 | 不詳 | 文 |\n\n: 表題 {{decimal=%s}}\n"


def test_points_stand_under_one_another(tmp_path: Path) -> None:
    publication, context = written(tmp_path, TABLE % 2)
    made = pdf.render(publication, context, tmp_path / "a.pdf")
    assert not made.diagnostics
    with pymupdf.open(made.path) as book:
        page = next(page for page in book if "乙" in page.get_text())
        letters = [
            letter
            for block in page.get_text("rawdict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            for letter in span["chars"]
        ]
    text = "".join(letter["c"] for letter in letters)
    points = []
    for number in NUMBERS:
        last = text.index(number) + len(number.partition(".")[0]) - 1
        points.append(letters[last]["bbox"][2])  # where the units end
    assert max(points) - min(points) < 1.0, points
    assert all(number in text for number in (*NUMBERS, "不詳"))


@pytest.mark.parametrize("columns", ["1", "7", "x"])
def test_a_column_without_numbers_is_told(columns: str, tmp_path: Path) -> None:
    written(tmp_path, "甲。")  # writes book.toml
    chapter = tmp_path / "chapters/one.md"
    chapter.write_text(f"---\ntitle: 題\n---\n\n{TABLE % columns}", "utf-8")
    settings = config.load(tmp_path)
    prepared = prepare(settings, Theme(tmp_path), (settings.metadata.language,))
    (found,) = prepared.diagnostics
    assert found.code == "NK217"
    assert f'decimal="{columns}"' in found.message
    assert found.location is not None
    assert found.location.line == 5
