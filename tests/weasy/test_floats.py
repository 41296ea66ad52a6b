"""Figures that find no room on a page: text fills it, and they head the next one."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from publications import written

from nkbook.formats import pdf

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
    '<rect width="{0}" height="{1}" fill="#ccc"/></svg>'
)
PARAGRAPH = "島上的燈塔看守人霧裏聽號聲三十年。" * 8
PICTURE = '![圖說](images/a.svg){alt="灰"}'


def pages(folder: Path, *blocks: str, height: int = 260) -> list[tuple[float, list[float], str]]:
    """Return for each page how low its text ends, the tops of its pictures, and its text."""
    images = folder / "chapters/images"
    images.mkdir(parents=True)
    (images / "a.svg").write_text(SQUARE.format(300, height), encoding="utf-8")
    publication, context = written(folder, "\n\n".join(blocks), settings="[pdf]\ntrim = 'a5'\n")
    made = pdf.render(publication, context, folder / "book.pdf")
    assert not made.diagnostics
    found = []
    with pymupdf.open(made.path) as opened:
        for page in opened:
            body = [b for b in page.get_text("blocks") if 60 < b[1] < page.rect.height - 70]
            grey = [d["rect"].y0 for d in page.get_drawings() if d["rect"].height > 100]
            text = "".join("".join(page.get_text().split()))
            found.append((max((b[3] for b in body), default=0.0), grey, text))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("before", [1, 2, 3, 4])
def test_no_page_stays_white_before_a_figure(before: int, tmp_path: Path) -> None:
    numbered = [f"第{number}段：{PARAGRAPH}" for number in range(9)]
    found = pages(tmp_path, *numbered[:before], PICTURE, *numbered[before:])
    lowest = max(end for end, _, _ in found)
    assert all(lowest - end < 40 for end, _, _ in found[:-1])
    assert [len(grey) for _, grey, _ in found].count(1) == 1
    words = "".join(text for _, _, text in found)
    assert words.count(PARAGRAPH[:17]) >= 9 * 7  # some are divided by a page's end
    assert [words.count(f"第{number}段：") for number in range(9)] == [1] * 9
    places = [words.index(f"第{number}段：") for number in range(9)]
    assert places == sorted(places)


@pytest.mark.parametrize("before", [2, 3])
def test_a_figure_passes_no_heading(before: int, tmp_path: Path) -> None:
    texts = [f"第{number}段：{PARAGRAPH}" for number in range(before)]
    found = pages(tmp_path, *texts, PICTURE, "末段。", "## 節題", PARAGRAPH * 3)
    words = "".join(text for _, _, text in found)
    assert words.index("圖說") < words.index("節題")


def test_notes_keep_their_order_where_a_caption_has_one(tmp_path: Path) -> None:
    picture = PICTURE.replace("圖說", "圖說[^b]")
    notes = "\n\n".join(f"[^{name}]: {name}註。" for name in "abc")
    for other, kept in (("[^c]", True), ("", False)):
        texts = (
            f"甲段[^a]：{PARAGRAPH}",
            f"乙段：{PARAGRAPH}",
            picture,
            f"丙段{other}：{PARAGRAPH}",
        )
        folder = tmp_path / str(kept)
        found = pages(folder, *texts, PARAGRAPH, f"末段[^c]。\n\n{notes}")
        words = "".join(text for _, _, text in found)
        assert words.index("a註。") < words.index("b註。") < words.index("c註。")
        assert (words.index("圖說") < words.index("丙段")) is kept


def test_a_figure_stays_where_it_is_put(tmp_path: Path) -> None:
    here = PICTURE.replace("{", "{place=here ")
    found = pages(tmp_path, PARAGRAPH, PARAGRAPH, here, f"後{PARAGRAPH}")
    with_picture = next(text for _, grey, text in found if grey)
    assert "後島上" in with_picture
    assert "後島上" not in found[0][2]


def test_a_figure_has_a_page_for_itself(tmp_path: Path) -> None:
    plate = PICTURE.replace("{", "{place=page ")
    texts = [f"{number}{PARAGRAPH}" for number in range(6)]
    found = pages(tmp_path, texts[0], plate, *texts[1:])
    (alone,) = [text for _, grey, text in found if grey]
    assert "島上" not in alone
    assert found[0][0] > 450


def test_what_is_printed_below_figures_and_tables(tmp_path: Path) -> None:
    picture = '![](images/a.svg){alt="灰" credit="攝影：甲"}'
    table = '| 甲 |\n|---|\n| 乙 |\n\n: 表題 {note="註：丙。" source="來源：丁"}'
    found = pages(tmp_path, picture, table, height=120)
    (_, _, text) = found[0]
    assert "攝影：甲" in text
    assert "圖一" not in text
    assert text.index("乙") < text.index("註：丙。") < text.index("來源：丁")


def test_a_figure_and_a_table_stand_at_the_head_and_the_foot(tmp_path: Path) -> None:
    table = "| 年 | 人 |\n|---|---|\n| 1905 | 2 |\n\n: 表題 {place=bottom note='表註'}"
    top = PICTURE.replace("{", "{place=top ")
    numbered = [f"第{number}段：{PARAGRAPH}" for number in range(8)]
    texts = (*numbered[:1], top, *numbered[1:4], table, f"附註[^n]{PARAGRAPH}", *numbered[4:])
    found = pages(tmp_path, *texts, "[^n]: 頁末之註。", height=180)
    (page,) = (number for number, (_, grey, _) in enumerate(found) if grey)
    assert page == 1
    assert found[page][1][0] < 80, "at the head of its page"
    with pymupdf.open(tmp_path / "book.pdf") as opened:
        (other,) = (one for one in opened if "表題" in one.get_text())
        words = {word[4]: word[1] for word in other.get_text("words")}
        last = max(
            y for word, y in words.items() if PARAGRAPH[:6] in word or word.endswith("三十年。")
        )
        below = min(y for word, y in words.items() if "表註" in word)
        note = min((y for word, y in words.items() if "頁末之註" in word), default=999.0)
        (place,) = (y for word, y in words.items() if "表題" in word)
    assert last < place < below < note
    text = "".join(text for _, _, text in found)
    places = [text.index(f"第{number}段：") for number in range(8)]
    assert places == sorted(places)


def test_a_table_and_a_figure_are_turned_on_pages_of_their_own(tmp_path: Path) -> None:
    cells = " | ".join(f"欄目{n:02}的題目" for n in range(10))
    table = f"| {cells} |\n|{'---|' * 10}\n| {' | '.join('數字' for _ in range(10))} |"
    table += "\n\n: 橫表 {place=turned note='橫表之註'}"
    turned = PICTURE.replace("{", "{place=turned ")
    numbered = [f"第{number}段：{PARAGRAPH}" for number in range(6)]
    found = pages(tmp_path, *numbered[:2], table, *numbered[2:4], turned, *numbered[4:], height=200)
    alone = [text for _, _, text in found if "橫表" in text or "圖說" in text]
    assert len(alone) == 2
    assert not any(PARAGRAPH[:6] in text for text in alone)
    with pymupdf.open(tmp_path / "book.pdf") as opened:
        for page in opened:
            for block in page.get_text("dict")["blocks"]:
                for line in block.get("lines", ()):
                    text = "".join(span["text"] for span in line["spans"])
                    if any(word in text for word in ("橫表", "圖說", "欄目", "數字")):
                        assert line["dir"] == pytest.approx((0, -1), abs=1e-3)
                        assert page.rect.contains(line["bbox"])
    text = "".join(text for _, _, text in found)
    places = [text.index(f"第{number}段：") for number in range(6)]
    assert places == sorted(places)


def test_a_picture_behind_a_turned_table_fills_the_page_before_it(tmp_path: Path) -> None:
    table = "| 年 | 人 |\n|---|---|\n| 一 | 二 |\n\n: 表說 {place=turned}"
    found = pages(tmp_path, "首段。", table, PICTURE, "## 節題", PARAGRAPH, height=200)
    (at_figure,) = (number for number, (_, _, text) in enumerate(found) if "圖說" in text)
    (at_table,) = (number for number, (_, _, text) in enumerate(found) if "表說" in text)
    assert "首段。" in found[at_figure][2]
    assert at_table == at_figure + 1
    # Where both are pictures, they keep the order of their numbers.
    turned = PICTURE.replace("圖說", "甲圖").replace("{", "{place=page ")
    found = pages(tmp_path / "b", "首段。", turned, PICTURE, PARAGRAPH, height=200)
    words = "".join(text for _, _, text in found)
    assert words.index("甲圖") < words.index("圖說")
