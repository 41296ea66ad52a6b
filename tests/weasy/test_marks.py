"""Every mark has the form of its edition, wherever it stands: seen in the glyphs of the file."""

from __future__ import annotations

from pathlib import Path

import publications
import pymupdf
import pytest
from judges.marks import MARKS, foreign, forms

from nkbook.formats import pdf

pytestmark = pytest.mark.slow

EDITIONS = ("zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN")
# Runs of marks beside nothing but Latin, numerals, other marks or elements; all in characters of
# every edition.
TEXT = """[A]{lang=en}、[B]{lang=en}；*C*，**D**。（1）、2；3：[E]{lang=en}！
[F]{lang=en}？[^n]、[G]{lang=ru}。

[1949]{.index key="一"}、[2]{.index key="二"}；`code`，`code`。文。[@ding; @smith; @wang]

: 1、2；3 {#t}

| 1、2 | [A]{lang=en}，[B]{lang=en} |
|---|---|
| 3；4 | 5。 |

1. [A]{lang=en}；
2. [A](#t)、[B](#t)。

![文](images/a.svg){#f}

[^n]: [A]{lang=en}、[B]{lang=en}；1、2。[A]{lang=fr}：！？"""
SOURCES = """references:
- {id: ding, type: book, title: 文, author: [{literal: 丁一}], issued: 2020, publisher: 某社}
- {id: smith, type: book, title: An Island, author: [{family: Smith, given: A.}], issued: 2021,
   URL: "https://example.org/a", accessed: 2026-11-22, language: en}
- {id: wang, type: article-journal, title: 文, container-title: 一文, volume: "3", issue: "4",
   author: [{literal: 王一}, {literal: 李四}], issued: 2019-05, language: %s}
"""
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="300" height="80" viewBox="0 0 300 80">
<text x="10" y="40" font-size="16" font-family="serif">2015，文。A、3；四：五！六？</text></svg>"""


@pytest.fixture(scope="module", params=EDITIONS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a book of an edition; one source is in the script of another."""
    edition = str(request.param)
    folder = tmp_path_factory.mktemp(edition)
    data = folder / "chapters" / "data"
    data.mkdir(parents=True)
    (folder / "chapters" / "images").mkdir()
    (folder / "chapters" / "images" / "a.svg").write_text(DRAWING, encoding="utf-8")
    other = "zh-Hant-TW" if edition == "zh-Hans-CN" else "zh-Hans-CN"
    (data / "references.yaml").write_text(SOURCES % other, encoding="utf-8")
    (folder / "chapters" / "one.md").write_text(f"---\ntitle: 一、二\n---\n\n{TEXT}\n", "utf-8")
    toml = publications.BOOK_TOML.replace("zh-Hant-HK", edition).replace("小書", "文")
    spine = 'front = ["contents"]\nbody = ["one.md"]\nback = ["bibliography", "index"]\n'
    (folder / "chapters" / "book.toml").write_text(toml + spine, encoding="utf-8")
    (folder / "work").mkdir()
    target = folder / f"{edition}.pdf"
    pdf.render(*publications.load(folder, folder / "work"), target)
    return target


def test_all_marks_are_the_editions(made: Path) -> None:
    assert foreign(made, made.stem) == {}
    assert {mark for mark, _ in forms(made)} == set(MARKS)


def test_words_of_the_book_in_foreign_entries_are_composed(made: Path) -> None:
    """So that there is a quarter of an em between numerals and Chinese."""
    with pymupdf.open(made) as document:
        page = next(page for page in document if "example.org" in page.get_text())
        letters = [
            letter
            for block in page.get_text("rawdict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            for letter in ({**one, "size": span["size"]} for one in span["chars"])
            if letter["c"].strip()
        ]
    text = "".join(letter["c"] for letter in letters)
    year = text.find("2026年", text.index("example.org"))
    assert (year >= 0) is (made.stem != "zh-Hans-CN"), "GB/T 7714 dates in numerals"
    if year >= 0:
        before, after = letters[year + 3], letters[year + 4]
        assert after["bbox"][0] - before["bbox"][2] > 0.15 * before["size"]
