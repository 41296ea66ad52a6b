"""Pages that would end early, and what paragraphs and the page before do about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from places import REPOSITORY

from nkbook.look.fonts import load_fonts
from nkbook.weasy import Engine, engine

LANGUAGE = "zh-Hant-HK"
LINE = 14.0
# Ten lines of 24 em a page; what stands in a div is three lines high and never parted.
STYLE = """
@page { size: 260pt 160pt; margin: 10pt }
html { font: 10pt/14pt "NK Serif CJK" }
body { margin: 0; orphans: 2; widows: 2; text-align: justify; --grid: on; hyphens: auto }
p { margin: 0 }
div { height: 42pt }
"""
PROSE = (
    "一九八八年二月，自治州蘇維埃請求把該州由阿塞拜疆劃歸亞美尼亞，雙方從此各執一詞；"
    "莫斯科兩次拒絕，先派代表團調停，後設立特別管理委員會，最後又把權力交還巴庫。"
)
AFTER = "<div></div><p>末</p>"


@pytest.fixture(scope="module")
def ready() -> Iterator[Engine]:
    with engine(load_fonts(REPOSITORY / "fonts"), LANGUAGE) as weasyprint:
        yield weasyprint


def pages(ready: Engine, folder: Path, body: str) -> list[list[str]]:
    """Return the lines of each page."""
    html = f'<html lang="{LANGUAGE}"><title>試</title><style>{STYLE}</style><body>{body}</html>'
    target = folder / "out.pdf"
    ready.lay_out(html, {}).write(target, b"0" * 16, ())
    with pymupdf.open(target) as pdf:
        return [page.get_text().split("\n")[:-1] for page in pdf]


def counts(ready: Engine, folder: Path, body: str) -> list[int]:
    return [len(lines) for lines in pages(ready, folder, body)]


def paragraphs(length: int) -> str:
    return f"<p>{(PROSE * 2)[:length]}。</p><p>文</p>"


def test_a_paragraph_gets_a_line_more_where_its_page_would_end_early(
    ready: Engine, tmp_path: Path
) -> None:
    """The lengths are those at which one of these paragraphs can be set so."""
    found = set()
    for length in range(112, 130):
        alone = counts(ready, tmp_path, paragraphs(length))
        (first, *_) = counts(ready, tmp_path, "<p>行</p>" * (7 - alone[0]) + paragraphs(length))
        assert first == 7
        one = "<p>行</p>" * (8 - alone[0]) + paragraphs(length) + AFTER
        found.add(counts(ready, tmp_path, one)[0])
    assert found == {8, 9}


def test_the_page_before_ends_a_line_earlier_for_the_sake_of_the_next(
    ready: Engine, tmp_path: Path
) -> None:
    assert counts(ready, tmp_path, "<p>行</p>" * 18) == [10, 8]
    assert counts(ready, tmp_path, "<p>行</p>" * 18 + AFTER)[:2] == [9, 9]
    # Nothing helps here, and all stays.
    assert counts(ready, tmp_path, "<p>行</p>" * 17 + AFTER.replace("v>", "v><div></div>", 1))[
        :2
    ] == [10, 7]


def test_no_page_after_a_forced_break_asks_for_anything(ready: Engine, tmp_path: Path) -> None:
    body = "<p>行</p>" * 10 + '<section style="break-before: page">' + "<p>行</p>" * 8 + AFTER
    assert counts(ready, tmp_path, body)[:2] == [10, 8]


def test_all_is_said_in_order_whatever_is_tried(ready: Engine, tmp_path: Path) -> None:
    for lines in range(4, 12):
        body = "<p>行</p>" * lines + f"<p>{PROSE}</p>" * 5 + AFTER + f"<p>{PROSE}</p>" * 3
        text = "".join("".join(page) for page in pages(ready, tmp_path, body))
        assert text == "行" * lines + PROSE * 5 + "末" + PROSE * 3


def test_pages_seldom_end_within_a_word(ready: Engine, tmp_path: Path) -> None:
    """They still do where a line less would leave too much white."""
    words = "The parliamentary commission recommended an international investigation of the "
    english = f'<p lang="en">{words * 12}</p>'
    divided, lines, ends = 0, 0, []
    for before in range(9):
        found = pages(ready, tmp_path, "<p>行</p>" * before + english)
        hyphened = [[line.endswith(("-", "\xad")) for line in page] for page in found]
        divided += sum(map(sum, hyphened))
        lines += sum(map(len, found))
        ends += [page[-1] for page in hyphened[:-1]]
    assert divided > lines / 5
    assert sum(ends) < len(ends) / 5
