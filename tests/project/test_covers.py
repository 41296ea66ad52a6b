"""A publisher's own cover picture in each format, and the covers that nkbook makes."""

from __future__ import annotations

import io
from pathlib import Path

import pymupdf
import pytest
from opened import Opened
from PIL import Image
from publications import BOOK_TOML

from nkbook.formats import epub, pdf
from nkbook.formats.base import FormatContext
from nkbook.formats.press import printing
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.model.publication import Publication
from nkbook.pipeline import steps as pipeline
from nkbook.project import config

RED = (200, 30, 40)
HK = "zh-Hant-HK"


def book(
    folder: Path, settings: str, size: tuple[int, int] | None = (1520, 2100), front: str = "cover"
) -> Path:
    """Write a book whose [book] has some settings, with a red picture of that size."""
    chapters = folder / "chapters"
    (chapters / "images").mkdir(parents=True)
    (chapters / "one.md").write_text("---\ntitle: 題\n---\n\n文。\n", "utf-8")
    toml = BOOK_TOML.replace('title = "小書"', f'title = "小書"\n{settings}')
    (chapters / "book.toml").write_text(f'{toml}front = ["{front}"]\nbody = ["one.md"]\n', "utf-8")
    if size:
        Image.new("RGB", size, RED).save(chapters / "images/c.png")
    return folder


def made(folder: Path, *, sound: bool = True) -> tuple[Publication, FormatContext, list[str]]:
    settings, theme = config.load(folder), Theme(folder)
    prepared = prepare(settings, theme, (HK,))
    codes = [item.code for item in prepared.diagnostics]
    assert not (sound and codes), prepared.diagnostics
    work = folder / "work"
    work.mkdir()
    return prepared.publications[HK], pipeline.context(settings, theme, work), codes


@pytest.mark.parametrize(
    ("size", "front", "codes"),
    [
        ((1800, 2487), "cover", []),
        (None, "cover", ["NK330"]),
        ((760, 1050), "cover", ["NK331"]),
        ((2480, 2480), "cover", ["NK332"]),
        ((1800, 2487), "title-page", ["NK333"]),
    ],
)
def test_problems_of_a_picture_are_warnings(
    tmp_path: Path, size: tuple[int, int] | None, front: str, codes: list[str]
) -> None:
    publication, _, found = made(
        book(tmp_path, 'cover = "images/c.png"', size, front), sound=not codes
    )
    assert found == codes
    assert (publication.metadata.cover is None) is (codes in (["NK330"], ["NK333"]))


@pytest.mark.slow
def test_the_picture_fills_the_cover_of_every_format(tmp_path: Path) -> None:
    publication, context, _ = made(book(tmp_path, 'cover = "images/c.png"', (1800, 2487)))
    with pymupdf.open(pdf.render(publication, context, tmp_path / "a.pdf").path) as document:
        cover = document[0].get_pixmap(dpi=30)
        for x, y in ((1, 1), (cover.width - 2, cover.height - 2), (cover.width // 2, 9)):
            assert cover.pixel(x, y) == pytest.approx(RED, abs=6)
        assert document[0].get_text().strip() == ""
    opened = Opened(epub.render(publication, context, tmp_path / "a.epub").path)
    (item,) = (i for i in opened.items().values() if "cover-image" in i.get("properties", ""))
    assert item.get("media-type") == "image/jpeg"
    with Image.open(io.BytesIO(opened.files[f"EPUB/{item.get('href')}"])) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1800, 2487))


@pytest.mark.slow
@pytest.mark.parametrize("settings", ['cover = "images/c.png"', 'cover-theme = "plain"'])
def test_the_printers_wrap_shows_it_to_the_edge_of_the_bleed(tmp_path: Path, settings: str) -> None:
    publication, context, _ = made(book(tmp_path, settings, (1800, 2487)))
    artifact = printing.render(publication, context, tmp_path / "a.pdf")
    (wrap,) = (path for _, path in artifact.beside)
    with pymupdf.open(wrap) as document:
        page = document[0]
        bleed = page.bleedbox
        shown = page.get_pixmap(dpi=36, clip=pymupdf.Rect(bleed))
        corner = shown.pixel(shown.width - 2, 1)
        left = shown.pixel(2, 1)
    assert max(corner) - min(left) != 0
    assert corner != left  # the back is light
    assert sum(corner) < sum(left)


TITLES = ("史記", "萬曆十五年：一部寫給後來者的明代政治與社會的短篇斷代史", "長" * 60)


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["contours", "plain", "band"])
@pytest.mark.parametrize("title", TITLES, ids=("2", "27", "60"))
@pytest.mark.parametrize("names", [1, 6])
def test_covers_hold_titles_and_names_of_any_length(
    tmp_path: Path, theme: str, title: str, names: int
) -> None:
    folder = book(tmp_path, f'cover-theme = "{theme}"\nsubtitle = "副題"', None)
    toml = folder / "chapters/book.toml"
    people = ", ".join('{ name = "歐陽大文" }' for _ in range(names))
    text = toml.read_text("utf-8").replace("小書", title)
    toml.write_text(text.replace('[{ name = "甲" }]', f"[{people}]"), "utf-8")
    publication, context, _ = made(folder)
    with pymupdf.open(pdf.render(publication, context, tmp_path / "a.pdf").path) as document:
        page = document[0]
        rows = [
            pymupdf.Rect(line["bbox"])
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", [])
        ]
        text, paper = page.get_text().replace("\n", ""), pymupdf.Rect(page.rect)
    assert title in text
    assert text.count("歐陽大文") == names
    assert all(paper.contains(row) for row in rows)
    inner = [
        pymupdf.Rect(row.x0 + 1, row.y0 + row.height / 4, row.x1 - 1, row.y1 - row.height / 4)
        for row in rows
    ]
    clashes = [(a, b) for i, a in enumerate(inner) for b in inner[i + 1 :] if a.intersects(b)]
    assert clashes == []
