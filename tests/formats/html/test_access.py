"""What the accessibility metadata claims, compared with what the file holds, claim by claim."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import publications
import pytest
import tinycss2
from opened import NS, TYPE, Opened
from PIL import Image

from nkbook.formats import epub, pdf
from nkbook.formats.base import FormatContext
from nkbook.model.publication import Publication

pytestmark = pytest.mark.slow

Made = tuple[Publication, FormatContext]
SPACES = {**NS, "epub": TYPE[1:].partition("}")[0]}
FIXED = re.compile(r"\d(?:px|pt|pc|mm|cm|in|Q)\b")


def bare(work: Path) -> Made:
    """Return a book with no cover, picture, note or index."""
    return publications.written(work / "bare", "甲。", front='"title-page"')


def animated(work: Path) -> Made:
    """Return a book whose one picture may move."""
    images = work / "animated" / "chapters" / "images"
    images.mkdir(parents=True)
    Image.new("L", (9, 9)).save(images / "dot.gif")
    return publications.written(work / "animated", '![圖](images/dot.gif){alt="點"}')


def paged(made: Made, work: Path) -> Made:
    page_map = pdf.lay_out(*made, work / "none.pdf").page_map
    return made[0], dataclasses.replace(made[1], page_map=page_map)


def vertical(made: Made) -> Made:
    return made[0], publications.with_options(made[1], epub={"vertical": True})


BOOKS: dict[str, Callable[[Path], Made]] = {
    "bare": bare,
    "bare vertical": lambda work: vertical(bare(work)),
    "animated": animated,
    "everything": lambda work: publications.named("everything", work),
    "everything vertical": lambda work: vertical(publications.named("everything", work)),
    "index and pages": lambda work: paged(publications.named("apparatus", work), work),
}


@pytest.fixture(scope="module", params=BOOKS)
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    work = tmp_path_factory.mktemp("access")
    publication, context = BOOKS[request.param](work)
    return Opened(epub.render(publication, context, work / "book.epub").path)


def has(book: Opened, path: str) -> bool:
    """Tell whether an XPath finds something on some page but the nav."""
    texts = (root for name, root in book.pages.items() if name != "nav.xhtml")
    return any(root.xpath(path, namespaces=SPACES) for root in texts)


def navigates(book: Opened, kind: str) -> bool:
    links = f".//h:nav[@epub:type='{kind}']//h:a"
    return bool(book.pages["nav.xhtml"].xpath(links, namespaces=SPACES))


def sizes(book: Opened) -> list[str]:
    """Return what the stylesheet says of fonts and lines."""
    rules = tinycss2.parse_stylesheet(book.files["EPUB/styles/book.css"].decode())
    return [
        tinycss2.serialize(item.value)
        for rule in rules
        if rule.type == "qualified-rule"
        for item in tinycss2.parse_blocks_contents(rule.content)
        if item.type == "declaration" and item.lower_name in ("font", "font-size", "line-height")
    ]


def held(book: Opened) -> set[str]:
    """Return the terms of schema.org that a reader of the file would find to be true."""
    images = [image for root in book.pages.values() for image in root.iterfind(".//h:img", NS)]
    sheet = book.files["EPUB/styles/book.css"].decode()
    turned = bool(re.search(r"^html \{[^}]* writing-mode: vertical-rl", sheet, re.MULTILINE))
    listed = book.pages["nav.xhtml"].iterfind(".//h:nav[@role='doc-toc']//h:a", NS)
    chapters = {str(link.get("href")).partition("#")[0] for link in listed}
    tests = {
        "MathML": has(book, "//*[local-name() = 'math']"),
        "ARIA": has(book, "//*[starts-with(@role, 'doc-')]") or navigates(book, "toc"),
        "alternativeText": bool(images) and all(image.get("alt") for image in images),
        "displayTransformability": not any(map(FIXED.search, sizes(book))),
        "horizontalWriting": not turned,
        "index": has(book, "//h:section[@epub:type='index']//h:a"),
        "pageBreakMarkers": has(book, "//*[@role='doc-pagebreak']"),
        "pageNavigation": navigates(book, "page-list"),
        "readingOrder": len(set(book.spine())) == len(book.pages) - 1,
        "rubyAnnotations": has(book, "//h:ruby/h:rt"),
        "structuralNavigation": all(
            book.pages[name].xpath("//h:h1", namespaces=NS) for name in chapters
        ),
        "tableOfContents": navigates(book, "toc"),
        "unlocked": "META-INF/encryption.xml" not in book.files,
        "verticalWriting": turned,
    }
    return {name for name, true in tests.items() if true}


def test_features_are_those_of_the_file(book: Opened) -> None:
    claimed = book.metas("schema:accessibilityFeature")
    assert sorted(map(str, claimed)) == sorted(held(book))


def test_modes_and_hazards(book: Opened) -> None:
    pictures = has(book, "//h:img")
    modes = ["textual", "visual"] if pictures else ["textual"]
    assert book.metas("schema:accessMode") == modes
    assert book.metas("schema:accessModeSufficient") == ["textual"]
    assert not has(book, "//h:img[not(@alt)] | //h:audio | //h:video | //h:script")
    moving = any(name.endswith(".gif") for name in book.files)
    assert book.metas("schema:accessibilityHazard") == ["unknown" if moving else "none"]
    assert book.metas("dcterms:conformsTo") == []  # nobody has judged these books


def test_summary_tells_no_more(book: Opened) -> None:
    (summary,) = book.metas("schema:accessibilitySummary")
    assert summary is not None
    assert ("註文" in summary) == has(book, "//h:aside[@role='doc-footnote']")
    assert ("圖片" in summary) == has(book, "//h:img")
    assert ("索引" in summary) == has(book, "//h:section[@epub:type='index']")
    assert ("頁碼" in summary) == navigates(book, "page-list")
