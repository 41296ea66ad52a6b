"""The printer's marks, judged by where they are drawn and what is read outside the bleed."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from judges import pdfx, separation, verapdf
from publications import load, written

from nkbook.diagnostics.problems import has_errors
from nkbook.formats.base import Artifact, FormatContext
from nkbook.formats.press import printing
from nkbook.model.publication import Publication

pytestmark = pytest.mark.slow

MM = 72 / 25.4
COVER = """[book]
slug = "c"
title = "小書"
language = "zh-Hant-HK"
creators = [{ name = "甲" }]
[release]
version = "2.1"
date = 2026-03-04
[spine]
front = ["cover"]
body = ["one.md"]
"""


def book(folder: Path, settings: str = "") -> tuple[Publication, FormatContext]:
    """Return a book of one page and a cover."""
    (folder / "chapters").mkdir(parents=True)
    (folder / "work").mkdir()
    (folder / "chapters/one.md").write_text("---\ntitle: 題\n---\n\n文。\n", encoding="utf-8")
    (folder / "chapters/book.toml").write_text(COVER + settings, encoding="utf-8")
    return load(folder, folder / "work")


def drawn(page: pymupdf.Page) -> list[pymupdf.Rect]:
    """Return the boxes of all lines, curves and fields of a page."""
    found = []
    for drawing in page.get_drawings():
        for kind, first, *others in drawing["items"]:
            points = [first, *others] if kind in ("l", "c") else [first.tl, first.br]
            xs, ys = [point.x for point in points], [point.y for point in points]
            found.append(pymupdf.Rect(min(xs), min(ys), max(xs), max(ys)))
    return found


def overlaps(one: pymupdf.Rect, other: pymupdf.Rect) -> bool:
    """Return True if two boxes, which may be lines, have a place in common."""
    a, b = tuple(map(float, one)), tuple(map(float, other))
    return all(a[side] < b[side + 2] - 0.01 and b[side] < a[side + 2] - 0.01 for side in (0, 1))


def patches(page: pymupdf.Page) -> list[pymupdf.Rect]:
    """Return the patches of the colour bar, from left to right."""
    filled = [pymupdf.Rect(item["rect"]) for item in page.get_drawings() if item["type"] == "f"]
    above = [box for box in filled if box.y1 < page.bleedbox.y0]
    return sorted(above, key=lambda box: box.x0)


def registers(page: pymupdf.Page) -> list[tuple[float, float]]:
    """Return the middles of circles with a cross, in mm from the trimmed page's upper left."""
    crosses = [
        (item["items"][0][1] + item["items"][0][2]) / 2
        for item in page.get_drawings()
        if sum(part[0] == "c" for part in item["items"]) == 4
    ]
    left, top = page.trimbox.x0, page.trimbox.y0
    return sorted((round((at.x - left) / MM, 1), round((at.y - top) / MM, 1)) for at in crosses)


def slug(page: pymupdf.Page) -> list[str]:
    """Return the words below the bleed, from left to right."""
    words = [word for word in page.get_text("words") if word[1] > page.bleedbox.y1]
    return [word[4] for word in sorted(words)]


def blanks(artifact: Artifact) -> list[str]:
    return [str(item.message) for item in artifact.diagnostics if item.code == "NK435"]


def test_marks_of_a_page(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "文。")
    printing.render(publication, context, tmp_path / "a-print.pdf")
    with pymupdf.open(tmp_path / "a-print.pdf") as file:
        for number, page in enumerate(file, 1):
            assert registers(page) == [(-6.5, 105), (76, -6.5), (76, 216.5), (158.5, 105)]
            assert slug(page) == [f"{number}/2", "小書", "zh-Hant-HK　1　2026-03-04　a-print.pdf"]
            assert len(patches(page)) == 14
            assert len(drawn(page)) == 8 + 4 * 6 + 14
            for box in drawn(page):
                assert not overlaps(box, page.bleedbox)
                assert page.mediabox.contains(box)
            texts = [pymupdf.Rect(word[:4]) for word in page.get_text("words")][-3:]
            for box in (*patches(page), *texts):
                middles = [page.trimbox.x0 + x * MM for x, _ in registers(page)[1:3]]
                assert not [x for x in middles if box.x0 - 5 < x < box.x1 + 5]


def test_every_plate_has_the_marks(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "文。")
    printing.render(publication, context, tmp_path / "a-print.pdf")
    with pikepdf.open(tmp_path / "a-print.pdf") as file:
        marks = separation.judge(file).marks
        assert pdfx.judge(file) == []
    assert marks is not None
    assert (marks.faults, marks.registration) == ([], True)
    assert {(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)} <= marks.painted
    pdfx.as_archive(tmp_path / "a-print.pdf", tmp_path / "archive.pdf")
    assert verapdf.judge(tmp_path / "archive.pdf", "2b") == {"2b": ()}


def test_a_title_that_is_longer_than_its_room(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "文。")
    metadata = dataclasses.replace(publication.metadata, title="長" * 60)
    publication = dataclasses.replace(publication, metadata=metadata)
    printing.render(publication, context, tmp_path / "a-print.pdf")
    with pymupdf.open(tmp_path / "a-print.pdf") as file:
        words = [word for word in file[0].get_text("words") if word[4] == "長" * 60]
        (below,) = (word for word in words if word[1] > file[0].bleedbox.y1)
        assert below[2] < file[0].trimbox.x0 + 76 * MM - 4 * MM


@pytest.mark.parametrize(("pages", "made"), [(2, 2), (4, 4), (16, 16)])
def test_blank_pages_fill_the_last_sheet(tmp_path: Path, pages: int, made: int) -> None:
    publication, context = written(tmp_path, "文。", settings=f"[print]\nsheet-pages = {pages}")
    artifact = printing.render(publication, context, tmp_path / "a-print.pdf")
    assert artifact.pages == made
    assert len(blanks(artifact)) == (pages > 2)
    assert not has_errors(artifact.diagnostics, strict=True)  # it's what was asked for
    with pymupdf.open(tmp_path / "a-print.pdf") as file:
        assert len(file) == made
        assert slug(file[-1])[0] == f"{made}/{made}"
        inside = [page.get_textbox(page.trimbox).strip() for page in file]
    assert [number for number, text in enumerate(inside) if text] == [0]


def wrap(folder: Path, settings: str) -> pymupdf.Page:
    publication, context = book(folder, settings)
    printing.render(publication, context, folder / "c-print.pdf")
    return pymupdf.open(folder / "c-cover.pdf")[0]


def folds(page: pymupdf.Page) -> list[float]:
    """Return where the dashed lines at the head are, in mm from the trimmed sheet's left edge."""
    lines: list[Any] = [
        line
        for item in page.get_drawings()
        if (item["dashes"] or "").startswith("[ 2")
        for line in item["items"]
    ]
    assert not [line for line in lines if page.bleedbox.contains((line[1] + line[2]) / 2)]
    middles = [(one + other) / 2 for _, one, other in lines]
    above = [point.x for point in middles if point.y < page.bleedbox.y0]
    below = [point.x for point in middles if point.y > page.bleedbox.y1]
    assert sorted(above) == sorted(below)
    return sorted(round((x - page.trimbox.x0) / MM, 1) for x in above)


def test_the_folds_of_a_wrap(tmp_path: Path) -> None:
    page = wrap(tmp_path, "[print]\npaper-bulk = 1000\nsheet-pages = 16")
    assert folds(page) == [152, 160]
    assert [x for x, y in registers(page) if y < 0] == [76, 236]
    assert slug(page) == ["小書", "zh-Hant-HK　2.1　2026-03-04　c-cover.pdf"]


def test_flaps_on_both_sides(tmp_path: Path) -> None:
    page = wrap(tmp_path, "[print]\npaper-bulk = 1000\nsheet-pages = 16\nflaps = 70")
    assert page.trimbox.width / MM == pytest.approx(2 * 152 + 8 + 2 * 70, abs=0.01)
    assert folds(page) == [70, 222, 230, 382]
    fronts = [
        (word[0] - page.trimbox.x0) / MM
        for word in page.get_text("words")
        if word[4] == "小書" and word[1] < page.bleedbox.y1
    ]
    assert [x for x in fronts if 230 < x < 382]
    picture = page.get_pixmap(dpi=36)
    scale, middle = 0.5, picture.height // 4
    for x in (page.bleedbox.x0 + 2, page.bleedbox.x1 - 3):
        assert picture.pixel(round(x * scale), middle) != (255, 255, 255)


def test_room_for_a_bar_code_that_comes_later(tmp_path: Path) -> None:
    page = wrap(tmp_path, "[print]\nbarcode-room = true")
    fold, foot = page.trimbox.x0 + 152 * MM, page.trimbox.y1
    area = pymupdf.Rect(fold - 51 * MM, foot - 44 * MM, fold - 15 * MM, foot - 16 * MM)
    picture = page.get_pixmap(clip=area, dpi=72)
    assert picture.is_unicolor
    assert picture.pixel(5, 5) == (255, 255, 255)


def test_the_cover_of_an_interior_in_black_has_four_inks(tmp_path: Path) -> None:
    publication, context = book(tmp_path, '[print]\ninterior = "black"')
    printing.render(publication, context, tmp_path / "c-print.pdf")
    verdicts = {}
    for part in ("print", "cover"):
        with pikepdf.open(tmp_path / f"c-{part}.pdf") as file:
            verdicts[part] = separation.judge(file)
    inks = {part: verdict.painted for part, verdict in verdicts.items()}
    assert not [ink for ink in inks["print"] if any(ink[:3]) and len(ink) == 4]
    assert [ink for ink in inks["cover"] if any(ink[:3]) and len(ink) == 4]
    marks = {part: verdict.marks for part, verdict in verdicts.items()}
    assert [mark is not None and mark.registration for mark in marks.values()] == [False, True]
