"""The EPUB on a phone: every page walked in two reading systems, at two sizes of letters."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from judges import readers
from opened import Opened
from PIL import Image
from places import BOOKS
from publications import load, with_options, written

from nkbook.formats import epub
from nkbook.formats.base import FormatContext
from nkbook.model.publication import Publication

SCREENS = ("360x640@16", "360x640@32", "430x900@16", "430x900@32")


@pytest.fixture(scope="module")
def everything(
    source: tuple[Publication, FormatContext], tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    return Opened(epub.render(*source, tmp_path_factory.mktemp("all") / "everything.epub").path)


@pytest.fixture(scope="module")
def constructs(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    work = tmp_path_factory.mktemp("constructs")
    publication, context = load(BOOKS / "constructs", work)
    return Opened(epub.render(publication, context, work / "constructs.epub").path)


@pytest.mark.slow
@pytest.mark.parametrize("engine", readers.ENGINES)
@pytest.mark.parametrize("name", ["everything", "constructs"])
def test_no_page_makes_a_reader_stumble(
    name: str, engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    book: Opened = request.getfixturevalue(name)
    pages, found = readers.walk(engine, book.path, tmp_path, *SCREENS)
    assert found == ()
    assert pages > len(book.spine()) * len(SCREENS)


@pytest.mark.slow
def test_the_walk_finds_faults(everything: Opened, tmp_path: Path) -> None:
    """A table that is too wide, letters on letters, a page left empty, a heading by itself."""
    css = b"""
        pre, table { min-width: 60em }
        dd { margin-top: -1.6em }
        blockquote { -webkit-column-break-before: always; margin-bottom: 1200px }
        h3 { -webkit-column-break-after: always; break-after: column }
        a.noteref { padding: 0 }
    """
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(broken, "w") as archive:
        for name, data in everything.files.items():
            archive.writestr(name, data + css if name.endswith("newer.css") else data)
    _, found = readers.walk("foliate", broken, tmp_path, SCREENS[0])
    assert {"cut", "over", "alone", "small"} <= {one.fault for one in found}


@pytest.mark.slow
def test_vertical_pages_hold_their_text(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    publication, context = source
    upright = with_options(context, epub={"vertical": True})
    book = epub.render(publication, upright, tmp_path / "book.epub").path
    _, found = readers.walk("foliate", book, tmp_path, SCREENS[0])
    assert [one for one in found if one.fault != "small"] == []


WIDE = (
    r"\begin{pmatrix} a+b & c+d & e+f & g+h & i+j & k+l \\ 1 & 2 & 3 & 4 & 5 & 6 \end{pmatrix}",
    r"f(x) = \begin{cases} \sin(x)\cos(x) & \text{如果 } x > 0 \text{ 而且 } x \ne 1 \end{cases}",
    r"\frac{a_0 + a_1 x + a_2 x^2 + a_3 x^3 + a_4 x^4 + a_5 x^5 + a_6 x^6}{b + c}",
    r"\sqrt{x_1^2 + x_2^2 + x_3^2 + x_4^2 + x_5^2 + x_6^2 + x_7^2 + x_8^2 + x_9^2}",
    r"\underbrace{a + a + a + a + a + a + a + a + a + a + a}_{\text{十一個相同的數}} = 11a",
    r"\text{平均每人每年國民生產總值的增長率等於全部產值除以全部人口再減去物價上漲的比率}",
    r"\pi = 3.141592653589793238462643383279502884197169399375105820974944592307816",
    r"\begin{array}{ll} \text{第一種情況所得的結果} & \text{當所有的條件都滿足} \end{array} = X",
)


@pytest.mark.slow
def test_no_formula_or_picture_is_wider_than_a_phone(tmp_path: Path) -> None:
    """Displayed, in a list, and in running text; a picture at the beginning of a paragraph."""
    shown = "\n\n".join(f"$$\n{tex}\n$$\n\n- 甲\n\n  $${tex}$$" for tex in WIDE)
    in_text = "\n\n".join(f"風吹得窗紙沙沙地響 ${tex}$ 他把燈芯撥亮了。" for tex in WIDE)
    (tmp_path / "chapters/images").mkdir(parents=True)
    Image.new("RGB", (800, 300), "#468").save(tmp_path / "chapters/images/a.png")
    line = "![海邊](images/a.png) 風吹得窗紙沙沙地響。"
    picture = f"{line}\n\n- 甲\n\n  {line}"
    publication, context = written(tmp_path, shown, in_text, picture)
    book = epub.render(publication, context, tmp_path / "book.epub").path
    _, found = readers.walk("foliate", book, tmp_path / "walk", SCREENS[0])
    assert found == ()
