"""Large first letters, narrow columns and turned tables that go on, in one small book."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pymupdf
import pytest
from publications import written

from nkbook.formats import pdf

TEXT = "島上的燈塔看守人霧裏聽號聲三十年。"
ROWS = "\n".join(f"| 行{n} | {n}.5 | {n}.25 |" for n in range(40))
REMARKS = "\n".join(f"| {1900 + n} | 第 {n} 任 | {TEXT * (n % 3 + 2)} |" for n in range(6))
FORMULAS = "\n\n".join(f"{TEXT * (1 + n % 3)}式 {n} 如下：\n\n$$x^{{{n}}}$$" for n in range(24))
CHAPTER = f"""
::: drop-cap
「那一年冬天，{TEXT * 3}
:::

::: drop-cap
Fog came early，{TEXT * 3}
:::

::: drop-cap
短句。
:::

## 下一節

| 年 | 任 | 備註 |
|---|---|---|
{REMARKS}

{TEXT * 12}

| 甲 | 乙 | 丙 |
|---|---|---|
{ROWS}

: 轉的表 {{#tbl-turned place=turned}}

{TEXT * 30}

::: {{.parallel .facing original=en}}
North of the light.

北：{TEXT}

South of the light, {"where ships go by at night and the keeper counts them, " * 24}

南：{TEXT * 26}
:::

{FORMULAS}
"""


@pytest.fixture(scope="module", params=["none", "hk"])
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[pymupdf.Document]:
    """The book as a PDF, with the marks of Taiwan's and of Hong Kong's custom."""
    folder: Path = tmp_path_factory.mktemp("mixed")
    settings = f"[pdf]\ntrim = 'a5'\npunctuation = '{request.param}'\n"
    publication, context = written(folder, CHAPTER, settings=settings)
    made = pdf.render(publication, context, folder / "book.pdf")
    assert not made.diagnostics
    with pymupdf.open(made.path) as document:
        yield document


def letters(page: pymupdf.Page) -> list[tuple[str, pymupdf.Rect, float]]:
    """Return the letters of a page, where they are and how large."""
    return [
        (letter["c"], pymupdf.Rect(letter["bbox"]), span["size"])
        for block in page.get_text("rawdict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for letter in span["chars"]
        if letter["c"].strip()
    ]


@pytest.mark.slow
def test_large_letters_stand_beside_the_text(opened: pymupdf.Document) -> None:
    found = letters(opened[0])
    large = [(letter, box) for letter, box, size in found if size > 25 and box.y0 > 150]
    assert "".join(letter for letter, _ in large) == "「那F短"
    for letter, box in large[1:]:
        # Ink fills a square of one em at most; a box of pymupdf is as high as the font's line.
        middle = box.y0 + box.height * 0.55
        inner = pymupdf.Rect(box.x0 + 2, middle - 8, box.x1 - 2, middle + 8)
        under = [one for one, other, size in found if size < 25 and other.intersects(inner)]
        assert not under, (letter, under)


def test_years_are_not_divided_for_the_sake_of_remarks(opened: pymupdf.Document) -> None:
    words = [line for page in opened for line in page.get_text().splitlines()]
    assert all(str(1900 + number) in words for number in range(6))
    assert all(f"第 {number} 任" in words for number in range(6))


def test_a_turned_table_goes_on_over_pages(opened: pymupdf.Document) -> None:
    texts = ["".join(page.get_text().split()) for page in opened]
    pages = [number for number, text in enumerate(texts) if "行" in text]
    assert len(pages) == 3
    assert all(after - before == 1 for before, after in pairwise(pages))
    rows = [n for text in texts for n in range(40) if f"行{n}{n}.5{n}.25" in text]
    assert rows == list(range(40))
    assert ["（續）" in texts[number] for number in pages] == [False, True, True]
    assert all("甲" in texts[number] for number in pages)


def test_original_and_translation_face_each_other(opened: pymupdf.Document) -> None:
    last = [letters(page) for page in opened]
    (first,) = [page for page in last if any(letter == "北" for letter, *_ in page)]
    tops = {letter: box.y1 for letter, box, _ in first if letter in "N北南"}
    assert abs(tops["N"] - tops["北"]) < 4
    boxes = [box for letter, box, _ in first if letter.isalnum() and box.y0 > tops["北"] - 14]
    left, right = min(box.x0 for box in boxes), max(box.x1 for box in boxes)
    assert right - left < 29 * 10.5 + 1  # the measure of A5
    words = "".join("".join(page.get_text().split()) for page in opened)
    assert words.count("countsthem") == 24


def test_no_formula_is_parted_from_the_words_above_it(opened: pymupdf.Document) -> None:
    feet = []
    for page in opened:
        foot = page.rect.height - 62
        found = [one for one in letters(page) if one[1].y1 < foot]
        if any(letter == "式" for letter, *_ in found):
            lowest = max(box.y1 for _, box, _ in found)
            words = "".join(letter for letter, box, _ in found if lowest - box.y1 < 2)
            drawn = [d for d in page.get_drawings() if lowest - 4 < d["rect"].y1 < foot]
            feet.append((words, bool(drawn)))
    assert len(feet) > 2
    assert all(drawn for words, drawn in feet if words.endswith("如下："))
