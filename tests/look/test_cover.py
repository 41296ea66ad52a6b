"""The cover: titles of any length, and a map that is the book's own and always the same."""

from __future__ import annotations

import dataclasses
import hashlib
import math
import os
import subprocess
import sys
from pathlib import Path

import pymupdf
import pytest
from lxml import etree
from places import REPOSITORY
from publications import named, written

from nkbook.formats import pdf
from nkbook.formats.press import spine
from nkbook.look import cover_art
from nkbook.look.cover_titles import title_lines, width
from nkbook.look.relief import Relief, path
from nkbook.model.metadata import Metadata

TITLES = (
    "史",
    "國史大綱",
    "納戈爾諾-卡拉巴赫",
    "萬曆十五年：一部寫給後來者的明代政治與社會的短篇斷代史",
    "《紅樓夢》與「大觀園」：空間、記憶與清代貴族家庭生活的重構——從脂硯齋評本談起的幾個問題",
    "The Rise and Fall of the Great Powers in the Caucasus",
    "Չարենց：一個詩人與一個國家的二十世紀",
)


def metadata(title: str = "甲") -> Metadata:
    publication = named("everything", Path())[0]
    return dataclasses.replace(publication.metadata, title=title)


@pytest.mark.parametrize("title", TITLES)
def test_titles_keep_their_words(title: str) -> None:
    found = title_lines(title)
    assert "".join(found.lines).replace(" ", "") == title.replace(" ", "")
    assert found.ems >= max(map(width, found.lines))
    for line in found.lines:
        assert line[0] not in "：，、」》—-"
        assert line[-1] not in "「《"
        assert width(line) <= 14


def test_titles_part_where_a_reader_pauses() -> None:
    assert title_lines(TITLES[1]).lines == ("國史大綱",)
    assert title_lines(TITLES[2]).lines == ("納戈爾諾-卡拉巴赫",)
    assert title_lines(TITLES[3]).lines[0] == "萬曆十五年："
    assert [len(line) for line in title_lines("上古至近代中國與西域交通史").lines] == [6, 7]
    assert all(" " not in (line[0], line[-1]) for line in title_lines(TITLES[5]).lines)


@pytest.mark.slow
@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("trim", ["a5", "18k"])
def test_the_title_stays_on_the_cover(tmp_path: Path, title: str, trim: str) -> None:
    publication, context = written(
        tmp_path / "b", "文。", front='"cover"', settings=f'[pdf]\ntrim = "{trim}"\n'
    )
    changed = dataclasses.replace(publication.metadata, title=title, subtitle="副題")
    publication = dataclasses.replace(publication, metadata=changed)
    pdf.render(publication, context, tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        page = book[0]
        words = [pymupdf.Rect(word[:4]) for word in page.get_text("words")]
        text = page.get_text()
        sheet = pymupdf.Rect(page.rect)
    assert "副題" in text
    assert "甲" in text
    foot = sheet.height * cover_art.MAP_SHARE
    safe = pymupdf.Rect(20, foot, sheet.width - 28, sheet.height - 20)
    for word in words:
        assert safe.contains(word), (word, safe)
    creator = max(words, key=lambda word: word.y1)
    assert all(word.y1 <= creator.y0 + 2 for word in words if word != creator)


def test_the_map_is_the_books_own() -> None:
    sheet = cover_art.Sheet(148, 210)
    one, other = (cover_art.drawing(metadata(title), sheet) for title in ("甲", "乙"))
    assert one != other
    assert one == cover_art.drawing(metadata("甲"), sheet)
    etree.fromstring(one)


def test_the_map_is_the_same_in_every_process() -> None:
    code = (
        "import hashlib; from nkbook.look.relief import Relief, path; "
        "text = ''.join(map(path, Relief('甲').contours(0, 0, 60, 60))); "
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    sums = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    own = "".join(map(path, Relief("甲").contours(0, 0, 60, 60)))
    assert sums == {hashlib.sha256(own.encode()).hexdigest()}


def test_contours_are_at_their_height() -> None:
    relief = Relief("甲")
    contours = list(relief.contours(0, 0, 150, 120))
    assert len(contours) > 30
    for contour in contours:
        heights = [relief.height(x, y) for x, y in contour.points]
        assert max(heights) - min(heights) < 0.03
        if contour.closed:
            assert contour.points[0] == contour.points[-1]
        else:
            for x, y in (contour.points[0], contour.points[-1]):
                assert min(x, 150 - x, y, 120 - y) <= 2.01


def test_pieces_of_the_map_fit_together() -> None:
    """The wrap shows on its front what the cover of the PDF shows."""
    relief = Relief("甲")
    wide = {point for item in relief.contours(-160, 0, 148, 118) for point in item.points}
    front = [point for item in relief.contours(0, 0, 148, 118) for point in item.points]
    inner = [point for point in front if 4 < point[0] < 144]
    near = sum(min(math.dist(point, other) for other in wide) < 1.5 for point in inner[::25])
    assert near == len(inner[::25])


def test_the_spine_turns_latin_words() -> None:
    fonts = named("everything", Path())[1].theme.fonts
    found = spine.runs("中東-Caucasus史《記》", fonts, 700)
    assert [(run.text, run.turned) for run in found] == [
        ("中", False),
        ("東", False),
        ("-Caucasus", True),
        ("史", False),
        ("《", True),
        ("記", False),
        ("》", True),
    ]
    assert spine.advance("中", fonts, 700) == pytest.approx(1.0)
    assert 4 < spine.advance("Caucasus", fonts, 700) < 5.5
