"""Maps, timelines and charts drawn from data, in each edition's words; long tables; names."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from itertools import pairwise
from math import cos, radians
from pathlib import Path

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from judges import epubcheck
from lxml import etree
from opened import Opened, text
from places import BOOKS
from publications import load, named, written

from nkbook.formats import epub, pdf
from nkbook.look.theme import Theme
from nkbook.manuscript.figures.geometry import Projection, thinned
from nkbook.manuscript.figures.svg import broken, gaps_in, number
from nkbook.manuscript.figures.words import figure_of
from nkbook.manuscript.prepare import prepare
from nkbook.model.document import Element
from nkbook.model.publication import Publication
from nkbook.pipeline import steps as pipeline
from nkbook.project import config

pytestmark = pytest.mark.slow

HK, TW, CN = "zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN"
SVG = "{http://www.w3.org/2000/svg}"


def published(*languages: str) -> dict[str, Publication]:
    """Return editions of the book with all apparatus."""
    prepared = prepare(
        config.load(BOOKS / "apparatus"), Theme(BOOKS / "apparatus"), languages or (HK,)
    )
    assert not prepared.failed, prepared.diagnostics
    return dict(prepared.publications)


def drawing(name: str, language: str = HK) -> Element:
    """Return a figure of that book as its SVG's root."""
    publication = published(language)[language]
    resource = next(item for item in publication.resources if item.href == f"data/{name}.yaml.svg")
    return etree.fromstring(resource.read())


def words(root: Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def place(root: Element, word: str) -> tuple[float, float]:
    found = next(element for element in root.iter(f"{SVG}text") if element.text == word)
    return float(found.get("x", "nan")), float(found.get("y", "nan"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Opened]:
    """Return the book's PDF, and its EPUB."""
    folder = tmp_path_factory.mktemp("figures")
    publication, context = named("apparatus", folder)
    artifact = pdf.render(publication, context, folder / "book.pdf")
    context = replace(context, page_map=artifact.page_map)
    epub.render(publication, context, folder / "book.epub")
    return folder / "book.pdf", Opened(folder / "book.epub")


# Maps


def test_the_scale_bar_is_true_on_the_middle_parallel() -> None:
    projection = Projection(8.5, 48.5, 13, 52, width=315)
    west, east = projection.point(9, 50.25), projection.point(10, 50.25)
    kilometres = 111.195 * cos(radians(50.25))
    assert east[0] - west[0] == pytest.approx(kilometres * projection.kilometre)
    north = projection.point(9, 51.25)
    assert west[1] - north[1] == pytest.approx(111.195 * projection.kilometre)
    root = drawing("map")
    bars = [
        float(element.get("width", "0"))
        for element in root.iter(f"{SVG}rect")
        if element.get("height") == "3"
    ]
    assert sum(bars) == pytest.approx(50 * projection.kilometre, abs=0.02)


@given(
    st.lists(st.tuples(st.floats(0, 20), st.floats(40, 60)), min_size=3, max_size=12),
)
def test_nothing_is_drawn_outside_the_frame(places: list[tuple[float, float]]) -> None:
    projection = Projection(8.5, 48.5, 13, 52, width=315)
    points = [point for ring in projection.polygon([places]) for point in ring]
    points += [point for line in projection.line(places) for point in line]
    for x, y in points:
        assert -1e-6 <= x <= projection.width + 1e-6
        assert -1e-6 <= y <= projection.height + 1e-6


def test_what_is_inside_the_frame_stays_whole() -> None:
    projection = Projection(0, 0, 10, 10, width=100)
    ring = [(2.0, 2.0), (8.0, 2.0), (8.0, 8.0), (2.0, 8.0), (2.0, 2.0)]
    assert projection.polygon([ring]) == [thinned([projection.point(*spot) for spot in ring])]
    assert list(projection.line(ring)) == [thinned([projection.point(*spot) for spot in ring])]
    assert list(projection.line([(-5, 5), (5, 5), (15, 5)])) == [
        [projection.point(0, 5), projection.point(5, 5), projection.point(10, 5)]
    ]


def test_a_map_shows_names_where_they_are() -> None:
    root = drawing("map")
    assert words(root) == ["港灣", "東城", "磨坊", "50 公里", "島嶼"]
    assert place(root, "東城")[0] > place(root, "磨坊")[0]
    assert place(root, "東城")[1] > place(root, "磨坊")[1]


def test_editions_print_their_own_names_and_words() -> None:
    assert words(drawing("map", TW)) == ["港灣", "東市", "磨坊", "50 公里", "島嶼"]
    assert words(drawing("map", CN)) == ["港湾", "东城", "磨坊", "50 公里", "岛屿"]
    assert "約翰‧史密斯到港" in words(drawing("timeline", TW))


def test_drawings_are_the_same_every_time() -> None:
    first, second = (
        {item.href: item.read() for item in published()[HK].resources} for _ in range(2)
    )
    assert first == second
    assert set(first) == {f"data/{name}.yaml.svg" for name in ("map", "timeline", "bars", "lines")}


# Timelines


def test_a_timeline_is_to_scale_and_its_words_do_not_touch() -> None:
    root = drawing("timeline")
    marks = [place(root, str(mark))[1] for mark in range(1900, 2001, 10)]
    assert {round(after - before, 1) for before, after in pairwise(marks)} == {20.0}
    dots = sorted(float(dot.get("cy", "0")) for dot in root.iter(f"{SVG}circle"))
    years = (1949 + 4 / 12 + 11 / 372, 1949 + 4 / 12 + 12 / 372, 1949 + 5 / 12, 1990)
    assert dots == pytest.approx([marks[0] - 2.9 + (year - 1900) * 2 for year in years], abs=0.01)
    lines = sorted(
        float(element.get("y", "0"))
        for element in root.iter(f"{SVG}text")
        if float(element.get("font-size", "0")) == 8
        and element.get("text-anchor") is None
        and "年" not in (element.text or "")[:5]
    )
    assert len(lines) >= 5
    assert all(after - before >= 10 for before, after in pairwise(lines))
    assert max(lines) < float(root.get("height", "0").removesuffix("pt"))


def test_events_come_in_order_with_their_dates() -> None:
    dates = [word for word in words(drawing("timeline")) if re.match(r"\d+年", word)]
    assert dates == ["1949年5月12日", "1949年5月13日", "1949年6月", "1990年1月1日"]


# Charts


@pytest.mark.parametrize("name", ["map", "timeline", "bars", "lines"])
def test_words_in_figures_can_be_read(name: str) -> None:
    """None is under 8 pt, and each has three times the light of its ground, or a third of it."""
    for element in drawing(name).iter(f"{SVG}text"):
        assert float(element.get("font-size", "0")) >= 8, element.text
        ink = element.get("fill", "#000000")
        assert contrast(ink, "#dfe8ec") >= 4.5, element.text


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2.2."""
    light = []
    for colour in (one, other):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        light.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    low, high = sorted(light)
    return (high + 0.05) / (low + 0.05)


def test_bars_stand_out_from_the_paper_in_black_ink() -> None:
    assert contrast("#808080", "#ffffff") >= 3
    for bar in drawing("bars").iter(f"{SVG}rect"):
        assert contrast(bar.get("stroke") or bar.get("fill") or "", "#ffffff") >= 3


def test_a_number_and_a_word_have_the_texts_white_between_them() -> None:
    assert gaps_in("2015年普查80萬") == (4, 7, 9)
    assert gaps_in("John 與「B」100%") == ()


def test_bars_are_as_long_as_their_numbers() -> None:
    root = drawing("bars")
    bars = [
        float(element.get("width", "0"))
        for element in root.iter(f"{SVG}rect")
        if element.get("fill") == "#808080"
    ]
    ranges = [
        float(element.get("width", "0"))
        for element in root.iter(f"{SVG}rect")
        if element.get("fill") == "#e6e6e6"
    ]
    assert [bar / bars[0] for bar in bars] == pytest.approx([1, 0.5, 0.125], abs=0.001)
    assert ranges[-1] / bars[0] == pytest.approx(0.25, abs=0.001)
    assert words(root) == [
        "甲族", "官方", "某報", "400", "民間", "200", "乙族", "估計", "五十至一百",
        "0 人", "100", "200", "300", "400",
    ]  # fmt: skip


def test_lines_go_through_their_points() -> None:
    root = drawing("lines")
    nought, most = place(root, "0")[1], place(root, "12,500")[1]
    tall = nought - most
    heights = [nought - 2.9 - float(dot.get("cy", "0")) for dot in root.iter(f"{SVG}circle")]
    values = [100, 12000, 9000, 300, 8800]
    assert [height / tall * 12500 for height in heights] == pytest.approx(values, abs=5)
    assert [word for word in words(root) if len(word) == 4 and word.isdigit()] == [
        "2500", "5000", "7500", "1920", "1940", "1960",
    ]  # fmt: skip


def test_numbers_are_printed_as_in_the_text() -> None:
    assert [figure_of(value) for value in (0, 1200, 9999, 10000, 1234567, 3.5)] == [
        "0", "1200", "9999", "10,000", "1,234,567", "3.5",
    ]  # fmt: skip
    assert [number(value) for value in (-0.001, 1.5, 2.0, 1.239)] == ["0", "1.5", "2", "1.24"]


def test_lines_of_words_end_where_they_may() -> None:
    assert broken("甲乙丙，丁戊（己）John Smith", 10, 41) == [
        "甲乙丙，", "丁戊", "（己）", "John", "Smith",
    ]  # fmt: skip


# Regional forms


SPOKEN = """<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">
<text x="10" y="30" font-family="{families}">骨</text>
<g xml:lang="zh-Hant-TW"><text x="60" y="30" font-family="{families}">骨</text></g>
<text x="110" y="30" font-family="{families}" lang="zh-Hans-CN">骨</text>
</svg>"""


def glyphs(path: Path, letter: str) -> list[int]:
    """Return the glyphs that a PDF draws for a letter, as MuPDF reads them, from left to right."""
    with pymupdf.open(path) as document:
        found = [
            (place[0], glyph)
            for page in document
            for span in page.get_texttrace()
            for code, glyph, place, _ in span["chars"]
            if chr(code) == letter
        ]
    return [glyph for _, glyph in sorted(found)]


def shape(path: Path, letter: str) -> bytes:
    """Return the pixels of a letter as it stands in a PDF's first figure."""
    with pymupdf.open(path) as document:
        page = next(page for page in document if page.get_image_info() or page.search_for(letter))
        place = min(page.search_for(letter), key=lambda box: box.height)
        middle = pymupdf.Rect(place.x0, place.y1 - 10, place.x1, place.y1)
        return bytes(page.get_pixmap(clip=middle, dpi=600, colorspace="gray").samples)


def test_drawings_have_the_forms_of_their_language(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    written(folder, "文。")
    (folder / "chapters/images").mkdir()
    drawn = SPOKEN.format(families="NK Serif CJK")
    (folder / "chapters/images/a.svg").write_text(drawn, encoding="utf-8")
    text = '---\ntitle: 題\n---\n\n![圖](images/a.svg){alt="圖"}\n'
    (folder / "chapters/one.md").write_text(text, encoding="utf-8")
    book = load(folder, folder / "work")
    hong_kong, taiwan, mainland = glyphs(pdf.render(*book, tmp_path / "a.pdf").path, "骨")
    assert len({hong_kong, taiwan, mainland}) == 3


@pytest.mark.slow
def test_every_editions_figures_have_its_own_forms(tmp_path: Path) -> None:
    """The same letter in a figure is the glyph that it is in the text, and differs by edition."""
    shapes = {}
    for language in (HK, TW, CN):
        folder = Path(shutil.copytree(BOOKS / "apparatus", tmp_path / language))
        timeline = folder / "chapters/data/timeline.yaml"
        timeline.write_text(timeline.read_text().replace("第一事", "骨事"), encoding="utf-8")
        chapter = folder / "chapters/island.md"
        chapter.write_text(chapter.read_text().replace("百年大事", "百年骨事"), encoding="utf-8")
        settings, theme = config.load(folder), Theme(folder)
        publication = prepare(settings, theme, (language,)).publications[language]
        work = tmp_path / f"work-{language}"
        work.mkdir()
        path = pdf.render(publication, pipeline.context(settings, theme, work), work / "a.pdf").path
        (glyph,) = set(glyphs(path, "骨"))
        shapes[language] = glyph, shape(path, "骨")
        data = next(item for item in publication.resources if "timeline" in item.href).read()
        root = etree.fromstring(data)
        names = ("{http://www.w3.org/XML/1998/namespace}lang", "lang")
        assert [root.get(name) for name in names] == [language, language]
    assert len({pixels for _, pixels in shapes.values()}) == 3
    assert len({glyph for glyph, _ in shapes.values()}) == 3


# In the book


def test_both_formats_show_figures_with_words_caption_and_credit(
    made: tuple[Path, Opened],
) -> None:
    path, book = made
    with pymupdf.open(path) as document:
        page = next(page for page in document if "島圖" in page.get_text())
        shown = page.get_text()
        fonts = {font[3].rpartition("+")[2] for page in document for font in page.get_fonts()}
    for word in ("圖一", "島圖", "資料來源：測試社", "東城", "磨坊", "50 公里"):
        assert word in shown.replace("\n", " "), word
    assert all(font.startswith("NK") for font in fonts), fonts
    figure = book.pages["text/island.xhtml"].find(".//{*}figure[@id='island-map']")
    assert figure is not None
    assert text(figure).split() == ["圖一", "島圖資料來源：測試社"]
    image = figure.find("{*}img")
    assert image is not None
    assert image.get("alt") == "島的地圖，東城在東，磨坊在西北"
    name = str(image.get("src")).removeprefix("../")
    item = book.items()[name]
    assert item.get("media-type") == "image/svg+xml"
    root = etree.fromstring(book.files[f"EPUB/{name}"])
    assert "東城" in words(root)


def test_long_tables_repeat_their_heads_and_keep_their_captions(made: tuple[Path, Opened]) -> None:
    path, _ = made
    with pymupdf.open(path) as document:
        pages = [page.get_text() for page in document]
    rows = re.compile(r"第\s*(\d+)\s*戶")
    held = [page for page in pages if rows.search(page)]
    assert len(held) > 2
    assert all("丁口" in page and "附註" in page for page in held)
    assert "戶籍" in held[0]
    numbers = [int(found) for page in held for found in rows.findall(page)]
    assert numbers == list(range(1, 81))
    assert all(len(rows.findall(page)) > 1 for page in held)


def test_the_table_of_names_has_what_the_text_names(made: tuple[Path, Opened]) -> None:
    _, book = made
    page = book.pages["text/names.xhtml"]
    tables = page.findall(".//{*}table")
    found = [
        [[text(cell) for cell in row] for row in table.iter("{http://www.w3.org/1999/xhtml}tr")]
        for table in tables
    ]
    head = ["譯名", "英文", "亞美尼亞文", "阿塞拜疆文", "俄文"]
    assert found == [
        [
            head,
            ["東城", "East Town", "Արևելք", "Şərq", "Восточный Город"],
            ["磨坊", "The Mill", "", "", ""],
        ],
        [["譯名", "英文", "俄文"], ["約翰·史密", "John Smith", "Джон Смит"]],
    ]
    assert [text(heading) for heading in page.iterfind(".//{*}h2")] == ["地名", "人名"]
    original = tables[0].find(".//{*}td[@lang='hy']")
    assert original is not None
    assert text(original) == "Արևելք"


def test_languages_that_few_names_have_share_a_column(tmp_path: Path) -> None:
    (tmp_path / "chapters/data").mkdir(parents=True)
    rows = [
        "- { id: a, kind: place, forms: { zh-Hant-HK: 甲城, en: A, hy: Ա, ka: ა } }",
        "- { id: b, kind: place, forms: { zh-Hant-HK: 乙城, en: B, ru: Б } }",
        "- { id: c, kind: place, forms: { zh-Hant-HK: 丙城, en: C, ru: В } }",
    ]
    (tmp_path / "chapters/data/names.yaml").write_text("\n".join(rows), encoding="utf-8")
    publication, _ = written(tmp_path, "甲城、乙城、丙城。", back='"names"')
    (group,) = publication.names
    assert (group.languages, group.others) == (("en", "ru"), ("hy", "ka"))


@pytest.mark.slow
def test_the_epub_with_all_apparatus_is_sound(made: tuple[Path, Opened]) -> None:
    _, book = made
    assert epubcheck.judge(book.path) == ()


def test_a_figure_may_stand_in_a_note(tmp_path: Path) -> None:
    data = tmp_path / "chapters/data"
    data.mkdir(parents=True)
    shutil.copyfile(BOOKS / "apparatus/chapters/data/lines.yaml", data / "lines.yaml")
    publication, _ = written(tmp_path, "甲[^a]\n\n[^a]: 乙\n\n    ![丙](data/lines.yaml){alt=丁}")
    (page,) = publication.pages
    assert page.document is not None
    (note,) = page.document.notes
    (image,) = note.body.iter("img")
    assert image.get("src") == "data/lines.yaml.svg"
