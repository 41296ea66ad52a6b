"""Formulas in finished books, judged by EPUBCheck, veraPDF, poppler and PyMuPDF."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from judges import epubcheck, verapdf
from lxml import etree
from publications import BOOK_TOML, written

from nkbook.formats.paged.document import assemble
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.pipeline.request import Request, Result
from nkbook.pipeline.steps import build
from nkbook.project import config

BODY, PITCH = 10.5, 18  # pt
MATHML = "{http://www.w3.org/1998/Math/MathML}"
TEXT = r"""
\newcommand{\RR}{\mathbb{R}}

## 關於 $x^2$ 的題

甲乙$\mathrm{H}$丙丁，分數 $\frac{a}{b}$ 在行內，$\ce{H2O}$ 是水，
見 \eqref{eq:one}、[](#eq-two) 與 \ref{eq:one}。

行內的 $\displaystyle\sum_{i=1}^{n} \frac{x_i}{n}$ 佔兩行，
後面的文字仍在格線上，後面的文字仍在格線上，後面的文字仍在格線上，後面的文字仍在格線上，後面的文字仍在格線上。

$$
\text{查準率} = \frac{TP}{TP + FP}
$$ {#eq:one}

段落接着
\begin{align}
f(x) &= \begin{cases} 1 & x \in \RR \\ 0 & \text{其他} \end{cases} \label{eq-two}
\end{align}
完。

$$\begin{pmatrix} a & b \\ c & d \end{pmatrix}^{\mathrm{T}} \tag{$*$}$$

| 甲 | 乙 |
|----|----|
| $\sqrt{2}$ | $\textcircled{1}$ |

不認識的 $\unknown{x}$。註[^1]。

[^1]: 註中 $\hat{y}$ 與
    $$z = \sqrt{x}$$

長式 $g(x) = a_1 x + b_1 = a_2 x + b_2 = a_3 x + b_3 = a_4 x + b_4 = a_5 x + b_5 = a_6 x$ 要轉行。

$$x_1+x_2+x_3+x_4+x_5+x_6+x_7+x_8+x_9+x_{10}+x_{11}+x_{12}+x_{13}+x_{14}+x_{15}+x_{16}=0$$
"""


def book(folder: Path, text: str) -> Result:
    """Build a book of one chapter."""
    chapters = folder / "book" / "chapters"
    chapters.mkdir(parents=True)
    (chapters / "book.toml").write_text(f'{BOOK_TOML}body = ["one.md"]\n', encoding="utf-8")
    (chapters / "one.md").write_text(f"---\ntitle: 題\n---\n{text}", encoding="utf-8")
    return build(Request(folder / "book"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return book(tmp_path_factory.mktemp("maths"), TEXT)


def file(made: Result, end: str) -> Path:
    return next(one.path for one in made.files if one.path.suffix == end)


@pytest.mark.slow
def test_what_is_said_of_them(made: Result) -> None:
    found = [(one.code, one.location and one.location.line) for one in made.diagnostics]
    lines = TEXT.split("\n")
    unknown = next(n for n, line in enumerate(lines, 4) if "unknown" in line)
    wide = next(n for n, line in enumerate(lines, 4) if "x_{16}" in line)
    assert found == [("NK250", unknown), ("NK251", wide)]


@pytest.mark.slow
def test_epubcheck_takes_the_mathml(made: Result) -> None:
    epub = file(made, ".epub")
    assert epubcheck.judge(epub) == ()
    with zipfile.ZipFile(epub) as archive:
        page = etree.fromstring(archive.read("EPUB/text/one.xhtml"))
        package = archive.read("EPUB/content.opf").decode()
    formulas = list(page.iter(f"{MATHML}math"))
    assert r"\frac{a}{b}" in [one.get("alttext") for one in formulas]
    assert len([one for one in formulas if one.get("display") == "block"]) == 5
    (item,) = re.findall(r"<item [^>]*one\.xhtml[^>]*>", package)
    assert "mathml" in item
    assert "svg" in item  # of the chemical one
    numbers = page.xpath("//*[@class='equation-number']/text()")
    assert numbers == ["(1.1)", "(1.2)", "(*)"]
    references = page.xpath("//*[contains(@class, 'equation-ref')]/text()")
    assert references == ["(1.1)", "(1.2)", "1.1"]


def test_chinese_in_formulas_is_the_editions(tmp_path: Path) -> None:
    text = "式 $\\text{樣本}_i$ 與 [$\\text{樣本}$]{.orig}。"
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    (chapters / "book.toml").write_text(f'{BOOK_TOML}body = ["one.md"]\n', encoding="utf-8")
    (chapters / "one.md").write_text(f"---\ntitle: 題\n---\n{text}", encoding="utf-8")
    prepared = prepare(config.load(tmp_path), Theme(tmp_path), ("zh-Hant-HK", "zh-Hans-CN"))
    assert prepared.diagnostics == ()
    words = {}
    for language, publication in prepared.publications.items():
        document = publication.pages[0].document
        assert document is not None
        words[language] = [
            (one.get("data-plain"), one.get("data-speech")) for one in document.tree.iter("math")
        ]
    assert words == {
        "zh-Hant-HK": [(r"\text{樣本}_i", "樣本 下標 i"), (r"\text{樣本}", "樣本")],
        "zh-Hans-CN": [(r"\text{样本}_i", "样本 下标 i"), (r"\text{樣本}", "样本")],
    }


@pytest.mark.slow
def test_verapdf_takes_the_drawings(made: Result) -> None:
    pdf = file(made, ".pdf")
    assert verapdf.judge(pdf, "2a", "ua1") == {"2a": (), "ua1": ()}
    done = subprocess.run(
        ["pdfinfo", "-struct-text", pdf],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.count("Formula") == 14


def _lines(page: pymupdf.Page) -> list[tuple[float, str]]:
    """Return the baselines of a page's Chinese text of body size, and the texts."""
    return [
        (span["origin"][1], span["text"])
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        if abs(span["size"] - BODY) < 0.01 and re.search("[\u4e00-\u9fff]", span["text"])
    ]


@pytest.mark.slow
def test_a_formula_stands_on_the_baseline(made: Result) -> None:
    page = pymupdf.open(file(made, ".pdf"))[0]
    baseline = next(y for y, text in _lines(page) if "甲乙" in text)
    letter = min(
        (one["rect"] for one in page.get_drawings()), key=lambda rect: abs(rect.y1 - baseline)
    )
    assert letter.y1 == pytest.approx(baseline, abs=0.1)
    assert letter.height == pytest.approx(0.66 * 10.5, abs=0.4)  # of a capital


def _ink(glyph: dict[str, Any]) -> pymupdf.Rect:
    """Return about where a Chinese character of body size has ink."""
    left, _, right, _ = glyph["bbox"]
    baseline = glyph["origin"][1]
    return pymupdf.Rect(left + 0.5, baseline - 8.6, right - 0.5, baseline + 0.9)


@pytest.mark.slow
def test_lines_stay_on_the_grid_and_formulas_off_the_text(made: Result) -> None:
    for page in pymupdf.open(file(made, ".pdf")):
        lines = [(y, text) for y, text in _lines(page) if y < page.rect.height - 120]
        tall = [y for y, text in lines if "佔兩行" in text]
        body = [y for y, text in lines if "格線" in text and y not in tall]
        assert not tall or len(body) > 1
        for y in body:
            rows = (y - body[0]) / PITCH
            assert rows == pytest.approx(round(rows), abs=0.01)
            assert all(y - one > PITCH for one in tall)
        glyphs = [
            _ink(one)
            for block in page.get_text("rawdict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            if abs(span["size"] - BODY) < 0.01
            for one in span["chars"]
            if one["c"].strip()
        ]
        drawings = [one["rect"] for one in page.get_drawings() if one["rect"].height > 1]
        touching = [(glyph, one) for glyph in glyphs for one in drawings if glyph.intersects(one)]
        assert touching == []


def test_formulas_of_titles_are_drawn_in_the_contents_too(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "## 甲 $x^2$ 乙\n\n文。", front='"contents"')
    html = assemble(publication, context, "pdf")
    assert html.count('class="formula"') == 2
    assert "<math" not in html


LINES = r"""
見 \eqref{eq:b}、\ref{eq:t} 與 [](#eq:c)。

\begin{align}
a &= b \label{eq:a} \\
\frac{c}{2} &= d \nonumber \\
\text{甲} &= e \label{eq:b} \\
f &= g \tag{$*$} \label{eq:t}
\end{align}

\begin{multline}
a + b \\
+ c \label{eq:c}
\end{multline}

\begin{align}
TALL \label{eq:tall}
\end{align}

完，見 \eqref{eq:tall}。
"""


@pytest.fixture(scope="module")
def of_lines(tmp_path_factory: pytest.TempPathFactory) -> Result:
    tall = " \\\\\n".join(rf"x_{{{n}}} &= \frac{{{n}}}{{y}} \nonumber" for n in range(40))
    text = LINES.replace("TALL", f"{tall} \\\\ z &= 1")
    return book(tmp_path_factory.mktemp("lines"), text)


@pytest.mark.slow
def test_each_line_has_its_number_in_the_epub(of_lines: Result) -> None:
    assert of_lines.diagnostics == ()
    epub = file(of_lines, ".epub")
    assert epubcheck.judge(epub) == ()
    with zipfile.ZipFile(epub) as archive:
        page = etree.fromstring(archive.read("EPUB/text/one.xhtml"))
    first = next(page.iter(f"{MATHML}mtable"))
    numbers = ["".join(row[-1].itertext()) for row in first]
    assert numbers == ["(1.1)", "", "(1.2)", "(*)"]
    assert len({len(row) for row in first}) == 1
    links = page.xpath("//*[contains(@class, 'equation-ref')]")
    led = {link.get("href")[1:]: link.text for link in links}
    assert led == {"eq-b": "(1.2)", "eq-t": "*", "eq-c": "(1.3)", "eq-tall": "(1.4)"}
    for place in led:
        assert page.xpath(f"//*[@id='{place}']")


@pytest.mark.slow
def test_numbers_stand_on_the_baselines_of_their_lines(of_lines: Result) -> None:
    found = pymupdf.open(file(of_lines, ".pdf"))
    spans = [
        (span["text"], span["origin"][1])
        for block in found[0].get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
    ]
    (word,) = [y for text, y in spans if text == "甲"]  # in the line of (1.2)
    (number,) = [y for text, y in spans if text == "(1.2)" and abs(y - word) < 9]
    assert number == pytest.approx(word, abs=0.2)


@pytest.mark.slow
def test_a_display_higher_than_a_page_is_cut_between_its_lines(of_lines: Result) -> None:
    path = file(of_lines, ".pdf")
    found = pymupdf.open(path)
    assert found.page_count > 3
    for page in found:  # whole fractions only, on the paper
        bottom = page.rect.height - 40
        assert all(one["rect"].y1 < bottom for one in page.get_drawings())
    assert "(1.4)" in found[found.page_count - 1].get_text()
    assert verapdf.judge(path, "2a", "ua1") == {"2a": (), "ua1": ()}


def _typed(lines: int) -> str:
    """Return a formula of many long lines that no tool sets, with marks of other constructs."""
    line = r"\unknown{甲} > 若甲大於乙則其值為 \frac{一}{二} & x_{i+1} < 12345.67812345.678 \\"
    return "\n".join(["$$", *[line] * lines, "$$"])


@pytest.mark.slow
def test_what_cannot_be_set_has_the_lines_that_it_takes(tmp_path: Path) -> None:
    """A formula of TeX in words is as high as these, in whatever it stands; none lies on others."""
    few, many = _typed(3), _typed(60)
    inside = "\n".join(f"> {line}" for line in few.split("\n"))
    item = "- 甲\n\n" + "\n".join(f"  {line}" for line in few.split("\n"))
    note = "註[^n]。\n\n[^n]: 註\n\n" + "\n".join(f"    {line}" for line in few.split("\n"))
    row = f"| 甲 | 乙 |\n|---|---|\n| $\\unknown{{{'x' * 90}}}$ | 乙 |"
    named = f"{few} {{#eq:名}}"
    text = "\n\n".join((inside, item, "> [!NOTE]\n" + inside, note, row, named, many, "完。"))
    made = book(tmp_path, f"\n{text}\n")
    assert {one.code for one in made.diagnostics} == {"NK250"}
    pages = "".join(page.get_text() for page in pymupdf.open(file(made, ".pdf")))
    assert re.sub(r"\s", "", pages).count(r"\unknown{甲}>若甲大於乙") == 3 * 5 + 60
