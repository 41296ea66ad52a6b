"""Nothing is printed over letters: cross-references in short books, titles of many lines."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import publications
import pymupdf
import pytest
from judges.overlap import overlaps
from places import REPOSITORY

from nkbook.formats import pdf
from nkbook.formats.press import printing
from nkbook.look.fonts import load_fonts
from nkbook.weasy import engine

pytestmark = pytest.mark.slow

# One sentence whose marks give up their blanks, after what only the finished pages can say.
REFERRING = "見[](#{0})，電郵相當長的；網址或者其他的東西很多很多很多。"
FIRST = "\n\n".join(
    (
        REFERRING.format("a"),
        "## 甲 {#a}",
        f"{REFERRING.format('b')}見*[](#a)*、「[](#c)」（[](#b)），電郵 a@example.org；網址。[^n]",
        f"[^n]: 註中{REFERRING.format('c')}",
        f"| 項 | 見 |\n|---|---|\n| 甲 | {REFERRING.format('b')} |",
        "## 乙 {#b}",
        f"- {REFERRING.format('a')}",
        f"> {REFERRING.format('c')}",
    )
)
SECOND = f"{REFERRING.format('a')}\n\n## 丙 {{#c}}\n\n{REFERRING.format('c')}"
RENDER = {"pdf": pdf.render, "print": printing.render}
LONG = "這是一個很長的題目說的是山河歲月與人世變遷及其他"
READINGS = (("裝", "zhuāng"), ("床", "chuáng"), ("雙", "shuāng"))
LINE = 18  # pt
TITLE, BODY = 21, 10.5  # pt


def referring(folder: Path, output: str = "pdf") -> Path:
    """Return a short book with references of every kind, made in a folder."""
    target = folder / "book.pdf"
    assert RENDER[output](*publications.written(folder, FIRST, SECOND), target).diagnostics == ()
    return target


@pytest.mark.parametrize("output", RENDER)
def test_a_reference_moves_no_letter_over_another(tmp_path: Path, output: str) -> None:
    assert overlaps(referring(tmp_path, output)) == []


def test_the_judge_sees_a_reading_that_outlives_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault of which the test above is the cure: a paragraph read before it had its folio."""
    folder = tmp_path / "on-purpose"
    folder.mkdir()
    publications.written(folder / "first", "文")  # loads what the next line names
    from nkbook.weasy.compose import composition  # noqa: PLC0415 — loads WeasyPrint

    monkeypatch.setattr(composition._Content, "is_unchanged", lambda _: True)
    found = overlaps(referring(folder))
    assert {(one.first.character, one.second.character) for one in found} == {("當", "長")}


def test_a_reference_may_go_over_a_page_end_before_its_number_is_known(tmp_path: Path) -> None:
    """WeasyPrint remembers in bytes where a page begins, and 頁 is three."""
    sheet = """
        @page { size: 80pt 60pt; margin: 8pt }
        html { font: 10pt/15pt "NK Serif CJK", "NK Serif Latin" }
        body { margin: 0; orphans: 1; widows: 1 }
        p { margin: 0; text-align: justify }
        a::after { content: "（「第" target-counter(attr(href), page) "頁」附近，即其前後）" }
    """
    paragraphs = "".join(
        f'<p id="t{number}">{"文字長短不一，" * (number % 5)}'
        f'<a href="#t{number * 7 % 30}">見</a></p>'
        for number in range(30)
    )
    html = f'<html lang="zh-Hant-HK"><style>{sheet}</style><body>{paragraphs}</body></html>'
    with engine(load_fonts(REPOSITORY / "fonts"), "zh-Hant-HK") as ready:
        layout = ready.lay_out(html, {})
        layout.write(tmp_path / "over.pdf", b"over", ())
    assert len(layout.pages) > 10
    assert overlaps(tmp_path / "over.pdf") == []


def test_readings_of_neighbours_do_not_touch(tmp_path: Path) -> None:
    words = "".join(f'[{base}]{{ruby="{reading}"}}' for base, reading in READINGS)
    parted = "，".join(f'*[{base}]{{ruby="{reading}"}}*' for base, reading in READINGS)
    text = f"字{words}字。{parted}字[^a]\n\n## 節{words}\n\n|{words}|字|\n|-|-|\n|字|{words}|\n\n"
    target = tmp_path / "readings.pdf"
    pdf.render(*publications.written(tmp_path, f"{text}[^a]: 註{words}"), target)
    with pymupdf.open(target) as document:
        (page,) = document
        words = page.get_text("words")
    found = [pymupdf.Rect(word[:4]) for word in words if word[4] in dict(READINGS).values()]
    assert len(found) == 6 * len(READINGS)
    for one, other in itertools.combinations(found, 2):
        assert not one.intersects(other)


def titled(folder: Path, title: str, settings: str, render: Callable[..., object]) -> Path:
    """Return a book of one chapter with a title, made in a folder."""
    folder.mkdir()
    book = publications.written(folder, "文字。", settings=settings)
    chapter = folder / "chapters" / "one.md"
    chapter.write_text(chapter.read_text("utf-8").replace("題目one", title), encoding="utf-8")
    book = publications.load(folder, folder / "work")
    render(*book, folder / "book.pdf")
    return folder / "book.pdf"


def baselines(path: Path, size: float) -> list[float]:
    """Return the heights of the lines of a size on the chapter's page, in pt from its top."""
    with pymupdf.open(path) as document:
        page = next(page for page in document if "文字" in page.get_text())
        return sorted(
            {
                round(origin[1], 2)
                for span in page.get_texttrace()
                if abs(span["size"] - size) < 0.01
                for _, _, origin, _ in span["chars"]
            }
        )


@pytest.mark.slow
@pytest.mark.parametrize(("trim", "ems"), [("a5", 13), ("25k", 14), ("18k", 16)])
@pytest.mark.parametrize("output", RENDER)
def test_the_text_begins_below_the_title(tmp_path: Path, trim: str, ems: int, output: str) -> None:
    settings = f'[pdf]\ntrim = "{trim}"'
    white = []
    firsts = []
    counts = []
    for count in range(1, 7):
        title = (LONG * 5)[: ems * count - ems // 2]
        path = titled(tmp_path / str(count), title, settings, RENDER[output])
        lines = baselines(path, TITLE)
        counts.append(len(lines))
        first = baselines(path, BODY)[0]
        firsts.append(first)
        white.append(round(first - lines[-1], 2))
        assert overlaps(path) == []
    assert counts == [1, 2, 3, 4, 5, 6]
    assert white == [white[0]] * len(white)
    # Title lines are two lines of the text: what follows stays on its grid.
    assert [round((first - firsts[0]) / LINE, 2) for first in firsts] == [
        2 * (count - 1) for count in counts
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("length", "names"), [(12, 1), (12, 12), (40, 6), (60, 1), (60, 12), (90, 6)]
)
def test_titles_and_names_leave_room_for_the_publisher(
    tmp_path: Path, length: int, names: int
) -> None:
    publications.written(tmp_path, "文", front='"cover", "half-title", "title-page"')
    toml = tmp_path / "chapters" / "book.toml"
    creators = ", ".join(f'{{ name = "作者姓名{number}" }}' for number in range(names))
    text = toml.read_text("utf-8")
    text = text.replace('title = "小書"', f'title = "{(LONG * 5)[:length]}"\nsubtitle = "副題不短"')
    text = text.replace('{ name = "甲" }', creators)
    toml.write_text(f'{text}\n[publisher]\nname = "某某出版社"\nplace = "香港"\n', "utf-8")
    target = tmp_path / "book.pdf"
    pdf.render(*publications.load(tmp_path, tmp_path / "work"), target)
    assert overlaps(target) == []
