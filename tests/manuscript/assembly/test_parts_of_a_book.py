"""What a book is made of besides chapters: 序, 楔子, 附錄, parts with text, own numbers."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from judges import epubcheck, verapdf
from opened import Opened
from publications import BOOK_TOML, load

from nkbook.formats import epub, pdf
from nkbook.formats.base import FormatContext
from nkbook.model.publication import Publication

SPINE = """
front = ["motto.md", "preface.md"]
body = [
    { part = "海", id = "sea", text = "sea.md", chapters = ["one.md", "two.md"] },
    { part = "山", id = "hills", number = "卷下", chapters = ["three.md"] },
    { part = "餘", id = "rest", number = "", chapters = ["four.md"] },
]
back = ["a.md", "b.md", "c.md", "after.md"]

[labels]
part-number = "卷{n}"
chapter-number = "第{n}回"
"""
FILES = {
    "motto": "---\ntitle: 題獻\nheading: false\n---\n\n::: dedication\n獻給父親\n:::\n",
    "preface": "# 序\n\n序文。\n",
    "sea": "這一卷收海上所作。\n",
    "one": "# 楔子\n\n文。見[](#b)與[](#sea)。\n",
    "two": "# 霧\n\n文。\n",
    "three": "---\ntitle: 序\nnumbered: true\n---\n\n文。\n",
    "four": "---\ntitle: 雪\nnumber: 番外\n---\n\n文。\n",
    "a": "---\ntitle: 年表\nkind: appendix\n---\n\n文。\n",
    "b": "---\ntitle: 書目\nkind: appendix\n---\n\n文。\n",
    "c": "---\ntitle: 附錄三：地圖\nkind: appendix\n---\n\n文。\n",
    "after": "# 後　記\n\n文。\n",
}


def book(folder: Path, spine: str = SPINE, **files: str) -> tuple[Publication, FormatContext]:
    (folder / "chapters").mkdir()
    for name, text in (FILES | files).items():
        (folder / f"chapters/{name}.md").write_text(text, encoding="utf-8")
    (folder / "chapters/book.toml").write_text(BOOK_TOML + spine, encoding="utf-8")
    return load(folder, folder / "work")


def test_numbers_are_of_what_a_page_is(tmp_path: Path) -> None:
    publication, _ = book(tmp_path)
    assert {page.id: page.number for page in publication.pages} == {
        "motto": None,
        "preface": None,
        "sea": "卷一",
        "one": None,
        "two": "第一回",
        "hills": "卷下",
        "three": "第二回",
        "rest": None,
        "four": "番外",
        "a": "附錄一",
        "b": "附錄二",
        "c": None,
        "after": None,
    }


def test_the_only_appendix_has_no_number(tmp_path: Path) -> None:
    spine = '\nbody = ["two.md"]\nback = ["a.md"]\n'
    publication, _ = book(tmp_path, spine)
    assert publication.pages[-1].number == "附錄"


@pytest.mark.slow
def test_pages_of_both_formats(tmp_path: Path) -> None:
    publication, context = book(tmp_path)
    made = pdf.render(publication, context, tmp_path / "book.pdf")
    assert not made.diagnostics
    assert not any(verapdf.judge(made.path, "2a", "ua1").values())
    with pymupdf.open(made.path) as opened:
        texts = [page.get_text() for page in opened]
        outline = [title for _, title, _ in opened.get_toc()]
    assert texts[0].split() == ["獻給父親"]  # neither title nor folio
    assert any(list("".join(text.split()))[:3] == ["卷", "一", "海"] for text in texts)
    assert any("這一卷收海上所作" in text for text in texts)
    assert "題獻" in outline
    ebook = epub.render(publication, context, tmp_path / "book.epub").path
    assert epubcheck.judge(ebook) == ()
    pages = Opened(ebook).pages
    kinds = {
        name.removeprefix("text/").removesuffix(".xhtml"): section.get(
            "{http://www.idpf.org/2007/ops}type"
        )
        for name, root in pages.items()
        for section in root.iter("{*}section")
    }
    assert kinds["preface"] == "preface"
    assert kinds["one"] == "prologue"
    assert kinds["motto"] == "dedication"
    assert kinds["c"] == "appendix"
    assert kinds["after"] == "afterword"


def test_lists_are_marked_as_their_block_says(tmp_path: Path) -> None:
    marks = '::: {marks="一、"}\n10. 甲\n11. 乙\n:::\n\n文。[^a]\n\n'
    note = '[^a]: 註。\n\n    ::: {marks="①"}\n    1. 丙\n    2. 丁\n    :::\n'
    publication, context = book(tmp_path, '\nbody = ["two.md"]\n', two=f"# 霧\n\n{marks}{note}")
    made = pdf.render(publication, context, tmp_path / "book.pdf")
    assert not made.diagnostics
    with pymupdf.open(made.path) as opened:
        words = "".join("".join(page.get_text().split()) for page in opened)
    for mark in ("十、", "十一、", "①", "②"):
        assert mark in words
