"""Pages that would end early, and what the lengths of paragraphs do about it."""

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
HIGHER = '<div style="height: 56pt"></div><p>末</p>'


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


@pytest.mark.slow
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


def test_a_page_leaves_a_line_to_the_next_that_would_end_early(
    ready: Engine, tmp_path: Path
) -> None:
    """Nothing on the second page can be longer: two lines stay white, or one on each of both."""
    found = counts(ready, tmp_path, "<p>行</p>" * 18 + AFTER)
    assert found == [9, 9, 1]
    # What ends three lines early is as it was: a line more would not fill it.
    assert counts(ready, tmp_path, "<p>行</p>" * 17 + HIGHER) == [10, 7, 1]


@pytest.mark.slow
def test_a_page_leaves_two_lines_to_the_next_if_it_can(ready: Engine, tmp_path: Path) -> None:
    """The lengths are those at which the paragraph on the first page can be a line longer."""
    found = set()
    for length in range(112, 130):
        (alone, *_) = counts(ready, tmp_path, paragraphs(length))
        lines = paragraphs(length) + "<p>行</p>" * (17 - alone)
        first, second, *_ = counts(ready, tmp_path, lines + HIGHER)
        found.add((first, second))
    assert found == {(10, 7), (9, 9)}
