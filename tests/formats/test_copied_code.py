"""Code in the files: whoever copies it gets the source, and its columns line up."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from pathlib import Path

import pymupdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from judges import verapdf
from opened import NS, Opened
from publications import written

from nkbook.formats import epub, pdf
from nkbook.formats.paged.trims import TRIMS

pytestmark = pytest.mark.slow

LONG = "run --no-listing --show-error --no-same-owner --exclude-from-list --human-readable-sizes -x"
SOURCE = f"""\
def 面積(radius):
\treturn 3.14 * radius ** 2  # 圓
    if l1I0O:

        a-b-{"c" * 70}-d-e
{LONG}
{"x" * 7}{LONG}
{"x" * 15}{LONG}
| 甲乙 d 丙 | └──┘
| abcd d ef | ****
"""
NUMBERED = f"```python {{.numberLines startFrom=1234567}}\n{SOURCE}```\n"


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a PDF with code in a block, a list, a quotation, a note and a table."""
    folder = tmp_path_factory.mktemp("code")
    inside = SOURCE.replace("\n", "\n    ").rstrip(" ")
    text = (
        f"{NUMBERED}\n1.  項\n\n    ```\n    {inside}    ```\n\n"
        + "句`a_b/c.d-e/{}`。^[註`x-y`。]\n\n".format("/".join(["some-name"] * 12))
        + "| 甲 |\n|---|\n| `p-q` |\n"
    )
    pdf.render(*written(folder, text), folder / "a.pdf")
    return folder / "a.pdf"


def extracted(path: Path) -> dict[str, str]:
    """Return the text of a PDF as programs read it."""
    with pymupdf.open(path) as book:
        texts = {"mupdf": "".join(page.get_text() for page in book)}
    with pypdfium2.PdfDocument(path) as book:
        texts["pdfium"] = "".join(page.get_textpage().get_text_range() for page in book)
    for option in ("-layout", "-raw", ""):
        command = ["pdftotext", *filter(None, [option]), str(path), "-"]
        run = subprocess.run(command, capture_output=True, check=True)
        texts[f"poppler {option}"] = run.stdout.decode()
    return texts


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_what_is_copied_is_the_source(code: Path) -> None:
    for reader, text in extracted(code).items():
        assert "\xad" not in text, reader
        assert "1234567" not in text, reader
        for line in filter(None, map(squeezed, SOURCE.splitlines())):
            assert squeezed(text).count(line) >= 2, (reader, line)
        assert "/some-name" * 12 in squeezed(text), reader
        assert "\N{RIGHTWARDS ARROW WITH HOOK}" not in text


def test_blanks_are_kept(code: Path) -> None:
    text = extracted(code)["mupdf"]
    assert "\n    return 3.14 * radius ** 2  # 圓\n    if l1I0O:\n" in text
    assert "--exclude-from-list \n--human-readable-sizes -x" in text


def test_an_ideograph_is_as_wide_as_two_letters(code: Path) -> None:
    with pymupdf.open(code) as book:
        lines = [
            [char for span in line["spans"] for char in span["chars"]]
            for block in book[0].get_text("rawdict")["blocks"]
            for line in block.get("lines", ())
        ]
    rows = [line for line in lines if line[0]["c"] == "|" and len(line) > 5]
    assert len(rows) >= 2
    ends = {round(row[-1]["bbox"][2], 1) for row in rows[:2]}
    assert len(ends) == 1


@pytest.mark.parametrize("name", sorted(TRIMS))
def test_eighty_columns_fit_the_larger_pages(name: str, tmp_path: Path) -> None:
    columns = {"a5": 79, "25k": 80, "18k": 80}[name]
    rows = ("0123456789" * 8)[:columns]
    settings = f'\n[pdf]\ntrim = "{name}"\n'
    pdf.render(*written(tmp_path, f"```\n{rows}\n```", settings=settings), tmp_path / "a.pdf")
    assert rows in extracted(tmp_path / "a.pdf")["mupdf"].splitlines()


def test_few_lines_stay_together_at_the_foot_of_a_page(tmp_path: Path) -> None:
    for before in (21, 22, 23):
        folder = tmp_path / str(before)
        text = "行。\n\n" * before + "```\n" + "".join(f"line{n}\n" for n in range(12)) + "```\n"
        pdf.render(*written(folder, text), folder / "a.pdf")
        with pymupdf.open(folder / "a.pdf") as book:
            counts = [page.get_text().count("line") for page in book]
        assert sum(counts) == 12
        assert 1 not in counts


def test_a_mark_after_code_is_that_of_the_region(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "改`x`。再改。\n\n改**粗**。")
    edition = dataclasses.replace(publication.edition, language="zh-Hans-CN")
    pdf.render(dataclasses.replace(publication, edition=edition), context, tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        letters = [char for span in book[0].get_texttrace() for char in span["chars"]]
    stops = [glyph for code, glyph, *_ in letters if code == ord("。")]
    assert len(stops) == 3
    assert len(set(stops)) == 1


@pytest.mark.slow
def test_a_pdf_with_code_is_accessible(code: Path) -> None:
    assert verapdf.judge(code, "2a", "ua1") == {"2a": (), "ua1": ()}


def test_an_epub_has_the_letters_of_its_code(tmp_path: Path) -> None:
    epub.render(*written(tmp_path, NUMBERED), tmp_path / "a.epub")
    opened = Opened(tmp_path / "a.epub")
    page = opened.pages["text/one.xhtml"]
    (block,) = page.iterfind(".//h:pre", NS)
    assert "".join(map(str, block.itertext())) == SOURCE
    assert block[0].get("class") == "language-python"
    assert block[0][0].get("data-number") == "1234567"
    (name,) = (name for name in opened.files if name.endswith("code-1-400.ttf"))
    (tmp_path / "code.ttf").write_bytes(opened.files[name])
    glyphs = TTFont(tmp_path / "code.ttf").getBestCmap()
    assert {ord(sign) for sign in "def l1I0O└─┘"} <= set(glyphs)
    assert ord("甲") not in glyphs


def test_colours_of_an_epub_can_be_read_by_day_and_by_night() -> None:
    sheet = (Path(__file__).parents[2] / "styles/epub.css").read_text(encoding="utf-8")
    colours = re.findall(r"^\.c-.*color: #(\w{6})", sheet, re.MULTILINE)
    assert colours
    for colour in colours:
        light = luminance(colour)
        assert 1.05 / (light + 0.05) >= 4.5
        assert (light + 0.05) / 0.05 >= 4.5


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
