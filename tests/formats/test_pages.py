"""The table of page kinds: complete, in every language, and true in the files of real books."""

from __future__ import annotations

from pathlib import Path

import fitz
import publications
import pypdfium2
import pytest
from judges import ace, epubcheck
from opened import NS, TYPE, Opened
from places import REPOSITORY

from nkbook.formats import epub, pdf
from nkbook.formats.base import FormatContext
from nkbook.locales.labels import load_labels
from nkbook.locales.registry import languages
from nkbook.look.theme import Theme
from nkbook.model.metadata import Matter
from nkbook.model.page_kinds import PageKind, Paper, Semantics
from nkbook.model.publication import Publication

STYLES = (REPOSITORY / "styles" / "pdf.css").read_text(encoding="utf-8")
FRONT = ("cover", "half-title", "title-page", "colophon", "contents")
BACK = ("names", "bibliography", "index")
EPUB = {**NS, "epub": TYPE[1:].partition("}")[0]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, FormatContext]:
    """Return a small book that has a page of every kind."""
    folder = tmp_path_factory.mktemp("pages")
    data = folder / "chapters" / "data"
    data.mkdir(parents=True)
    (data / "names.yaml").write_text(
        "- id: stepanakert\n  kind: place\n"
        "  forms: { zh-Hant-HK: 斯捷潘納克特, en: Stepanakert, hy: Ստեփանակերտ }\n",
        encoding="utf-8",
    )
    (data / "references.yaml").write_text(
        "references:\n- { id: a, type: book, title: 一本書, language: zh-Hant }\n", encoding="utf-8"
    )
    front = ", ".join(f'"{name}"' for name in FRONT)
    back = ", ".join(f'"{name}"' for name in BACK)
    text = "[斯捷潘納克特]{.index}是首府。[@a]"
    return publications.written(folder, text, "乙。", front=front, back=back)


@pytest.fixture(scope="module")
def book(made: tuple[Publication, FormatContext], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return epub.render(*made, tmp_path_factory.mktemp("epub") / "book.epub").path


@pytest.mark.parametrize("kind", PageKind)
def test_every_kind_has_its_template(kind: PageKind, tmp_path: Path) -> None:
    assert any((folder / kind.template).is_file() for folder in Theme(tmp_path).template_dirs)


def test_every_template_of_a_page_is_a_kind(tmp_path: Path) -> None:
    found = {
        f"pages/{path.name}"
        for folder in Theme(tmp_path).template_dirs
        for path in folder.glob("pages/*.j2")
    }
    assert found == {kind.template for kind in PageKind}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", PageKind)
def test_every_kind_has_its_title(kind: PageKind, language: str) -> None:
    if kind.is_generated:
        assert load_labels(language)[kind.facts.label or ""]
    else:
        assert kind in (PageKind.PART, PageKind.CHAPTER)  # whose titles authors write


@pytest.mark.parametrize("matter", Matter)
@pytest.mark.parametrize("kind", PageKind)
def test_every_kind_has_its_semantics_and_paper(kind: PageKind, matter: Matter) -> None:
    terms = kind.semantics(matter)
    assert isinstance(terms, Semantics) or kind.facts.semantics is None
    assert f".paper-{kind.paper(matter)} {{ page: {kind.paper(matter)}; }}" in STYLES


@pytest.mark.parametrize("paper", [paper for paper in Paper if paper is not Paper.COVER])
def test_every_paper_can_begin_the_count(paper: Paper) -> None:
    assert f".paper-{paper}-start {{ page: {paper}-start; }}" in STYLES


def test_the_table_of_names_is_a_glossary(book: Path) -> None:
    """EPUB Structural Semantics 1.1, glossary; DPUB-ARIA 1.1, doc-glossary: a landmark."""
    opened = Opened(book)
    (section,) = opened.pages["text/names.xhtml"].iterfind(".//h:body/h:section", NS)
    assert section.get(TYPE) == "glossary"
    assert section.get("role") == "doc-glossary"
    (heading,) = section.iterfind(".//h:h1", NS)
    assert section.get("aria-labelledby") == heading.get("id")
    assert heading.text == "譯名對照表"


def test_landmarks_are_the_pages_that_the_table_names(book: Path) -> None:
    opened = Opened(book)
    links = opened.pages["nav.xhtml"].xpath("//h:nav[@epub:type='landmarks']//h:a", namespaces=EPUB)
    found = [(link.get(TYPE), link.get("href")) for link in links]
    assert ("glossary", "text/names.xhtml") in found
    assert found == [
        *((kind, f"text/{name}.xhtml") for kind, name in zip(
            ("cover", "titlepage", "copyright-page", "toc"),
            ("cover", "title-page", "colophon", "contents"),
            strict=True,
        )),
        ("bodymatter", "text/one.xhtml"),
        ("glossary", "text/names.xhtml"),
        ("bibliography", "text/bibliography.xhtml"),
        ("index", "text/index.xhtml"),
    ]  # fmt: skip


@pytest.mark.slow
def test_judges_accept_every_kind_of_page(book: Path, tmp_path: Path) -> None:
    assert epubcheck.judge(book) == ()
    report = ace.judge(book, tmp_path)
    assert (report.outcome, report.violations) == ("pass", ())


def test_the_pdf_bookmarks_and_counts_what_the_table_says(
    made: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    publication, _ = made
    target = pdf.render(*made, tmp_path / "book.pdf").path
    with fitz.open(target) as document:
        titles = [title for level, title, _ in document.get_toc() if level == 1]
    pages = pypdfium2.PdfDocument(target)
    labels = [pages.get_page_label(number) for number in range(len(pages))]
    pages.close()
    marked = [page.title for page in publication.pages if page.kind.facts.bookmarked]
    assert [title.rpartition("\u3000")[2] for title in titles] == marked
    assert labels[0] == "封面"
    assert labels[2] == "i"  # after the cover and its back
    assert "1" in labels
