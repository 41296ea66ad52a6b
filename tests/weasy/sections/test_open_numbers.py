"""Page numbers that are left open in a layout and filled in when the sections are joined."""

from __future__ import annotations

import re
from pathlib import Path

import pymupdf
import pytest
from publications import BOOK_TOML

from nkbook.pipeline import steps
from nkbook.pipeline.request import Request
from nkbook.store import open_store
from nkbook.weasy.numbers import OpenFigure

pytestmark = pytest.mark.slow

PAGE = "海風吹過山崗，看守人在燈下寫字。" * 45  # about a page
EDITION = "zh-Hant-HK"


def chapters(folder: Path, pages: int, page: str = PAGE) -> None:
    """Write a book whose first chapter names the second, which names a place of its own."""
    here = f"# 甲\n\n見[](#there)。\n\n{PAGE}\n"
    there = "\n\n".join([page] * pages)
    second = f"# 乙\n\n{there}\n\n## 彼處 {{#there}}\n\n見[](#there)、[](#tbl-a)。\n\n"
    (folder / "chapters/one.md").write_text(here, encoding="utf-8")
    table = "| 一 | 二 |\n|---|---|\n| 三 | 四 |\n\n: 表 {#tbl-a}\n"
    (folder / "chapters/two.md").write_text(second + table, encoding="utf-8")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    (folder / "chapters").mkdir(parents=True)
    spine = 'front = []\nbody = ["one.md", "two.md"]\nback = []\n'
    (folder / "chapters/book.toml").write_text(BOOK_TOML + spine, encoding="utf-8")
    return folder


def built(book: Path) -> tuple[list[str], str]:
    """Build the PDF; return what was laid out, a line for each round, and the book's text."""
    said: list[str] = []
    store = open_store(book / "cache")
    steps.build(Request(book, ("pdf",), (EDITION,)), said.append, store)
    with pymupdf.open(book / "output" / EDITION / "small.pdf") as document:
        text = "".join("".join(page.get_text() for page in document).split())
    return [line for line in said if line.endswith("sections")], text


def test_a_section_is_laid_out_once_whatever_page_it_names(book: Path) -> None:
    chapters(book, 3)
    rounds, text = built(book)
    assert rounds == [f"{EDITION}/pdf: 2 sections"]
    assert text.count("「彼處」（頁6）") == 2
    assert "表一（頁6）" in text
    chapters(book, 4)  # the other chapter names a page that has moved
    rounds, text = built(book)
    assert rounds == [f"{EDITION}/pdf: 1 sections"]
    assert text.count("「彼處」（頁7）") == 2
    assert "表一（頁7）" in text


def test_contents_with_leaders_are_laid_out_once(book: Path) -> None:
    """The dots before a number are of the same content, and hold nothing open."""
    chapters(book, 3)
    toml = book / "chapters/book.toml"
    toml.write_text(toml.read_text("utf-8").replace("front = []", 'front = ["contents"]'), "utf-8")
    rounds, text = built(book)
    assert [line.split()[1] for line in rounds] == ["2", "1"]
    assert re.search(r"彼處[ .]*6", text)
    chapters(book, 4)
    rounds, text = built(book)
    assert [line.split()[1] for line in rounds] == ["1"]
    assert re.search(r"彼處[ .]*7", text)


def test_a_number_with_a_figure_more_is_laid_out_again(book: Path) -> None:
    """Each paragraph begins a page, which nobody can reckon from the text."""
    (book / "styles").mkdir()
    (book / "styles/book.css").write_text("p { break-before: page }", encoding="utf-8")
    chapters(book, 12, "短。")
    rounds, text = built(book)
    found = re.findall("「彼處」（頁([0-9]+)）", text)
    assert len(found) == 2
    assert found[0] == found[1]
    assert int(found[0]) > 10
    assert [line.split()[1] for line in rounds] == ["2", "2"]  # sections, and both once more


def test_figures_are_reckoned_by_what_is_on_a_page(book: Path) -> None:
    chapters(book, 8)
    rounds, text = built(book)
    assert text.count("「彼處」（頁11）") == 2
    assert [line.split()[1] for line in rounds] == ["2"]


@pytest.mark.parametrize(
    "style",
    ["font-variant-numeric: normal", "content: target-counter(attr(href url), page, cjk-decimal)"],
)
def test_figures_of_several_widths_and_kinds_are_true_too(book: Path, style: str) -> None:
    """They cannot be left open, so that their section is laid out twice."""
    chapters(book, 3)
    (book / "styles").mkdir()
    (book / "styles/book.css").write_text(f"a.xref::after {{ {style} }}", encoding="utf-8")
    rounds, text = built(book)
    assert rounds == [f"{EDITION}/pdf: 2 sections"] * 2
    assert text.count("「彼處」六") == 2 or text.count("「彼處」（頁6）") == 2


def test_no_number_is_put_where_it_has_no_room() -> None:
    figure = OpenFigure("there", 0, 2, (), ())
    assert figure.code(41) == b"0034"
    with pytest.raises(ValueError, match="room was left for 2 figures"):
        figure.code(107)
