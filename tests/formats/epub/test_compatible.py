"""EPUBs for old reading systems have pixels for drawings; formulas and lists fit small screens."""

from __future__ import annotations

import io

import pymupdf
import pytest
from opened import NS, Opened, text
from PIL import Image
from publications import with_options, written

from nkbook.formats import epub
from nkbook.formats.epub.images.compatible import size
from nkbook.formats.html.screens.long_formulas import part
from nkbook.maths import MATHML, markup

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" width="10cm">
<rect width="100" height="100" fill="#000"/><text x="110" y="60" font-size="20">字</text></svg>"""
CHART = """
kind: chart
form: bars
unit: 萬人
bars:
  - {text: 甲, value: 30}
  - {text: 乙, value: 12}
"""
TEXT = """
![一半黑](half.svg)

![紅牆](a.webp)

![人口](people.yaml)

![再一張](half.svg)

$$ S = a_1 + a_2 + a_3 + \\frac{b}{c} - (d + e) \\le f(x, y) $$

| 甲 | 乙 |
|---|---|
| 一 | 二 |

: 第一表

| 丙 | 丁 |
|---|---|
| 三 | 四 |

: 第二表
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = tmp_path_factory.mktemp("compatible")
    chapters = folder / "chapters"
    chapters.mkdir(parents=True)
    (chapters / "half.svg").write_text(DRAWING, encoding="utf-8")
    (chapters / "people.yaml").write_text(CHART, encoding="utf-8")
    Image.new("RGB", (40, 20), "red").save(chapters / "a.webp", lossless=True)
    publication, context = written(folder, TEXT)
    options = with_options(context, epub={"compatible": True, "embed-fonts": False})
    return Opened(epub.render(publication, options, folder / "book.epub").path)


def test_drawings_and_webp_are_png(book: Opened) -> None:
    kinds = {item.get("media-type") for item in book.package.iterfind(".//{*}manifest/{*}item")}
    assert not kinds & {"image/svg+xml", "image/webp"}
    shown = [str(image.get("src")) for image in book.pages["text/one.xhtml"].iter("{*}img")]
    assert len(shown) == 4
    assert all(name.endswith(".png") for name in shown)
    for name in {*shown}:
        data = book.files[f"EPUB/{name.removeprefix('../')}"]
        with Image.open(io.BytesIO(data)) as image:
            assert image.format == "PNG"
    with Image.open(io.BytesIO(book.files[f"EPUB/{shown[0].removeprefix('../')}"])) as image:
        assert image.size == (1200, 600)
        assert [image.convert("L").getpixel((x, 300)) for x in (300, 1180)] == [0, 255]
        darkest = min(image.convert("L").crop((660, 0, 1200, 600)).tobytes())
        assert darkest < 64  # the text is drawn, too


def test_an_engine_that_knows_no_mathml_or_svg_shows_the_pictures(book: Opened) -> None:
    with pymupdf.open(book.path) as document:
        document.layout(width=360, height=640, fontsize=16)
        blocks = [block for page in document for block in page.get_text("dict")["blocks"]]
    shown = [block for block in blocks if block["type"] == 1 and block["width"] > 30]
    assert len(shown) >= 4


def test_figures_and_tables_are_listed_in_the_nav(book: Opened) -> None:
    nav = book.pages["nav.xhtml"]
    rows = {
        kind: [
            text(link)
            for link in nav.xpath(
                f"//h:nav[@epub:type='{kind}']//h:a",
                namespaces=NS | {"epub": "http://www.idpf.org/2007/ops"},
            )
        ]
        for kind in ("loi", "lot")
    }
    assert [row.split()[0] for row in rows["lot"]] == ["表一", "表二"]
    assert [row.split()[-1] for row in rows["loi"]] == ["一半黑", "紅牆", "人口", "再一張"]


@pytest.mark.parametrize(
    ("svg", "expected"),
    [
        (DRAWING, (377.95, 188.98)),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="30pt" height="15pt"/>', (40, 20)),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 7 3"/>', (7, 3)),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="100%"/>', (300, 150)),
    ],
)
def test_the_size_of_a_drawing(svg: str, expected: tuple[float, float]) -> None:
    assert size(svg.encode()) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("tex", "parts"),
    [
        ("a = b + c", ["a", "=b", "+c"]),
        ("f(x + y) = -z", ["f(x+y)", "=−z"]),
        ("|a - b| \\le c", ["|a−b|", "≤c"]),
        ("x, y, z", ["x,", "y,", "z"]),
        ("\\left( a + b \\right) c", []),
        ("\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}", []),
    ],
)
def test_long_formulas_have_parts_that_wrap(tex: str, parts: list[str]) -> None:
    formula = markup(tex, display=True)
    whole = "".join(formula.itertext())
    part(formula)
    rows = [row for row in formula if row.tag == f"{MATHML}mrow"] if formula.get("class") else []
    assert ["".join(row.itertext()) for row in rows] == parts
    assert "".join(formula.itertext()) == whole
    first = [row[0] for row in rows[1:] if row[0].tag == f"{MATHML}mo"]
    assert all(one.get("form") == "infix" for one in first)  # not a sign of what follows it
