"""The EPUB in vertical lines: direction, upright numbers, punctuation, islands, page breaks."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import publications
import pytest
from judges import ace, epubcheck, readers
from lxml import etree
from opened import NS, Opened

from nkbook.formats import epub, pdf
from nkbook.formats.base import FormatContext
from nkbook.formats.epub import vertical
from nkbook.model.pagemap import PageMap, PageStart
from nkbook.model.publication import Publication

pytestmark = pytest.mark.slow


def made(publication: Publication, context: FormatContext, work: Path) -> Opened:
    """Return the vertical EPUB of a book, with the pages of its PDF."""
    page_map = pdf.lay_out(publication, context, work / "none.pdf").page_map
    context = publications.with_options(context, epub={"vertical": True})
    context = dataclasses.replace(context, page_map=page_map)
    artifact = epub.render(publication, context, work / "book.epub")
    assert artifact.diagnostics == ()
    return Opened(artifact.path)


@pytest.fixture(scope="module")
def book(
    source: tuple[Publication, FormatContext], tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    return made(*source, tmp_path_factory.mktemp("vertical"))


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Return what the other book hasn't: map, timeline, charts, long table, names and index."""
    work = tmp_path_factory.mktemp("vertical")
    return made(*publications.named("apparatus", work), work)


@pytest.mark.slow
def test_the_judges_pass_every_construct(book: Opened, figures: Opened, tmp_path: Path) -> None:
    for opened in (book, figures):
        assert epubcheck.judge(opened.path) == ()
        report = ace.judge(opened.path, tmp_path)
        assert report.violations == ()
        assert report.outcome == "pass"


def test_pages_run_from_right_to_left(book: Opened) -> None:
    spine = book.package.find("opf:spine", NS)
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"
    meta = book.package.find(".//opf:meta[@name='primary-writing-mode']", NS)
    assert meta is not None
    assert meta.get("content") == "vertical-rl"
    features = book.metas("schema:accessibilityFeature")
    assert "verticalWriting" in features
    assert "horizontalWriting" not in features
    assert "pageNavigation" in features


@pytest.mark.slow
def test_a_reading_system_sets_it_vertically(book: Opened, tmp_path: Path) -> None:
    seen = readers.read("foliate", book.path, "text/blocks.xhtml", tmp_path)
    assert seen["errors"] == seen["broken"] == seen["unreadable"] == []
    assert seen["direction"] == "rtl"
    assert seen["writing"] == "vertical-rl"
    assert seen["tables"] == ["horizontal-tb", "horizontal-tb"]
    assert len(seen["pages"]) > 10
    assert seen["note"]["type"] == "footnote"
    assert ["nkbook heading 1", "loaded"] in seen["fonts"]
    seen = readers.read("foliate", book.path, "text/notes.xhtml", tmp_path)
    assert seen["upright"]
    assert set(seen["upright"]) == {"all"}


@pytest.mark.slow
@pytest.mark.parametrize(("page", "islands"), [("island", 2), ("town", 2), ("names", 2)])
def test_pictures_and_tables_are_seen_whole(
    page: str, islands: int, figures: Opened, tmp_path: Path
) -> None:
    seen = readers.read("foliate", figures.path, f"text/{page}.xhtml", tmp_path)
    assert seen["errors"] == []
    assert seen["tables"].count("horizontal-tb") == islands  # those that hold data are not open
    assert seen["cut"] == []


TURNED = {
    "two digits": ("<p>在11月9日</p>", "<p>在[11]月(9)日</p>"),
    "a year lies": ("<p>2020年</p>", "<p>2020年</p>"),
    "three digits lie": ("<p>110票</p>", "<p>110票</p>"),
    "a fraction lies": ("<p>約3.5成，占10%</p>", "<p>約3.5成，占10%</p>"),
    "an abbreviation is stacked": ("<p>據UN及OSCE說</p>", "<p>據(UN)及(OSCE)說</p>"),
    "a word lies": ("<p>即Shushi鎮</p>", "<p>即Shushi鎮</p>"),
    "tails": ("<p>甲<b>乙12</b>34丙<i>5</i>67</p>", "<p>甲<b>乙[12]</b>[34]丙<i>(5)</i>[67]</p>"),
    "notes' numbers": ("<a><sup>12</sup></a>", "<a><sup>[12]</sup></a>"),
    "another language": (
        '<p lang="en">12 men<b lang="zh">12</b></p>',
        '<p lang="en">12 men<b lang="zh">[12]</b></p>',
    ),
    "code": ("<p><code>12</code></p>", "<p><code>12</code></p>"),
}


def turned(markup: str, language: str) -> str:
    root = etree.fromstring(f"<div>{markup}</div>")
    vertical.set_vertical(root, language)
    for span in list(root.iter("span")):
        ends = {"upright": "[]", "stacked": "()"}[span.get("class", "")]
        span.text = f"{ends[0]}{span.text}{ends[1]}"
    etree.strip_tags(root, "span")
    return etree.tostring(root, encoding="unicode")[5:-6]


@pytest.mark.parametrize("case", TURNED)
def test_western_signs(case: str) -> None:
    markup, expected = TURNED[case]
    assert turned(markup, "zh-Hant-HK") == expected


def test_quotation_marks_of_the_mainland() -> None:
    source, expected = "<p>他說：“‘好’O’Neil”</p>", "<p>他說：『「好」O’Neil』</p>"
    assert turned(source, "zh-Hans-CN") == expected
    assert turned(source, "zh-Hant-TW") == source
    page_map = PageMap((PageStart("1", "p", 0, "“好”"),))
    assert vertical.paged(page_map, "zh-Hans-CN").pages[0].sample == "『好』"
    assert vertical.paged(page_map, "zh-Hant-HK") == page_map


def test_only_what_fits_a_screen_lies_flat() -> None:
    rows = "<tr><td>甲</td></tr>"
    root = etree.fromstring(
        f"<div><table>{rows * 3}</table><table>{rows * 30}</table><figure/></div>"
    )
    vertical.set_vertical(root, "zh-Hant-TW")
    assert [child.get("class") for child in root] == ["horizontal", "standing", "horizontal"]
