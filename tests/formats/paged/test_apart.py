"""A book that is laid out section by section is the book that is laid out as a whole."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import publications
import pymupdf
import pytest
from judges import sameness
from places import BOOKS, REPOSITORY

from nkbook.formats.base import FormatContext
from nkbook.formats.registry import renderer
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.model.publication import Publication
from nkbook.pipeline import steps as pipeline
from nkbook.pipeline.copies.original import original
from nkbook.pipeline.job import Job
from nkbook.pipeline.pool import run_all
from nkbook.pipeline.processes import Processes, processes
from nkbook.project import config
from nkbook.project.config.formats import BOOKLET, PDF, PRINT, Format
from nkbook.store import open_store

pytestmark = pytest.mark.slow

Source = tuple[Publication, FormatContext]


def whole(source: Source, format: Format, target: Path) -> Path:
    """Return a file of a book that is laid out as a whole."""
    publication, context = source
    target.parent.mkdir(parents=True, exist_ok=True)
    context.work.mkdir(parents=True, exist_ok=True)
    renderer(format)(publication, context, target)
    return target


@pytest.fixture(scope="module")
def hands() -> Iterator[Processes]:
    """Return processes that lay sections out, as a build has them."""
    with original() as first, processes(2, first) as started:
        yield started


Joined = Callable[[Source, Format, Path], Path]
Same = Callable[[Source, Format, Path], None]


@pytest.fixture(scope="module")
def joined(hands: Processes) -> Joined:
    """Return what makes a file of a book laid out section by section; it fails if that can't be."""

    def made(source: Source, format: Format, target: Path) -> Path:
        publication, context = source
        by_sections([Job(format, publication, context, target)], hands)
        return target

    return made


def by_sections(jobs: list[Job], hands: Processes) -> list[str]:
    """Make files section by section, and return what was said."""
    said: list[str] = []
    store = open_store(jobs[0].target.parent.parent / "store")
    run_all(jobs, hands, store, lambda *_: None, said.append)
    assert not [line for line in said if "as a whole" in line]
    assert [line for line in said if "sections" in line]
    return said


@pytest.fixture(scope="module")
def same(joined: Joined) -> Same:
    """Return what compares a book laid out both ways."""

    def judge(source: Source, format: Format, tmp_path: Path) -> None:
        name = format.file_name("book")
        expected = whole(source, format, tmp_path / "whole" / name)
        compare(joined(source, format, tmp_path / "joined" / name), expected, format)

    return judge


def compare(found: Path, expected: Path, format: Format) -> None:
    """Compare two files of a format."""
    facts, wanted = sameness.facts(found), sameness.facts(expected)
    if format == BOOKLET:  # its identifier is made of how its pages are written
        del facts["identifier"], wanted["identifier"]
    assert facts.keys() == wanted.keys()
    for kind, rows in wanted.items():
        assert facts[kind] == rows, kind


Options = dict[str, dict[str, Any]]


Wholes = Callable[[str, Format], Path]


@pytest.fixture(scope="module")
def wholes(tmp_path_factory: pytest.TempPathFactory) -> Wholes:
    """Return a function for a file of a book of tests/books laid out as a whole, once."""

    @cache
    def made(name: str, format: Format) -> Path:
        folder = tmp_path_factory.mktemp(f"{name}-{format}")
        source = publications.named(name, folder / "work")
        # The printer's file prints its name.
        return whole(source, format, folder / format.file_name(source[0].metadata.slug))

    return made


BOOK_NAMES = sorted(path.parent.parent.name for path in BOOKS.glob("*/chapters/book.toml"))


@pytest.mark.parametrize("name", BOOK_NAMES)
def test_every_book_of_the_tests(
    name: str, wholes: Wholes, hands: Processes, tmp_path: Path
) -> None:
    """The printer's file and the booklet are painted from the PDF's pages."""
    publication, context = publications.named(name, tmp_path / "work")
    formats = (PDF, PRINT, BOOKLET)
    jobs = list(pipeline.plan(publication, formats, lambda _: context, tmp_path / "made"))
    said = by_sections(jobs, hands)
    laid_again = [line for line in said if line.endswith(" sections") and "pdf" not in line]
    # The first has no cover before it, and the colophon has the format's own ISBN.
    assert all(int(line.split()[-2]) <= 2 for line in laid_again)
    for job in jobs:
        compare(job.target, wholes(name, job.format), job.format)


@pytest.mark.parametrize("format", [PDF, PRINT, BOOKLET], ids=str)
def test_a_format_alone(format: Format, wholes: Wholes, joined: Joined, tmp_path: Path) -> None:
    source = publications.named("apparatus", tmp_path / "work")
    target = tmp_path / "joined" / format.file_name(source[0].metadata.slug)
    compare(joined(source, format, target), wholes("apparatus", format), format)


@pytest.mark.parametrize(
    "options",
    [
        {"notes": {"numbering": "page"}},
        {"notes": {"numbering": "book"}},
        {"notes": {"place": "chapter", "marks": "circled"}},
        {"pdf": {"recto-chapters": False}},
        {"pdf": {"trim": "18k", "punctuation": "tw"}},
    ],
    ids=str,
)
def test_whatever_the_settings(options: Options, same: Same, tmp_path: Path) -> None:
    publication, context = publications.named("everything", tmp_path / "work")
    same((publication, publications.with_options(context, **options)), PDF, tmp_path)


def test_with_the_grid_for_designers(same: Same, tmp_path: Path) -> None:
    publication, context = publications.named("everything", tmp_path / "work")
    same((publication, replace(context, debug_grid=True)), PDF, tmp_path)


@pytest.mark.parametrize(
    "edition",
    [
        "zh-Hant-HK",
        pytest.param("zh-Hant-TW", marks=pytest.mark.apart),
        pytest.param("zh-Hans-CN", marks=pytest.mark.apart),
    ],
)
def test_the_flagship(edition: str, flagship: Path, tmp_path: Path) -> None:
    said = flagship.with_suffix(".log").read_text("utf-8")
    assert "as a whole" not in said
    assert re.search(rf"^{edition}/pdf: \d+ sections$", said, re.MULTILINE)
    settings = config.load(REPOSITORY)
    (publication,) = prepare(settings, Theme(REPOSITORY), (edition,)).publications.values()
    context = pipeline.context(settings, Theme(REPOSITORY), tmp_path / "work")
    name = PDF.file_name(publication.metadata.slug)
    expected = whole((publication, context), PDF, tmp_path / "whole" / name)
    compare(flagship / edition / name, expected, PDF)


SQUARE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
    "%3Crect width='9' height='9' fill='red'/%3E%3C/svg%3E"
)
PAGES = [f"第{number}段，見[另章](#there)和[自己](#here)。" + "文字。" * 300 for number in range(4)]


def test_numbers_that_move_what_they_name(same: Same, tmp_path: Path) -> None:
    """Places that are named before and after, in a book of many pages."""
    here = "\n\n".join((*PAGES, "## 此處 {#here}", *PAGES))
    there = "\n\n".join((*PAGES, "## 彼處 {#there}", *PAGES))
    front = '"half-title", "contents"'
    same(publications.written(tmp_path / "book", here, there, front=front), PDF, tmp_path)


def with_tables(seed: int) -> str:
    """Return a chapter of paragraphs of any length that refer to tables which move to a page."""
    draw = random.Random(seed)  # noqa: S311 — the same chapter each time
    parts = []
    for number in range(10):
        words = "海風吹過山崗，看守人在燈下寫字，寫到天明。" * draw.randint(2, 16)
        words += f"見[](#tbl-{number})。" if number % 2 else ""
        words += "又過一年。" * draw.randint(0, 9)
        has_note = draw.random() < 0.6
        parts.append(words + (f"^[註文，{'說明來源。' * draw.randint(1, 14)}]" if has_note else ""))
        if number % 2:
            rows = "| 一 | 二 |\n" * draw.randint(2, 9)
            parts.append(f"| 甲 | 乙 |\n|---|---|\n{rows}\n: 表 {{#tbl-{number}}}")
        parts.append(f"## 節{number}" if draw.random() < 0.4 else "一句。")
    return "\n\n".join([*parts, "末段。"])


def test_numbers_on_pages_that_are_made_again_for_those_after_them(
    joined: Joined, tmp_path: Path
) -> None:
    """A page that looks back is made anew before the numbers that it lacked are known."""
    source = publications.written(tmp_path / "book", with_tables(8))
    made = whole(source, PDF, tmp_path / "whole/book.pdf")
    with pymupdf.open(made) as book:
        words = "".join("".join(page.get_text() for page in book).split())
    assert len(re.findall("（頁[1-9]）", words)) == 5
    compare(joined(source, PDF, tmp_path / "joined/book.pdf"), made, PDF)


@pytest.mark.parametrize(
    "sheet",
    [
        "h2 { string-set: recto content() }",  # carried to the next chapter
        "@page { @top-center { content: counter(page) ' / ' counter(pages) } }",
        "@page :first { background: #ddd }",
        "h2::after { content: target-counter(url(#two), page) }",  # of no link
        ".page-half-title + .page-contents h1 { letter-spacing: 1em }",
        f'@page body {{ @top-center {{ content: url("{SQUARE}") }} }}',
        "@page front { background: linear-gradient(red, blue) }",
    ],
)
def test_stylesheets_that_pages_may_have(sheet: str, same: Same, tmp_path: Path) -> None:
    book = tmp_path / "book"
    (book / "styles").mkdir(parents=True)
    (book / "styles/book.css").write_text(sheet, "utf-8")
    chapters = ["## 甲\n\n" + "文字。" * 700, "文字。" * 700]
    same(publications.written(book, *chapters, front='"half-title", "contents"'), PDF, tmp_path)


def test_a_book_whose_stylesheet_reaches_across_is_laid_out_as_a_whole(
    hands: Processes, tmp_path: Path
) -> None:
    book = tmp_path / "book"
    (book / "styles").mkdir(parents=True)
    sheet = "body { counter-reset: leaf } h1 { counter-increment: leaf }\n"
    sheet += "h1::after { content: counter(leaf) }"
    (book / "styles/book.css").write_text(sheet, "utf-8")
    source = publications.written(book, "文。", "字。")
    publication, context = source
    target = tmp_path / "made/book.pdf"
    said: list[str] = []
    job = Job(PDF, publication, context, target)
    run_all([job], hands, open_store(tmp_path / "store"), lambda *_: None, said.append)
    assert [line for line in said if "as a whole" in line]
    with pymupdf.open(target) as pages:
        text = "".join(page.get_text() for page in pages)
    assert "題目two2" in text.replace("\n", "")
