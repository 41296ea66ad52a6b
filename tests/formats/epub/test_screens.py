"""Pictures for screens: upright, no larger than asked for; figures that a phone shows."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from opened import NS, Opened, text
from PIL import ExifTags, Image
from publications import written

from nkbook.formats import epub
from nkbook.manuscript.figures import maps
from nkbook.model.document import Element

CHART = """
kind: chart
form: bars
unit: 人
bars:
  - {text: 甲城, value: 12500, source: 某報}
  - {text: 乙城, value: 900, low: 300}
"""
TIMELINE = """
kind: timeline
from: 1900
to: 1990
events:
  - {date: 1912-03, text: 立國，定都於山城，並頒布第一部憲法}
  - {date: 1945-08-15, text: 戰爭結束}
"""
MAP = """
kind: map
extent: [0, 40, 10, 48]
scale: 100
layers:
  - {file: land.json, style: area, legend: 二十世紀中葉以前由北方各聯盟共同管理的一片很大的地區}
towns:
  - {text: 斯捷潘納克特, at: [4, 43]}
  - {text: 納希切萬大城, at: [4.2, 44], kind: city}
labels:
  - {text: 東海, at: [8, 46], kind: water}
  - {text: 一個名字很長因而窄圖上放不下的國家, at: [5, 45], kind: country}
"""
LAND = """{"type": "Polygon", "coordinates": [[[1, 41], [9, 41], [9, 47], [1, 47], [1, 41]]]}"""
WHITE, RED = (255, 255, 255), (200, 0, 0)


def photograph(path: Path, width: int, height: int, orientation: int) -> None:
    """Write a JPEG that is red at the top as its camera stored it, and says how to turn it."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width, height // 4))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    image.save(path, exif=exif)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Opened, list[tuple[str, str]]]:
    folder = tmp_path_factory.mktemp("screens")
    (folder / "chapters/data").mkdir(parents=True)
    (folder / "chapters/images").mkdir()
    photograph(folder / "chapters/images/large.jpg", 900, 600, 1)
    photograph(folder / "chapters/images/turned.jpg", 300, 200, 6)
    (folder / "chapters/data/chart.yaml").write_text(CHART, encoding="utf-8")
    (folder / "chapters/data/times.yaml").write_text(TIMELINE, encoding="utf-8")
    (folder / "chapters/data/map.yaml").write_text(MAP, encoding="utf-8")
    (folder / "chapters/data/land.json").write_text(LAND, encoding="utf-8")
    names = (
        *("images/large.jpg", "images/turned.jpg"),
        *("data/chart.yaml", "data/times.yaml", "data/map.yaml"),
    )
    body = "\n\n".join(f'![圖說]({name}){{alt="兩城人口。甲城最多。"}}' for name in names)
    publication, context = written(folder, body, settings="[epub]\nlargest-picture = 600")
    artifact = epub.render(publication, context, folder / "book.epub")
    return Opened(artifact.path), [(one.code, one.message) for one in artifact.diagnostics]


@pytest.fixture(scope="module")
def book(made: tuple[Opened, list[tuple[str, str]]]) -> Opened:
    return made[0]


def picture(book: Opened, name: str) -> Image.Image:
    return Image.open(io.BytesIO(book.files[f"EPUB/images/{name}"]))


def drawn(book: Opened, name: str) -> Element:
    return etree.fromstring(book.files[f"EPUB/images/{name}.yaml.svg"])


def test_a_large_picture_is_made_smaller_and_it_is_said(
    made: tuple[Opened, list[tuple[str, str]]],
) -> None:
    book, found = made
    assert picture(book, "large.jpg").size == (600, 400)
    assert found == [
        ("NK505", '"images/large.jpg" has 900 × 600 pixels; the EPUB\'s copy has 600 × 400')
    ]


def test_a_photograph_is_turned_for_good(book: Opened) -> None:
    """Its top is stored at the left (6), so what is stored above is at its right."""
    image = picture(book, "turned.jpg")
    assert image.size == (200, 300)
    assert image.getexif().get(ExifTags.Base.Orientation, 1) == 1
    left, right = image.getpixel((10, 150)), image.getpixel((190, 150))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert (left[1] > 200, right[1] < 60) == (True, True)


@pytest.mark.parametrize("name", ["chart", "times", "map"])
def test_letters_of_a_figure_are_9_pt_on_a_phone(book: Opened, name: str) -> None:
    """328 px is what a phone of 360 px shows of it; 9 pt are 12 px."""
    root = drawn(book, name)
    _, _, width, _ = map(float, str(root.get("viewBox")).split())
    sizes = [float(str(one.get("font-size"))) for one in root.iter("{*}text")]
    assert min(sizes) * 328 / width >= 12


@pytest.mark.parametrize("name", ["chart", "times", "map"])
def test_a_drawing_says_what_it_is(book: Opened, name: str) -> None:
    root = drawn(book, name)
    assert root.get("role") == "img"
    assert str(root[0].tag).endswith("title")
    assert root[0].text == "兩城人口"
    assert root.findtext("{*}desc") == "兩城人口。甲城最多。"


def test_the_data_of_a_figure_can_be_opened(book: Opened) -> None:
    chart, times, _ = book.pages["text/one.xhtml"].iterfind(".//h:details", NS)

    def rows(details: Element) -> list[list[str]]:
        return [[text(cell) for cell in row] for row in details.iterfind(".//h:tr", NS)]

    assert rows(chart) == [
        ["項目", "數值（人）", "資料來源"],
        ["甲城", "12,500", "某報"],
        ["乙城", "300–900", ""],
    ]
    assert rows(times)[1:] == [
        ["1912年3月", "立國，定都於山城，並頒布第一部憲法"],
        ["1945年8月15日", "戰爭結束"],
    ]
    assert all(
        row[0].get("scope") == "row" for one in (chart, times)
        for row in one.iterfind(".//h:tbody/h:tr", NS)
    )  # fmt: skip


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear: Callable[[float], float] = lambda part: (  # noqa: E731
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
    )
    return sum(
        share * linear(part) for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


@pytest.mark.parametrize(
    ("edge", "ground"),
    [("_SHORE", "_WATER"), ("_SHORE", "_LAND"), ("_EDGE", "_AREA"), ("_BORDER", "_LAND")],
)
def test_edges_on_maps_are_seen_in_greys(edge: str, ground: str) -> None:
    bright, dark = sorted((luminance(vars(maps)[edge]), luminance(vars(maps)[ground])))[::-1]
    assert (bright + 0.05) / (dark + 0.05) >= 3


def test_a_narrow_map_has_numbers_and_their_names_below(book: Opened) -> None:
    root = drawn(book, "map")
    assert root.get("width") == "218pt"
    words = [one.text or "" for one in root.iter("{*}text")]
    assert words.index("1") < words.index("納希切萬大城")  # from north to south
    assert sorted(one for one in words if one.isdigit()) == ["1", "1", "2", "2"]
    assert "東海" in words
    assert "一個名字很長因而窄圖上放不下的國家" not in words
    sizes = [float(one.get("font-size", "0")) for one in root.iter("{*}text")]
    assert min(sizes) * 328 / 218 >= 12 - 0.1  # px on a phone, which are 9 pt
    page = book.pages["text/one.xhtml"]
    tables = [one for one in page.iterfind(".//h:details/h:table", NS) if "位置" in text(one)]
    assert [[text(cell) for cell in row] for row in tables[0].iterfind(".//h:tr", NS)] == [
        ["地方", "位置"],
        ["納希切萬大城", "北緯 44°，東經 4.2°"],
        ["斯捷潘納克特", "北緯 43°，東經 4°"],
        ["東海", "北緯 46°，東經 8°"],
        ["一個名字很長因而窄圖上放不下的國家", "北緯 45°，東經 5°"],
    ]
