"""Pages that show only titles and facts: one axis, hyphens in the middle, colophons by region."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymupdf
import pytest
from publications import BOOK_TOML, written
from test_pdf import lines, squeezed

from nkbook.formats import pdf
from nkbook.look.cover_titles import display
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.pipeline import steps as pipeline
from nkbook.project import config

LINE = 18.0


def made(folder: Path, language: str = "zh-Hant-HK", imprint: str = "") -> Any:
    """Return a small book as PDF that has every page of titles, opened."""
    chapters = folder / "chapters"
    chapters.mkdir(parents=True)
    (chapters / "one.md").write_text("---\ntitle: 甲州-乙州\n---\n\n文。\n", "utf-8")
    toml = BOOK_TOML.replace("小書", "甲州-乙州").replace("zh-Hant-HK", language) + (
        'front = ["half-title", "title-page", "colophon", "contents"]\n'
        'body = [{ part = "上編", id = "first", chapters = ["one.md"] }]\n'
        f"[imprint]\n{imprint}\n"
    )
    (chapters / "book.toml").write_text(toml, "utf-8")
    settings, theme = config.load(folder), Theme(folder)
    publication = prepare(settings, theme, (language,)).publications[language]
    context = pipeline.context(settings, theme, folder)
    return pymupdf.open(pdf.render(publication, context, folder / "a.pdf").path)


def page_with(book: Any, words: str) -> Any:
    return next(page for page in book if words in squeezed(page.get_text()))


@pytest.mark.slow
def test_titles_of_every_kind_begin_on_one_axis(tmp_path: Path) -> None:
    with made(tmp_path) as book:
        lefts = {
            "recto" if page.number % 2 == 0 else "verso": round(lines(page)[0][1])
            for page in book
            if page.get_text().strip()
        }
        for page in book:
            for _, left, text, size in lines(page):
                if size > 12 and "一" not in text:
                    side = "recto" if page.number % 2 == 0 else "verso"
                    assert left == pytest.approx(lefts[side], abs=1.5), text


@pytest.mark.slow
def test_a_hyphen_between_characters_stands_in_their_middle(tmp_path: Path) -> None:
    with made(tmp_path) as book:
        spans = [
            (span["text"], span["origin"][1], span["size"])
            for block in book[2].get_text("dict")["blocks"]
            for line in block.get("lines", [])
            for span in line["spans"]
        ]
    base = next(y for text, y, _ in spans if "甲州" in text)
    hyphen, size = next((y, size) for text, y, size in spans if text.strip() == "-")
    assert 0.05 * size < base - hyphen < 0.2 * size


def test_words_of_letters_keep_their_hyphens() -> None:
    assert display("甲-乙") == '甲<span class="joiner">-</span>乙'
    assert display("T-shirt 與 X-光 <i>") == "T-shirt 與 X-光 &lt;i&gt;"


@pytest.mark.slow
def test_in_hong_kong_the_colophon_is_at_the_foot_of_the_verso_without_a_heading(
    tmp_path: Path,
) -> None:
    with made(tmp_path) as book:
        page = page_with(book, "識別碼")
        assert page.number == 3  # behind the title page
        assert "版權頁" not in page.get_text()
        foot = max(line["bbox"][3] for b in page.get_text("dict")["blocks"] for line in b["lines"])
        block = 63 + 26 * LINE
        assert block - 2 * LINE < foot <= block + 1
        assert [title for _, title, _ in book.get_toc() if title == "版權頁"]


@pytest.mark.slow
@pytest.mark.parametrize(("where", "last"), [("", True), ('colophon = "spine"', False)])
def test_in_taiwan_it_ends_the_book_unless_the_spine_rules(
    tmp_path: Path, where: str, last: bool
) -> None:
    with made(tmp_path, "zh-Hant-TW", where) as book:
        page = page_with(book, "識別碼")
        assert (page.number == len(book) - 1) is last


@pytest.mark.slow
@pytest.mark.parametrize("number", ["", "（2026）第123456号"])
def test_the_block_of_the_record_needs_its_number(tmp_path: Path, number: str) -> None:
    with made(tmp_path, "zh-Hans-CN", f'cip = "{number}"' if number else "") as book:
        text = squeezed(page_with(book, "识别码").get_text())
    assert ("图书在版编目（CIP）数据" in text) is bool(number)
    assert (f"CIP数据核字{number}" in text) is bool(number)
    assert "None" not in text
    rows = ("著者", "ISBN", "字数", "版次", "日期")
    places = [text.rindex(row) for row in rows]
    assert places == sorted(places)


@pytest.mark.slow
def test_three_rows_of_a_table_stand_together_at_a_pages_end(tmp_path: Path) -> None:
    """However many lines precede it, no page has one or two rows of a table that goes on."""
    rows = "\n".join(f"| {number} | 事 |" for number in range(1, 31))
    for above in (16, 17, 18):
        folder = tmp_path / str(above)
        text = "文。\n\n" * above + f"| 年 | 史 |\n|:--|:--|\n{rows}\n"
        publication, context = written(folder, text)
        with pymupdf.open(pdf.render(publication, context, folder / "a.pdf").path) as book:
            counts = [page.get_text().count("事\n") for page in book]
        assert sum(counts) == 30
        assert all(count >= 3 for count in counts if count), counts
