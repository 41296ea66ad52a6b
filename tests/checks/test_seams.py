"""Words, notes, cells, pictures, links and calls of finished books, each lost or changed in turn.

All of a small book are taken, one after the other, in the files of its EPUB and in the boxes of its
pages, and the checks of the build itself have to find each: the counts are of what they found.
"""

from __future__ import annotations

import copy
import importlib
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from places import BOOKS
from publications import written

from nkbook.diagnostics.problems import Diagnostic
from nkbook.formats import epub, paged
from nkbook.formats.base import FormatContext
from nkbook.formats.epub.judgement import check_epub
from nkbook.formats.epub.layout import Layout
from nkbook.formats.epub.pages import XhtmlFile
from nkbook.formats.html.files.losses import judge_chapters
from nkbook.formats.paged.judgement import judge_notes, judge_parts, judge_texts
from nkbook.model.document import Element
from nkbook.model.elements import XHTML
from nkbook.model.publication import Publication
from nkbook.model.trees import unwrap

TEXT = """\
渡輪每日往返[^a]，見[時刻](https://a.example/t)。![小方](images/dot.png){alt="點"}再看[碼頭](#u)[^b]。

| 船 | 鐘 |
|----|----|
| 甲 | 八 |
| 乙 | 九 |

![方格](images/square.svg){#u alt="正"}

> [^a]引文

[^a]: 潮汐[網](https://b.example)。

[^b]: 風向。
"""
TAGS = {"note": "aside", "cell": "td", "picture": "img", "link": "a", "call": "a"}
Way = Callable[[Element], None]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, FormatContext]:
    folder = tmp_path_factory.mktemp("seams")
    shutil.copytree(BOOKS / "everything/chapters/images", folder / "chapters/images")
    return written(folder, TEXT)


@dataclass
class Score:
    """How many changes there were, and how many were found, by kind."""

    made: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)

    def count(self, kind: str, problems: set[str]) -> None:
        self.made[kind] += 1
        self.found[kind] += bool(problems)


def codes(*found: Iterator[Diagnostic] | tuple[Diagnostic, ...]) -> set[str]:
    return {item.code for items in found for item in items}


# ---------------------------------------------------------------- the files of an EPUB


@dataclass(frozen=True)
class File:
    """The file of the book's chapter, in an EPUB that is written again with another one."""

    publication: Publication
    epub: Path
    name: str

    def data(self) -> bytes:
        with zipfile.ZipFile(self.epub) as archive:
            return archive.read(self.name)

    def judged(self, data: bytes) -> set[str]:
        other = self.epub.with_name("other.epub")
        with zipfile.ZipFile(self.epub) as archive, zipfile.ZipFile(other, "w") as made:
            for item in archive.infolist():
                made.writestr(item, data if item.filename == self.name else archive.read(item))
        layout = Layout.of(self.publication)
        (page,) = (one for one in self.publication.pages if one.document)
        file = XhtmlFile(layout.pages[page.id], data, (), {})
        files = {one.id: (file,) for one in self.publication.pages}
        return codes(judge_chapters(self.publication, files, layout), check_epub(other))


@pytest.fixture(scope="module")
def file(book: tuple[Publication, FormatContext], tmp_path_factory: pytest.TempPathFactory) -> File:
    publication, context = book
    target = tmp_path_factory.mktemp("epub") / "a.epub"
    epub.render(publication, context, target)
    with zipfile.ZipFile(target) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith("/one.xhtml"))
    return File(publication, target, name)


def of_kind(root: Element, kind: str) -> list[Element]:
    roles = {"call": "doc-noteref", "link": None}
    return [
        element
        for element in root.iter(f"{XHTML}{TAGS[kind]}")
        if kind not in roles or element.get("role") == roles[kind]
    ]


def drop(element: Element) -> None:
    element.text = None
    del element[:]
    unwrap(element)


def swap(element: Element) -> None:
    """Give an element what the next of its kind has: its words, or its address."""
    others = [one for one in element.getroottree().iter(str(element.tag)) if one is not element]
    for name in ("href", "src"):
        for other in others:
            if element.get(name) and other.get(name) not in (None, element.get(name)):
                element.set(name, str(other.get(name)))
                return
    other = next(one for one in others if "".join(one.itertext()) != "".join(element.itertext()))
    del element[:]
    element.text = "".join(map(str, other.itertext()))


def double(element: Element) -> None:
    element.addnext(copy.deepcopy(element))


def words(text: str | None) -> list[str]:
    return re.findall(r"[\u4e00-\u9fff]+", text or "")


def changed(root: Element, change: Callable[[str], str]) -> Iterator[bytes]:
    """Yield a file once for each word of its chapter and notes, with that one changed."""
    (body,) = root.iter(f"{XHTML}body")
    for element in body.iter(etree.Element):
        if element.tag in (f"{XHTML}p", f"{XHTML}td", f"{XHTML}th", f"{XHTML}a"):
            for name in ("text", "tail"):
                before = getattr(element, name)
                for word in words(before) if name == "text" or element.tag == f"{XHTML}a" else ():
                    setattr(element, name, before.replace(word, change(word), 1))
                    yield etree.tostring(root)
                    setattr(element, name, before)


@pytest.mark.parametrize("way", [drop, swap])
def test_what_an_epub_has_lost_or_changed_is_found(way: Way, file: File) -> None:
    assert file.judged(file.data()) == set()
    score = Score()
    for kind in TAGS:
        for number in range(len(of_kind(etree.fromstring(file.data()), kind))):
            root = etree.fromstring(file.data())
            way(of_kind(root, kind)[number])
            score.count(kind, file.judged(etree.tostring(root)))
    other = "" if way is drop else "異"
    for data in changed(etree.fromstring(file.data()), lambda word: other * len(word)):
        score.count("word", file.judged(data))
    assert score.found == score.made
    assert score.made == {"note": 3, "cell": 4, "picture": 2, "link": 4, "call": 3, "word": 16}


def test_a_note_or_a_call_that_an_epub_has_twice_is_found(file: File) -> None:
    """A link or a picture more is no loss: templates may show one again."""
    score = Score()
    for kind in ("note", "call"):
        for number in range(len(of_kind(etree.fromstring(file.data()), kind))):
            root = etree.fromstring(file.data())
            double(of_kind(root, kind)[number])
            score.count(kind, file.judged(etree.tostring(root)))
    assert score.found == score.made == {"note": 3, "call": 3}


# ---------------------------------------------------------------- the boxes of the pages


@pytest.mark.slow
def test_what_pages_have_lost_is_found(book: tuple[Publication, FormatContext]) -> None:
    publication, context = book
    losses = importlib.import_module("nkbook.weasy.paging.losses")  # imports WeasyPrint
    pages_module = importlib.import_module("nkbook.weasy.paging.pages")
    with paged.setting(publication, context) as weasyprint:
        publication, layout = paged.laid_out(weasyprint, publication, context)
        pages = layout.document.pages

        def judged() -> set[str]:
            printed = losses.printed(pages)
            placed = pages_module.link_notes(pages)
            return codes(
                judge_texts(publication, losses.lost_texts(printed, layout.root)),
                judge_parts(publication, losses.shown_parts(printed, layout.root)),
                judge_notes(publication, placed, [str(number) for number in range(len(pages))]),
            )

        def boxes(box: Any) -> Iterator[tuple[Any, Any]]:
            for child in getattr(box, "children", ()):
                yield box, child
                yield from boxes(child)

        everything = [pair for page in pages for pair in boxes(page._page_box)]
        assert judged() == set()
        score = Score()
        for around, box in everything:
            if hasattr(box, "text") and box.element is not None and words(box.text):
                if "::" in box.element_tag or not in_chapter(box.element, TEXT):
                    continue
                text = box.text
                for word in words(text):
                    box.text = text.replace(word, "", 1)
                    score.count("word", judged())
                box.text = text
            elif kind := kind_of_box(box):
                children = around.children
                around.children = [child for child in children if child is not box]
                score.count(kind, judged())
                around.children = children
    assert score.found == score.made
    assert score.made == {"note": 3, "cell": 4, "picture": 2, "call": 3, "word": 11}


def in_chapter(element: Any, text: str) -> bool:
    return all(word in text for word in words("".join(element.itertext())))


def kind_of_box(box: Any) -> str:
    """Return what a box is that a chapter has parts for."""
    name = type(box).__name__
    if name in ("TextBox", "LineBox"):
        return ""
    if box.element_tag == "span::footnote-call":
        return "call"
    if box.element_tag == "span" and "note" in str(box.element.get("class")).split():
        return "note"
    return {"td": "cell", "img": "picture"}.get(box.element_tag, "")
