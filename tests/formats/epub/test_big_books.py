"""Chapters too large for one file: in several, with every link, note and page where it belongs."""

from __future__ import annotations

import posixpath

import pytest
from judges import epubcheck
from lxml import etree
from opened import NS, Opened, text
from publications import written

from nkbook.formats import epub
from nkbook.formats.epub.parts.splitting import LIMIT, divided
from nkbook.model.document import Element

WORDS = "島上的燈塔建於岩石之上，塔身漆成白色，夜裏每十秒閃光一次，船員遠遠看見，便知道港口近了。"


def chapter(sections: int, paragraphs: int) -> str:
    """Return a chapter of so many sections, whose paragraphs have notes and links to others."""
    lines = []
    for section in range(sections):
        lines.append(f"## 第{section}節 {{#sec-{section}}}")
        for number in range(paragraphs):
            key = f"{section}-{number}"
            lines.append(f"段{key}：{WORDS * 5}見[某節](#sec-{(section + 3) % sections})。[^{key}]")
            lines.append(f"[^{key}]: 註{key}：{WORDS}")
    return "\n\n".join(lines)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = tmp_path_factory.mktemp("big")
    publication, context = written(folder, chapter(6, 60), "見[第五節](#sec-5)。")
    return Opened(epub.render(publication, context, folder / "book.epub").path)


def bodies(book: Opened) -> dict[str, Element]:
    return {name: book.pages[name] for name in book.spine() if "one" in name}


def test_no_file_is_too_large(book: Opened) -> None:
    sizes = [len(book.files[f"EPUB/{name}"]) for name in bodies(book)]
    assert len(sizes) > 1
    assert max(sizes) <= LIMIT


def test_the_text_is_whole_and_in_order(book: Opened) -> None:
    found = [
        text(one).partition("：")[0]
        for root in bodies(book).values()
        for one in root.iterfind(".//h:p", NS)
        if text(one).startswith("段")
    ]
    assert found == [f"段{section}-{number}" for section in range(6) for number in range(60)]
    ids = [one.get("id") for root in bodies(book).values() for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))


def test_sections_begin_files(book: Opened) -> None:
    """A part ends between sections where it can; here each file has some of them, whole."""
    for root in bodies(book).values():
        for section in root.iterfind(".//h:section[@class='level2']", NS):
            assert section.find("h:h2", NS) is not None


def test_notes_are_in_the_file_that_calls_them(book: Opened) -> None:
    for root in bodies(book).values():
        calls = {str(one.get("href")) for one in root.iterfind(".//h:a[@role='doc-noteref']", NS)}
        notes = {f"#{one.get('id')}" for one in root.iterfind(".//h:aside", NS)}
        assert calls == notes
        assert calls


@pytest.mark.slow
def test_links_lead_to_what_they_name(book: Opened) -> None:
    for name, root in book.pages.items():
        for link in root.iterfind(".//h:a[@href]", NS):
            path, _, anchor = str(link.get("href")).partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            there = book.pages[target if path else name]
            assert not anchor or there.find(f".//*[@id='{anchor}']") is not None
    assert epubcheck.judge(book.path) == ()


def test_one_section_larger_than_a_file_is_divided_between_paragraphs() -> None:
    inner = "".join(f"<p id='p{number}'>{WORDS}</p>" for number in range(40))
    root = etree.fromstring(
        f"<section id='page'><section id='s' class='level2'><h2 id='h'>節</h2>{inner}</section>"
        f"<section id='t' class='level2'><h2>次</h2>{inner.replace('p', 'q')}</section></section>"
        .replace("<q", "<p").replace("</q", "</p")
    )  # fmt: skip
    parts = divided(root, "題", 6_000)
    assert len(parts) > 2
    for part in parts:
        assert len(etree.tostring(part, encoding="utf-8")) < 6_000
        last = [one for one in part.iter() if one.tag in ("h2", "p")][-1]
        assert last.tag == "p"
    names = [one.get("id") for part in parts for one in part.iter("p")]
    assert names == [f"{letter}{number}" for letter in "pq" for number in range(40)]
    sections = [one.get("id") for part in parts for one in part.iter("section") if one.get("id")]
    assert sections == ["page", "s", "t"]
