"""Tables over pages: what stands above a tall row stays with its beginning."""

from __future__ import annotations

from pathlib import Path

import publications
import pymupdf
import pytest

from nkbook.formats import pdf

pytestmark = pytest.mark.slow

TALL = "山谷裏的小城每逢秋天便有商隊前來採購新酒，街市因此熱鬧非常。" * 60


@pytest.mark.parametrize("rows", [("1990",), ("1989", "1990"), ("1989", "1990", "1991")])
def test_a_row_taller_than_a_page_begins_below_its_head(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    table = "\n".join(f"| {year} | {TALL if year == '1990' else '短'} |" for year in rows)
    text = f"前文。\n\n: 大事 {{#t}}\n\n| 年 | 事 |\n|---|---|\n{table}"
    target = tmp_path / "tall.pdf"
    pdf.render(*publications.written(tmp_path, text), target)
    with pymupdf.open(target) as document:
        pages = [page.get_text() for page in document]
    assert len(pages) > 2
    assert all(word in pages[0] for word in ("題目one", "前文。", "大事", "年", "1990", "山谷"))
    assert all("年" in page and "小城" in page for page in pages), "the head is repeated"
    printed = "".join("".join(pages).split())
    assert printed.count("酒") == 60  # a page may end within its words


def test_a_row_that_fits_a_page_stays_whole(tmp_path: Path) -> None:
    text = "文字。\n\n" * 20 + f"| 年 | 事 |\n|---|---|\n| 1989 | 短 |\n| 1990 | {TALL[:400]} |"
    target = tmp_path / "whole.pdf"
    pdf.render(*publications.written(tmp_path, text), target)
    with pymupdf.open(target) as document:
        pages = ["".join(page.get_text().split()) for page in document]
    assert TALL[:400] in pages[-1].replace("1990", "")
