"""The index: the order of its entries, their page numbers, their links; and the bibliography's."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from opened import Opened, text
from places import BOOKS
from publications import named, written

from nkbook.formats import epub, pdf
from nkbook.formats.base import Artifact
from nkbook.formats.html import locators
from nkbook.formats.press import imposition, printing
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.model.document import Element
from nkbook.model.pagemap import Extent, Folio
from nkbook.model.publication import IndexPlace, Publication
from nkbook.project import config

HK, TW, CN = "zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN"


def test_pages_are_named_once_and_runs_are_ranges() -> None:
    folios = {
        "a": Folio(4, "iii"), "b": Folio(5, "1"), "c": Folio(5, "1"), "d": Folio(7, "3"),
        "e": Folio(9, "5"), "f": Folio(8, "4"), "g": Folio(12, "8"),
    }  # fmt: skip
    extents = {mark: Extent(folio, folio) for mark, folio in folios.items()}
    printed = locators.locators(map(IndexPlace, [*folios, "nowhere"]), extents)
    assert list(printed.items()) == [("a", "iii"), ("b", "1"), ("d", "3–5"), ("g", "8")]


def test_a_passage_is_a_range_that_swallows_the_pages_within() -> None:
    pages = [Folio(page, str(page + 1)) for page in range(20)]
    extents = {
        "passage": Extent(pages[3], pages[4]), "section": Extent(pages[2], pages[6]),
        "within": Extent(pages[5], pages[5]), "next": Extent(pages[7], pages[7]),
        "apart": Extent(pages[9], pages[10]),
    }  # fmt: skip
    places = [IndexPlace("within"), IndexPlace("passage", "section"), IndexPlace("apart")]
    assert locators.locators(places, extents) == {"passage": "4–7", "apart": "10"}
    longer = [*places, IndexPlace("next")]
    assert locators.locators(longer, extents) == {"passage": "4–8", "apart": "10"}
    assert locators.locators([IndexPlace("apart", "apart")], extents) == {"apart": "10–11"}


LINES = "島上的人都記得那一年的風雨，城門關上，港口無船，磨坊停了輪，街上只有雨聲。" * 14
PASSAGES = f"""
[東城]{{.index key="東城 > 築城；城 > 東" to=decline}}初築。

{LINES}

## 盛時 {{#height}}

「[東城]{{.index}}」極盛。[舊城]{{.index see="東城 > 築城"}}。

{LINES}

## 衰落 {{#decline}}

{LINES}

{LINES}

## 其後 {{#after}}

[東[城]{{.index key="城"}}]{{.index key="東城 > 衰落後"}}。
"""
NAMED = "".join(
    f'[{word}]{{.index key="許多許多許多許多許多"}}{LINES * 4}\n\n' for word in "甲乙丙丁戊己庚"
)


def rows_of(page: Element) -> dict[str, str]:
    """Return what each entry of an index in an EPUB prints after its words, by its whole path."""
    found = {}
    for row in page.iterfind(".//{*}li"):
        above = [text(other[0]) for other in row.iterancestors("{*}li")]
        own = (text(child) for child in row[1:] if child.get("class"))
        found["/".join([*reversed(above), text(row[0])])] = "".join(own).strip("\u3000")
    return found


@pytest.mark.slow
def test_entries_under_entries_and_passages(tmp_path: Path) -> None:
    publication, context = written(tmp_path, PASSAGES, NAMED, back='"index"')
    artifact = pdf.render(publication, context, tmp_path / "book.pdf")
    assert artifact.diagnostics == ()
    assert artifact.page_map is not None
    context = replace(context, page_map=artifact.page_map)
    page = Opened(epub.render(publication, context, tmp_path / "book.epub").path)
    rows = rows_of(page.pages["text/index.xhtml"])
    with pymupdf.open(tmp_path / "book.pdf") as document:
        pages = ["".join(found.get_text().split()) for found in document]
        labels = [found.get_label() for found in document]
    begins = labels[next(n for n, words in enumerate(pages) if "東城初築" in words)]
    height = labels[next(n for n, words in enumerate(pages) if "東城」極盛" in words)]
    ends = labels[max(n for n, words in enumerate(pages) if "其後" in words) - 1]
    after = labels[next(n for n, words in enumerate(pages) if "其後東城" in words)]
    assert after in {ends, str(int(ends) + 1)}
    last = after if "雨聲。其後" in pages[labels.index(after)] else ends
    assert int(begins) < int(height) < int(last)
    assert rows == {
        "東城": height,
        "東城/築城": f"{begins}–{last}",
        "東城/衰落後": after,
        "城": after,
        "城/東": f"{begins}–{last}",
        "舊城": "見東城：築城",
        "許多許多許多許多許多": rows["許多許多許多許多許多"],
    }
    # A long list breaks into lines in the narrow column, and every number of it is printed.
    assert rows["許多許多許多許多許多"].count("、") == 6
    index_page = "".join(pages[labels.index(labels[-1])].split())
    assert f"許多許多許多許多許多{rows['許多許多許多許多許多']}" in index_page


@pytest.mark.slow
def test_marks_print_nothing(tmp_path: Path) -> None:
    marks = {
        "「[[停火]{.index}協定]{.index}」，": "「停火協定」，",
        '[（見上）]{.index key="註"}與[[AB]{.index} 12]{.index}年；': "（見上）與AB 12年；",
        '[字「字」字，]{.index key="字"}雨[。]{.index key="點"}': "字「字」字，雨。",
    }
    glyphs = []
    for number, texts in enumerate((list(marks), list(marks.values()))):
        lines = f"{''.join(texts)}{LINES[:7]}" * 15
        publication, context = written(tmp_path / str(number), lines, lines)
        pdf.render(publication, context, tmp_path / f"{number}.pdf")
        with pymupdf.open(tmp_path / f"{number}.pdf") as document:
            glyphs.append(
                [
                    (number, character["c"], *character["origin"])
                    for number, page in enumerate(document)
                    for block in page.get_text("rawdict")["blocks"]
                    for line in block["lines"]
                    for span in line["spans"]
                    for character in span["chars"]
                ]
            )
    marked, plain = glyphs
    assert [glyph[:2] for glyph in marked] == [glyph[:2] for glyph in plain]
    assert len(plain) > 1000
    for one, other in zip(marked, plain, strict=True):
        assert one[2:] == pytest.approx(other[2:], abs=0.05)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, Artifact, Path]:
    """Return the book with all apparatus as a PDF with its page map, and as an EPUB with it."""
    folder = tmp_path_factory.mktemp("apparatus")
    publication, context = named("apparatus", folder)
    artifact = pdf.render(publication, context, folder / "book.pdf")
    context = replace(context, page_map=artifact.page_map)
    epub.render(publication, context, folder / "book.epub")
    return publication, artifact, folder


@pytest.mark.slow
def test_groups_and_their_entries(made: tuple[Publication, Artifact, Path]) -> None:
    publication, _, _ = made
    groups = {group.title: [entry.term for entry in group.entries] for group in publication.index}
    assert groups == {
        "八畫": ["東城"],
        "九畫": ["約翰·史密", "重城"],
        "十八畫": ["舊城"],
        "十六畫": ["磨坊"],
        "數字": ["2020年大水"],
        "西文": ["NATO"],
    }
    assert list(groups) == ["八畫", "九畫", "十六畫", "十八畫", "數字", "西文"]


def _links(document: pikepdf.Pdf, page: int) -> dict[str, int]:
    """Return the page (from 0) that each link inside the book leads to, by the link's name."""
    numbers = {str(found.objgen): number for number, found in enumerate(document.pages)}
    names = document.Root.Names.Dests.Names
    places = {}
    for key, value in zip(names[::2], names[1::2], strict=True):
        target = value.D if isinstance(value, pikepdf.Dictionary) else value
        places[str(key)] = numbers[str(target[0].objgen)]
    return {
        str(annotation.Dest): places[str(annotation.Dest)]
        for annotation in document.pages[page].get("/Annots", [])
        if "/Dest" in annotation
    }


@pytest.mark.slow
def test_numbers_in_the_pdf_are_the_labels_of_the_pages_they_lead_to(
    made: tuple[Publication, Artifact, Path],
) -> None:
    publication, artifact, folder = made
    assert artifact.page_map is not None
    printed = locators.printed(publication, artifact.page_map.marks)
    with pikepdf.open(folder / "book.pdf") as document:
        last = len(document.pages) - 1
        links = _links(document, last)
    with pymupdf.open(folder / "book.pdf") as document:
        labels = [page.get_label() for page in document]
        shown = document[last].get_text()
    assert set(links) & locators.marks(publication) == set(printed)
    assert {mark: words.partition("–")[0] for mark, words in printed.items()} == {
        mark: labels[links[mark]] for mark in printed
    }
    assert any("–" in words for words in printed.values())
    assert printed[publication.index[0].entries[0].places[0].mark] == "iii"
    for words in printed.values():
        assert words in shown
    assert "000" not in shown


def _words(path: Path, page: int) -> str:
    with pymupdf.open(path) as document:
        return str(document[page].get_text())


@pytest.mark.slow
def test_marks_stand_where_the_index_says(made: tuple[Publication, Artifact, Path]) -> None:
    publication, artifact, folder = made
    assert artifact.page_map is not None
    entry = next(
        entry for group in publication.index for entry in group.entries if entry.term == "東城"
    )
    pages = [artifact.page_map.marks[place.mark].first.page for place in entry.places]
    assert len(set(pages)) == 6
    for page in pages:
        assert "東城" in _words(folder / "book.pdf", page)


@pytest.mark.slow
def test_the_index_costs_no_second_layout(
    made: tuple[Publication, Artifact, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication, _, _ = made
    # Loaded by now, with the book's fonts; loading it here would let it look for others.
    layout = sys.modules["weasyprint.layout.page"]
    _, context = named("apparatus", tmp_path)
    counts: list[int] = []
    original = layout.remake_page

    @wraps(original)
    def counting(*arguments: object) -> object:
        counts[-1] += 1
        return original(*arguments)

    monkeypatch.setattr(layout, "remake_page", counting)
    for marks in (frozenset[str](), locators.marks(publication)):
        monkeypatch.setattr(locators, "marks", lambda _, found=marks: found)
        counts.append(0)
        pdf.lay_out(publication, context, tmp_path / "none.pdf")
    without, numbered = counts
    assert without < numbered <= without + 3


@pytest.mark.slow
def test_the_epub_prints_the_pages_of_the_pdf(made: tuple[Publication, Artifact, Path]) -> None:
    publication, artifact, folder = made
    assert artifact.page_map is not None
    page = Opened(folder / "book.epub").pages["text/index.xhtml"]
    printed = locators.printed(publication, artifact.page_map.marks)
    links = {
        str(link.get("href")).rpartition("#")[2]: text(link)
        for span in page.iterfind(".//{*}span[@class='locators']")
        for link in span.iterfind("{*}a")
    }
    assert links == printed
    assert page.find(".//{*}section[@role='doc-index']") is not None


def test_the_epub_without_pages_names_chapters(tmp_path: Path) -> None:
    publication, context = named("apparatus", tmp_path)
    epub.render(publication, context, tmp_path / "book.epub")
    page = Opened(tmp_path / "book.epub").pages["text/index.xhtml"]
    town = next(row for row in page.iterfind(".//{*}li") if text(row).startswith("東城"))
    assert text(town) == "東城　前言、第一章、第二章、第三章"


@pytest.mark.slow
def test_entries_refer_to_each_other(made: tuple[Publication, Artifact, Path]) -> None:
    _, _, folder = made
    page = Opened(folder / "book.epub").pages["text/index.xhtml"]
    rows = {text(row[0]): row for row in page.iterfind(".//{*}li")}
    town = rows["東城"].get("id")
    for term, words in (("重城", "見東城"), ("舊城", "見東城"), ("磨坊", "另見東城")):
        see = rows[term].find("{*}span[@class='see']")
        assert see is not None
        assert text(see).strip() == words
        assert [link.get("href") for link in see.iterfind("{*}a")] == [f"#{town}"]


def test_the_index_of_each_edition_is_in_its_own_order() -> None:
    settings = config.load(BOOKS / "apparatus")
    found = prepare(settings, Theme(BOOKS / "apparatus"), (TW, CN)).publications
    terms = {
        language: [entry.term for group in publication.index for entry in group.entries]
        for language, publication in found.items()
    }
    assert terms[TW] == ["東市", "約翰‧史密斯", "重城", "磨坊", "舊城", "2020年大水", "NATO"]
    assert terms[CN] == ["重城", "东城", "旧城", "磨坊", "约翰·史密斯", "2020年大水", "NATO"]
    assert [group.title for group in found[CN].index][:4] == ["C", "D", "J", "M"]


@pytest.mark.slow
def test_the_bibliography_is_in_the_same_order(made: tuple[Publication, Artifact, Path]) -> None:
    publication, _, _ = made
    assert [entry.key for entry in publication.bibliography] == ["ding", "zhang"]


def sides(path: Path) -> list[tuple[str, str]]:
    """Return folio and text of each page as it is on paper: half a sheet of a booklet, or trimmed.

    The folio is what stands alone at the foot.
    """
    found = []
    with pymupdf.open(path) as document:
        for page in document:
            box = page.trimbox
            halves = [box]
            if box.width > box.height:
                middle = box.width / 2
                halves = [pymupdf.Rect(0, 0, middle, box.y1), pymupdf.Rect(middle, 0, *box.br)]
            for half in halves:
                foot = pymupdf.Rect(half.x0, half.y1 - 50, half.x1, half.y1)
                words = page.get_textbox(half)
                found.append((page.get_textbox(foot).strip(), re.sub(r"\s", "", words)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("format", ["print", "booklet"])
def test_the_index_on_paper_names_the_pages_of_the_terms(tmp_path: Path, format: str) -> None:
    publication, context = named("apparatus", tmp_path)
    render = {"print": printing.render, "booklet": imposition.render}[format]
    path = render(publication, context, tmp_path / "a.pdf").path
    pages = sides(path)
    (listed,) = [
        text.removesuffix(folio) for folio, text in pages if "索引" in text and "十六畫" in text
    ]
    marked = {
        term: re.findall(rf"{term}((?:[ivx\d]+[–、]?)+)", listed)[0]
        for term in ("東城", "磨坊", "約翰·史密", "NATO")
    }
    assert marked == {"東城": "iii、1、5、13–15", "磨坊": "5", "約翰·史密": "1", "NATO": "15"}
    by_folio = dict(pages)
    for term, folios in marked.items():
        for folio in re.split("[、–]", folios):
            assert term in by_folio[folio], (term, folio)
    assert [folio for folio, text in pages if "NATO" in text and "索引" not in text] == ["15"]
    assert len(pages) % {"print": 2, "booklet": 4}[format] == 0
    with pikepdf.open(path) as opened:
        for key in ("/StructTreeRoot", "/MarkInfo", "/Outlines", "/Names", "/Dests", "/AA"):
            assert key not in opened.Root
        assert not [page for page in opened.pages if "/Annots" in page.obj]
        held = [item for item in opened.objects if isinstance(item, pikepdf.Dictionary)]
        assert not [item for item in held if item.get("/Type") in ("/Annot", "/StructElem")]


def test_the_mainland_index_reads_words_and_names(book: Callable[[str], Path]) -> None:
    folder = book("minimal")
    marks = "".join(f"[{term}]{{.index}}、" for term in ("重慶", "曾國藩", "成都", "上海", "銀行"))
    (folder / "chapters/one.md").write_text(f"---\ntitle: 篇\n---\n\n{marks}\n", "utf-8")
    toml = folder / "chapters/book.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("[spine]", "[spine]\nback = ['index']"), "utf-8"
    )
    loaded = config.load(folder)
    found = prepare(loaded, Theme(folder), (CN,)).publications[CN]
    groups = {group.title: [entry.term for entry in group.entries] for group in found.index}
    assert groups == {
        "C": ["成都", "重庆"], "S": ["上海"], "Y": ["银行"], "Z": ["曾国藩"],
    }  # fmt: skip
