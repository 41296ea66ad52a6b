"""What is said at the heads of pages and columns that go on with an entry or a table."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from publications import written

from nkbook.formats import pdf

pytestmark = pytest.mark.slow


def lines(page: pymupdf.Page, clip: pymupdf.Rect | None = None) -> list[str]:
    return ["".join(line.split()) for line in page.get_text(clip=clip).splitlines() if line.strip()]


def test_an_entry_with_entries_under_it_says_that_it_goes_on(tmp_path: Path) -> None:
    marks = "、".join(f"[第{n}條]{{.index key='島嶼 > 甲{n:03}'}}" for n in range(150))
    publication, context = written(tmp_path, f"[島嶼]{{.index}}：{marks}。", back='"index"')
    made = pdf.render(publication, context, tmp_path / "a.pdf")
    assert not made.diagnostics
    with pymupdf.open(made.path) as book:
        pages = [page for page in book if "島嶼（續）" in page.get_text()]
        half = pages[0].rect.width / 2
        heads = [
            lines(page, pymupdf.Rect(left, 50, left + half, page.rect.height))[0]
            for page in pages
            for left in (0, half)
        ]
        text = "".join("".join(lines(page)) for page in book)
    assert len(heads) >= 4
    assert heads.count("島嶼（續）") >= len(heads) - 1, heads  # all but the first column
    assert all(text.count(f"甲{n:03}") == 1 for n in range(150))


@pytest.mark.parametrize("caption", ["名單", ""])
def test_a_table_that_goes_on_overleaf_says_so(caption: str, tmp_path: Path) -> None:
    rows = "\n".join(f"| 甲{n:02} | 乙 |" for n in range(60))
    table = f"| 名 | 字 |\n|---|---|\n{rows}\n" + (f"\n: {caption}\n" if caption else "")
    publication, context = written(tmp_path, f"文。\n\n{table}\n\n末。")
    made = pdf.render(publication, context, tmp_path / "a.pdf")
    assert not made.diagnostics
    with pymupdf.open(made.path) as book:
        pages = [lines(page) for page in book if "甲" in page.get_text()]
        bottoms = [word[3] for page in book for word in page.get_text("words") if "甲" in word[4]]
    assert len(pages) >= 3
    said = [[line for line in page if "（續）" in line] for page in pages]
    assert said == [[], *([["表一（續）"] if caption else []] * (len(pages) - 1))]
    for page in pages[1:] if caption else ():
        assert page.index("表一（續）") < page.index("名")
    assert max(bottoms) < 545
    assert "".join(map("".join, pages)).count("甲") == 60
