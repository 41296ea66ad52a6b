"""Settings of notes and marks in book.toml: numbering, name marks, punctuation, the grid."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from publications import written

from nkbook.formats.pdf import render

PARAGRAPH = "納卡在南高加索的羣山之間，這一段文字只為填滿版面，好讓註文分佈在幾頁之上。" * 5


@pytest.fixture
def pages(tmp_path: Path) -> Callable[..., pymupdf.Document]:
    """Return a function that makes a two-chapter book with settings and opens its PDF."""

    def build(settings: str, text: str = "", *, grid: bool = False) -> pymupdf.Document:
        folder = tmp_path / f"book{len(list(tmp_path.iterdir()))}"
        chapters = []
        for name in ("one", "two"):
            notes = "\n\n".join(f"{PARAGRAPH}[^{name}{n}]" for n in range(8))
            texts = "\n\n".join(f"[^{name}{n}]: {name}之註{n}。" for n in range(8))
            chapters.append(f"{text}{notes}\n\n{texts}")
        publication, context = written(folder, *chapters, settings=settings)
        made = render(publication, replace(context, debug_grid=grid), folder / "book.pdf")
        assert made.diagnostics == ()
        return pymupdf.open(made.path)

    return build


def numbers(pdf: pymupdf.Document) -> list[list[int]]:
    """Return the numbers before the notes of each page that has notes."""
    found = [
        [int(n) for n in re.findall(r"(\d+)\s*(?:one|two)\s*之註", page.get_text())] for page in pdf
    ]
    return [page for page in found if page]


@pytest.mark.slow
def test_by_chapter(pages: Callable[..., pymupdf.Document]) -> None:
    with pages("") as pdf:
        assert [n for page in numbers(pdf) for n in page] == [*range(1, 9), *range(1, 9)]


@pytest.mark.slow
def test_by_book(pages: Callable[..., pymupdf.Document]) -> None:
    with pages('[notes]\nnumbering = "book"\n') as pdf:
        assert [n for page in numbers(pdf) for n in page] == [*range(1, 17)]


@pytest.mark.slow
def test_by_page(pages: Callable[..., pymupdf.Document]) -> None:
    with pages('[notes]\nnumbering = "page"\n') as pdf:
        found = numbers(pdf)
    assert len(found) > 2
    assert max(map(len, found)) > 1
    assert all(page == [*range(1, len(page) + 1)] for page in found)


@pytest.mark.slow
def test_name_marks_are_drawn_on_demand(pages: Callable[..., pymupdf.Document]) -> None:
    text = "[阿里耶夫]{.name}在[巴庫]{.name}。\n\n"

    def lines(pdf: pymupdf.Document) -> int:
        """Count what is drawn in the upper half of the first chapter's opener."""
        page = next(page for page in pdf if "阿里耶夫" in page.get_text())
        return sum(drawing["rect"].height < 2 for drawing in page.get_drawings())

    with pages("", text=text) as without, pages("[text]\nname-marks = true\n", text=text) as marked:
        assert lines(marked) == lines(without) + 2


@pytest.mark.slow
def test_ruby_of_neighbours_is_parted(pages: Callable[..., pymupdf.Document]) -> None:
    text = (
        '讀作[重慶]{ruby="chóng qìng"}與[長江]{ruby="cháng jiāng"}，[注音]{ruby="ㄓㄨˋ ㄧㄣ"}。\n\n'
    )
    with pages("", text=text) as pdf:
        page = next(page for page in pdf if "讀作" in page.get_text())
        for first, second in (("chóng", "qìng"), ("cháng", "jiāng")):
            places = [*page.search_for(first), *page.search_for(second)]
            assert places[0].x1 < places[-1].x0, first
        (mark,) = page.search_for("ㄓ")
        (base,) = page.search_for("注")
        assert mark.x0 > base.x1 - 1


@pytest.mark.slow
def test_dots_are_drawn_without_being_asked_for(pages: Callable[..., pymupdf.Document]) -> None:
    def dots(pdf: pymupdf.Document) -> int:
        page = next(page for page in pdf if "重點" in page.get_text())
        return len(page.get_drawings())

    with pages("", text="重點\n\n") as plain, pages("", text="[重點]{.dots}\n\n") as marked:
        assert dots(marked) > dots(plain)


@pytest.mark.slow
def test_punctuation_policy_is_the_books_choice(pages: Callable[..., pymupdf.Document]) -> None:
    text = "他說：「『好』。」（甲）。\n\n"

    def end(pdf: pymupdf.Document) -> float:
        """Return where the last mark of the sentence stands, in pt."""
        page = next(page for page in pdf if "他說" in page.get_text())
        return float(page.search_for("（甲）")[0].x1)

    with (
        pages('[pdf]\npunctuation = "none"\n', text=text) as loose,
        pages('[pdf]\npunctuation = "cn"\n', text=text) as tight,
    ):
        assert end(tight) < end(loose) - 10


@pytest.mark.slow
def test_debug_grid_draws_squares(pages: Callable[..., pymupdf.Document]) -> None:
    with pages("") as plain, pages("", grid=True) as grid:
        page = next(n for n, page in enumerate(plain) if "羣山" in page.get_text())
        assert len(grid[page].get_drawings()) > len(plain[page].get_drawings())
        assert grid[page].get_text() == plain[page].get_text()


@pytest.mark.slow
def test_a_book_says_how_its_names_are_divided(pages: Callable[..., pymupdf.Document]) -> None:
    text = "".join(f"{'字' * n} Hypotenuse\n\n" for n in range(18, 28))

    def ends(pdf: pymupdf.Document) -> set[str]:
        """Return the parts of the word that stand at the ends of lines."""
        shown = "".join(page.get_text() for page in pdf)
        return set(re.findall(r"(\w+)\xad?-?\n", shown)) & {"Hypo", "Hypot", "Hypote"}

    with pages('[pdf]\nhyphenation = ["Hypote-nuse"]\n', text=text) as own:
        assert ends(own) == {"Hypote"}
    with pages('[pdf]\nhyphenation = ["Hypotenuse"]\n', text=text) as whole:
        assert ends(whole) == set()


@pytest.mark.slow
@pytest.mark.parametrize("block", ["```\n    甲甲\n    ```", "::: {.box}\n    甲甲\n    :::"])
def test_a_note_cut_behind_its_first_block_has_that_block(block: str, tmp_path: Path) -> None:
    """The edge of a block below its last line takes room, else the block is on neither page."""
    note = f"註[^n]。尾。\n\n尾。\n\n[^n]:\n\n    {block}\n\n        乙\n        乙\n        乙"
    texts = ["行。\n\n" * count + note for count in (11, 12, 13, 14)]
    publication, context = written(tmp_path, *texts)
    made = render(publication, context, tmp_path / "a.pdf")
    assert made.diagnostics == ()
    assert sum(page.get_text().count("甲甲") for page in pymupdf.open(made.path)) == len(texts)
