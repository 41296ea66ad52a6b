"""The flagship's whole index against its pages, as a reader would check it with a ruler."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pymupdf
import pytest
from judges import extraction
from opened import Opened, text
from places import REPOSITORY

from nkbook.model.document import Element

pytestmark = pytest.mark.slow

HEAD = re.compile(r"[一二三四五六七八九十]+畫|數字|西文")
MARK = re.compile(r'\]\{\.index(?: key="([^"]*)")?(?: to=([\w-]+))?\}')
ENOUGH = 6  # characters that prove a place
MOST = 8  # numbers of one entry
BODY = 10.5  # pt, of the text
PITCH = 13.0  # pt, of the index's lines


@dataclass(frozen=True)
class Locator:
    """A number of the index: its entry, what it prints, and the word at the place it leads to."""

    entry: str
    printed: str
    target: str
    word: str


@dataclass(frozen=True)
class Sheet:
    """A page of the PDF: its folio, all its text, and that of its paragraphs, without spaces."""

    folio: str
    words: str
    body: str


@pytest.fixture(scope="module")
def epub(flagship: Path) -> Opened:
    return Opened(flagship / "zh-Hant-HK" / "nagorno-karabakh.epub")


@pytest.fixture(scope="module")
def pdf(flagship: Path) -> Iterator[pymupdf.Document]:
    with pymupdf.open(flagship / "zh-Hant-HK" / "nagorno-karabakh.pdf") as document:
        yield document


@pytest.fixture(scope="module")
def sheets(pdf: pymupdf.Document) -> list[Sheet]:
    found = []
    for page in pdf:
        spans = [
            span
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
        ]
        body = "".join(span["text"] for span in spans if round(span["size"], 1) == BODY)
        words = "".join(span["text"] for span in spans)
        found.append(Sheet(page.get_label(), solid(words), solid(body)))
    return found


@pytest.fixture(scope="module")
def index(epub: Opened) -> Element:
    (found,) = (page for name, page in epub.pages.items() if name.endswith("/index.xhtml"))
    return found


def solid(words: str) -> str:
    """Return words without spaces, and without what only parts or joins lines."""
    return extraction.extracted(words).characters


def path_of(row: Element) -> str:
    above = [text(other[0]) for other in row.iterancestors("{*}li")]
    return " > ".join([*reversed(above), text(row[0])])


@pytest.fixture(scope="module")
def locators(epub: Opened, index: Element) -> list[Locator]:
    found = []
    for row in index.iterfind(".//{*}li"):
        for link in row.iterfind("{*}span[@class='locators']/{*}a"):
            name, _, id = str(link.get("href")).partition("#")
            (place,) = epub.pages[f"text/{name}"].xpath("//*[@id=$id]", id=id)
            found.append(Locator(path_of(row), text(link), id, text(place)))
    return found


def written() -> dict[str, set[tuple[str, str]]]:
    """Return the words marked for each entry in the manuscript, and where their passages end."""
    found = defaultdict(set)
    for path in (REPOSITORY / "chapters").glob("*.md"):
        source = path.read_text(encoding="utf-8")
        for mark in MARK.finditer(source):
            depth, start = 1, mark.start()
            while depth:
                start -= 1
                depth += {"]": 1, "[": -1}.get(source[start], 0)
            word = re.sub(r"\[|\]\{[^}]*\}", "", source[start + 1 : mark.start()])
            for entry in re.split("；", mark[1] or word):
                found[entry].add((word, mark[2] or ""))
    return dict(found)


def test_it_is_the_index_of_a_scholarly_book(index: Element, locators: list[Locator]) -> None:
    rows = [path_of(row) for row in index.iterfind(".//{*}li")]
    assert len(rows) == len(set(rows))
    assert 450 <= sum(" > " not in row for row in rows) <= 700
    assert {locator.entry for locator in locators} == set(written())
    # Long lists are no help: they are parted by what they are about.
    counts = Counter(locator.entry for locator in locators)
    assert {entry: count for entry, count in counts.items() if count > MOST} == {}


def test_every_number_is_that_of_a_page_with_the_word(
    sheets: list[Sheet], locators: list[Locator]
) -> None:
    assert len(locators) > 500
    numbers = {sheet.folio: number for number, sheet in enumerate(sheets)}
    torn, wrong = [], []
    for locator in locators:
        word = "".join(locator.word.split())
        number = numbers[locator.printed.split("–")[0]]
        page, overleaf = sheets[number], sheets[number + 1]
        if word in page.words:
            continue
        for place in range(1, len(word)):
            if page.body.endswith(word[:place]) and overleaf.body.startswith(word[place:]):
                torn.append(locator)
                break
        else:
            wrong.append(locator)
    assert wrong == []
    assert len(torn) < len(locators) / 50


def test_every_range_ends_where_its_subject_does(
    epub: Opened, sheets: list[Sheet], locators: list[Locator]
) -> None:
    numbers = {sheet.folio: number for number, sheet in enumerate(sheets)}
    marked = written()
    ranges = [locator for locator in locators if "–" in locator.printed]
    assert len(ranges) > 50
    for locator in ranges:
        first, last = (numbers[folio] for folio in locator.printed.split("–"))
        assert first < last, locator
        ends = {"".join(word.split()) for word, _ in marked[locator.entry]}
        ends |= {end_of(epub, to) for _, to in marked[locator.entry] if to}
        assert any(
            end in sheets[last].words or goes_on(end, *sheets[last : last + 2]) for end in ends
        ), locator
        # No page in between is without words.
        assert all(sheet.words for sheet in sheets[first : last + 1]), locator


def goes_on(word: str, sheet: Sheet, after: Sheet) -> bool:
    """Return True if a word begins on a page and ends on the next."""
    return any(
        sheet.body.endswith(word[:place]) and after.body.startswith(word[place:])
        for place in range(1, len(word))
    )


def end_of(epub: Opened, id: str) -> str:
    """Return the last characters of a section's text."""
    for page in epub.pages.values():
        for section in page.xpath("//*[@id=$id]", id=id):
            *_, paragraph = section.iterfind(".//{*}p")
            # Links print pages in the PDF.
            texts = [
                "".join(words.split()) for words in paragraph.xpath(".//text()[not(../@href)]")
            ]
            return next(words for words in reversed(texts) if len(words) >= ENOUGH)[-ENOUGH:]
    raise AssertionError(id)


def test_the_pdf_prints_it_and_its_links_lead_there(
    pdf: pymupdf.Document, sheets: list[Sheet], index: Element, locators: list[Locator]
) -> None:
    first = next(n for n, sheet in enumerate(sheets) if sheet.words.startswith("索引一畫"))
    lines = [line for columns in layout(pdf, first) for column in columns for line in column]
    # An entry that goes on in the next column is named there again.
    words = (solid(line.words) for line in lines)
    printed = "".join(one for one in words if not one.endswith("（續）"))
    assert printed == "".join("".join(index.xpath("//*[@class='columns']//text()")).split())
    found = [
        sheets[link["page"]].folio
        for page in pdf.pages(first)
        for link in page.get_links()
        if link["kind"] in (pymupdf.LINK_GOTO, pymupdf.LINK_NAMED) and link["page"] < first
    ]
    assert sorted(found) == sorted(locator.printed.split("–")[0] for locator in locators)


@dataclass(frozen=True)
class Line:
    """A line of a column: where its baseline is (pt from the page's head), and its words."""

    baseline: float
    words: str


def layout(pdf: pymupdf.Document, first: int) -> list[list[list[Line]]]:
    """Return the columns of the index's pages, without title, running heads and folios."""
    found = []
    for page in pdf.pages(first):
        middle = page.rect.width / 2
        columns: list[dict[float, list[tuple[float, str]]]] = [defaultdict(list), defaultdict(list)]
        for block in page.get_text("rawdict")["blocks"]:
            for line in block["lines"]:
                for span in line["spans"]:
                    if round(span["size"], 1) == 9.0 and line["bbox"][1] < page.rect.height - 60:
                        for character in span["chars"]:
                            x, y = character["origin"]
                            columns[x > middle][round(y, 1)].append((x, character["c"]))
        found.append(
            [
                [Line(y, "".join(c for _, c in sorted(column[y]))) for y in sorted(column)]
                for column in columns
            ]
        )
    return found


def test_columns_are_set_well(pdf: pymupdf.Document, sheets: list[Sheet]) -> None:
    first = next(n for n, sheet in enumerate(sheets) if sheet.words.startswith("索引一畫"))
    pages = layout(pdf, first)
    assert 6 <= len(pages) <= 16
    for page in pages:
        for column in page:
            for one, other in pairwise(column):
                lines = (other.baseline - one.baseline) / PITCH
                assert lines == pytest.approx(round(lines), abs=0.02), (one, other)
            heads = [n for n, line in enumerate(column) if HEAD.fullmatch(line.words.strip())]
            for number in heads:
                # No heading closes a column, and one inside it has a line of white above it.
                assert number + 1 < len(column), column[number]
                if number:
                    white = column[number].baseline - column[number - 1].baseline
                    assert white == pytest.approx(2 * PITCH, abs=0.1), column[number]
        left, right = page
        if left and right:
            shift = (left[0].baseline - right[0].baseline) / PITCH
            assert shift == pytest.approx(round(shift), abs=0.02)
            assert round(shift) == 0
