"""Pages that end where their text allows, and what they have of white above headings."""

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
# Ten lines a page.
STYLE = """
@page { size: 220pt 160pt; margin: 10pt }
html { font: 10pt/14pt "NK Serif CJK" }
body { margin: 0; orphans: 2; widows: 2; --grid: on }
p { margin: 0 }
h2 { margin: 14pt 0 0; font-size: 10pt; line-height: 14pt; break-after: avoid }
div { height: 70pt }
"""


@pytest.fixture(scope="module")
def ready() -> Iterator[Engine]:
    with engine(load_fonts(REPOSITORY / "fonts"), LANGUAGE) as weasyprint:
        yield weasyprint


def baselines(ready: Engine, folder: Path, body: str) -> list[list[tuple[int, str]]]:
    """Return for each page the lines' places, in lines from the first place, and their texts."""
    html = f'<html lang="{LANGUAGE}"><title>試</title><style>{STYLE}</style><body>{body}</html>'
    target = folder / "out.pdf"
    ready.lay_out(html, {}).write(target, b"0" * 16, ())
    with pymupdf.open(target) as pdf:
        return [
            sorted(
                (round((y - 10) / LINE), word) for _, y, _, _, word, *_ in page.get_text("words")
            )
            for page in pdf
        ]


def test_a_page_that_would_end_early_gets_white_above_its_heading(
    ready: Engine, tmp_path: Path
) -> None:
    plain = "<p>行</p>" * 3 + "<h2>題</h2>" + "<p>文</p>" * 2
    (first, *_), (ended, *_) = (
        baselines(ready, tmp_path, plain + after) for after in ("<div></div><p>末</p>", "")
    )
    assert [place for place, _ in ended] == [0, 1, 2, 4, 5, 6]
    # Three lines are left: one of them is above the heading now.
    assert [place for place, _ in first] == [0, 1, 2, 5, 6, 7]


def test_the_end_of_a_chapter_and_full_pages_stay(ready: Engine, tmp_path: Path) -> None:
    full = "<p>行</p>" * 3 + "<h2>題</h2>" + "<p>文</p>" * 20
    first, *_ = baselines(ready, tmp_path, full)
    assert [place for place, _ in first] == [0, 1, 2, 4, 5, 6, 7, 8, 9]
    parted = "<p>行</p>" * 3 + "<h2>題</h2><p>文</p>" + '<p style="break-before: page">文</p>'
    first, *_ = baselines(ready, tmp_path, parted)
    assert [place for place, _ in first] == [0, 1, 2, 4, 5]


@pytest.mark.parametrize(
    ("lines", "places"),
    [(4, [0, 1, 2, 3, 5, 7]), (3, [0, 1, 2, 5, 8])],  # too few for two entries, and enough
)
def test_entries_of_a_list_get_more_white_all_or_none(
    lines: int, places: list[int], ready: Engine, tmp_path: Path
) -> None:
    entry = '<dt style="margin-top: 14pt">詞</dt>'
    text = "<p>行</p>" * lines + f'<dl style="margin: 0">{entry * 2}</dl>'
    first, *_ = baselines(ready, tmp_path, text + "<div></div><p>末</p>")
    assert [place for place, _ in first] == places


def test_a_heading_at_the_head_of_a_page_stays(ready: Engine, tmp_path: Path) -> None:
    first, *_ = baselines(ready, tmp_path, "<h2>題</h2><p>文</p><p>文</p><div></div><div></div>")
    assert [place for place, _ in first] == [1, 2, 3]


def test_what_stands_in_a_frame_stays(ready: Engine, tmp_path: Path) -> None:
    frame = '<section style="border: 1pt solid"><p>行</p><h2>題</h2><p>文</p></section>'
    first, *_ = baselines(ready, tmp_path, frame + "<div></div><div></div>")
    places = [place for place, _ in first]
    assert places[1] - places[0] == 2


def test_the_title_of_a_chapter_gets_a_line_of_white_below_at_last(
    ready: Engine, tmp_path: Path
) -> None:
    title = '<header class="opener"><p>題</p><p>目</p></header>'
    first, *_ = baselines(ready, tmp_path, title + "<p>行</p>" * 4 + "<div></div>" * 2)
    # Four lines are left: one is below the title now, and no more.
    assert [place for place, _ in first] == [0, 1, 3, 4, 5, 6]
