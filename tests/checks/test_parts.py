"""Cells, calls, citations, links and pictures: one less on the way is noticed, at every seam.

Each test takes a part away that it chooses by chance, between two stages of a real build, and sees
the error; so it is the proof that the count can fail.
"""

from __future__ import annotations

import copy
import importlib
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from bench import counts as bench_counts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from places import BOOKS
from publications import written

from nkbook.checks.parts.editing import lost_in_editing
from nkbook.checks.parts.kinds import parts, roots
from nkbook.checks.parts.marks import lost_calls
from nkbook.checks.parts.reading import lost_in_reading
from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.diagnostics.problems import Diagnostic
from nkbook.formats import epub, paged, pdf
from nkbook.formats.base import FormatContext
from nkbook.formats.epub.layout import Layout
from nkbook.formats.epub.pages import XhtmlFile
from nkbook.formats.html.files.losses import judge_chapters
from nkbook.formats.paged.judgement import judge_parts
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document, Element, Kind
from nkbook.model.elements import XHTML
from nkbook.model.metadata import Matter
from nkbook.model.publication import Publication
from nkbook.model.trees import unwrap
from nkbook.project import config, load

CHAPTERS = (
    """\
渡輪[^a]每日兩班[@chan2020, 頁 3]，見[時刻表](#t)、[碼頭](https://a.example/碼頭?x=1&y=2)、[]{#p}
<https://b.example/>、https://c.example 與[島志][d]。![小方](images/dot.png){alt="點"}
<a href="https://e.example">岸</a>與<img src="images/dot.png" alt="另一點">，[下一章](two.md)。

| 船 | 時 | 註 |
|:---|---:|----|
| 甲^[快船] | 八 | [票](https://f.example) |
| 乙 | | ![旗](images/dot.png) |
| *丙* `c` | 十[@smith1999] | |

: 時刻 {#t}

+------+------------+
| 南岸 | 1. 茶      |
|      | 2. [水](#p)|
+------+------------+
| 北岸 |            |
+------+------------+

<table><tr><td>東</td><td rowspan="2"><b>西</b></td></tr><tr><td></td></tr></table>

[![方](images/square.svg)](https://g.example)

![方格[^b]與[圖](#t)](images/square.svg){#f alt="一個正方形"}

[^a]: 船期見[網頁](https://h.example)，又見 [@chan2020]。

    | 潮 | 高 |
    |----|----|
    | 漲 | 三 |

[^b]: 某社繪。![印](images/dot.png)

[d]: https://i.example "題"
""",
    """\
## 燈塔[^c]與[霧](https://j.example) {#tower}

::: {.only edition=zh-Hant-TW}
臺灣版[連結](https://k.example)與註[^d]。
:::

- ![塔](images/dot.png){alt="燈塔"}
- 見 @smith1999 與[前章](#t)。

> [^c] [見 [另書](https://l.example), @chan2020, 頁 9]

[^c]: 霧。

[^d]: 一註。
""",
)
CODE_READ = {
    Kind.CELL: "NK263",
    Kind.CALL: "NK264",
    Kind.CITATION: "NK264",
    Kind.LINK: "NK265",
    Kind.PICTURE: "NK266",
}
CODE_MADE = {
    Kind.CELL: "NK416",
    Kind.CALL: "NK417",
    Kind.LINK: "NK418",
    Kind.PICTURE: "NK419",
}
many = settings(max_examples=60, suppress_health_check=list(HealthCheck))
Change = Callable[[Element], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("parts")
    for name in ("images", "data"):
        shutil.copytree(BOOKS / "everything/chapters" / name, made / "chapters" / name)
    return made


@pytest.fixture(scope="module")
def book(folder: Path) -> tuple[Publication, FormatContext]:
    return written(folder, *CHAPTERS, back='"bibliography"')


@pytest.fixture(scope="module")
def read(folder: Path, book: tuple[Publication, FormatContext]) -> list[Document]:
    assert book  # has written the folder
    found, _ = load.load(config.load(folder))
    return [parse(chapter)[0] for chapter in found.chapters.values()]


def copied(document: Document) -> Document:
    """Return a document with trees of its own."""
    return replace(
        document,
        tree=copy.deepcopy(document.tree),
        notes=tuple(replace(note, body=copy.deepcopy(note.body)) for note in document.notes),
        citations=copy.deepcopy(document.citations),
    )


def taken_out(element: Element) -> None:
    element.text = None
    del element[:]
    unwrap(element)


def without_address(element: Element) -> None:
    element.attrib.pop("href", None)
    element.attrib.pop("src", None)


def emptied(cell: Element) -> None:
    del cell[:]
    cell.text = None


def joined(cell: Element) -> None:
    other = cell.getnext() if cell.getnext() is not None else cell.getprevious()
    assert other is not None
    other.text = f"{other.text or ''}{''.join(map(str, cell.itertext()))}"
    emptied(cell)


def changes(kind: Kind, element: Element) -> Sequence[Change]:
    """Return the ways to lose a part."""
    if kind is not Kind.CELL:
        return [taken_out, unwrap, without_address][: 3 if kind is Kind.LINK else 1]
    if not "".join(map(str, element.itertext())).strip():
        return [taken_out]
    row = element.getparent()
    return [taken_out, emptied, *([joined] if row is not None and len(row) > 1 else [])]


def lose(data: st.DataObject, kind: Kind, found: list[Element]) -> None:
    element = data.draw(st.sampled_from(found))
    data.draw(st.sampled_from(changes(kind, element)))(element)


def of_kind(document: Document, kind: Kind) -> list[Element]:
    return [part for root in roots(document) for one, part in parts(root) if one is kind]


def codes(found: Iterator[Diagnostic]) -> set[str]:
    return {item.code for item in found}


def test_nothing_is_missed_that_is_there(read: list[Document]) -> None:
    for document in read:
        assert list(lost_in_reading(document)) == []
    counts = {kind: sum(len(of_kind(document, kind)) for document in read) for kind in Kind}
    assert min(counts.values()) >= 5, counts


@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
@many
def test_what_is_lost_in_reading_is_noticed(
    kind: Kind, data: st.DataObject, read: list[Document]
) -> None:
    document = copied(data.draw(st.sampled_from([one for one in read if of_kind(one, kind)])))
    lose(data, kind, of_kind(document, kind))
    found = list(lost_in_reading(document))
    assert CODE_READ[kind] in {item.code for item in found}
    assert all(item.location and item.location.line for item in found)


@given(data=st.data())
@many
def test_a_call_has_its_note_and_a_note_its_call(data: st.DataObject, read: list[Document]) -> None:
    document = copied(data.draw(st.sampled_from(read)))
    gone = data.draw(st.sampled_from(document.notes))
    without = replace(document, notes=tuple(note for note in document.notes if note is not gone))
    assert "NK264" in codes(lost_in_reading(without))


def test_a_call_that_the_parser_does_not_see_is_noticed() -> None:
    chapter = Chapter(
        "c", "題", Matter.BODY, "甲[^a]。\n\n乙[^b]與[^a]。\n\n[^a]: 註。\n", "c.md", 1
    )
    document, problems = parse(chapter)
    assert list(lost_calls(document, problems)) == []  # [^b] has no note and is printed
    deaf = replace(chapter, text=chapter.text.replace("與[^a]", "與"))
    heard, problems = parse(deaf)
    (found,) = lost_calls(replace(heard, chapter=chapter), problems)
    assert (found.code, found.location and found.location.line) == ("NK264", 3)


@pytest.mark.parametrize(
    "text",
    [
        "`[^a]` 與 \\[^a] 與 $x[^a]$ 與 [^a]{.x} 與 ![^a]",
        "```js\n/[^a]/\n```\n\n<!-- [^a] -->\n\n<script>x = /[^b]/</script>",
        "甲[^a]。\n\n[^a]: 註^[又[^b]]。\n\n[^b]: 二。\n\n[^c]: 無[^b]。",
        "[網[^a]](https://a.example/[^b])：[^a]\n\n[^a]: 註\n[^a]: 再註[^c]\n[^c]: 三",
        '# 題[^a]\n\n> - [^a]\n\n文![圖[^a]](a.png){alt="牆"}\n\n[^a]: 註',
        "[見[^a] @k]與^[@k [^a]]\n\n[^a]: 註",
        "[^[^a]與[^b]。\n\n[^a]: 註\n\n[^b]: 二",
        "^[^[[^a]、[^[^(u)[^a]與<ruby>漢<rp>[^b](<rt>h</ruby>\n\n[^a]: 註\n\n[^b]: 二",
        "~[^~*`b`]與[^`c[^一`]",
    ],
)
def test_what_looks_like_a_call_is_none_or_counted(text: str) -> None:
    document, problems = parse(Chapter("c", "", Matter.BODY, text, "c.md", 1))
    assert list(lost_calls(document, problems)) == []
    assert list(lost_in_reading(document)) == []


@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
@many
def test_what_is_lost_in_editing_is_noticed(
    kind: Kind,
    data: st.DataObject,
    read: list[Document],
    book: tuple[Publication, FormatContext],
) -> None:
    publication, _ = book
    assert list(lost_in_editing(read, publication, ())) == []
    pages = [
        replace(page, document=copied(page.document)) if page.document else page
        for page in publication.pages
    ]
    documents = [page.document for page in pages if page.document]
    if kind is Kind.CITATION:  # which have become calls, and in notes their text
        found = [
            part
            for document in documents
            for part in [*document.tree.iter("a"), *notes_of(document)]
            if part.get("class") in ("cited", "noteref") and "-fn-a-" not in str(part.get("id"))
        ]
    else:
        found = [
            part
            for document in documents
            for part in of_kind(document, kind)
            if kind is not Kind.LINK or part.get("data-line")  # the citation style makes others
        ]
    lose(data, kind, found)
    lost = list(lost_in_editing(read, replace(publication, pages=tuple(pages)), ()))
    assert CODE_READ[kind] in {item.code for item in lost}


def notes_of(document: Document) -> Iterator[Element]:
    for note in document.notes:
        yield from note.body.iter("span")


@dataclass(frozen=True)
class Made:
    """An EPUB: its publication and the XHTML of its chapters by page."""

    publication: Publication
    files: dict[str, XhtmlFile]
    layout: Layout

    def judged(self, **other: bytes) -> set[str]:
        files = {
            id: (replace(file, data=other.get(id, file.data)),) for id, file in self.files.items()
        }
        return codes(judge_chapters(self.publication, files, self.layout))


@pytest.fixture(scope="module")
def made(book: tuple[Publication, FormatContext], tmp_path_factory: pytest.TempPathFactory) -> Made:
    publication, context = book
    target = tmp_path_factory.mktemp("epub") / "a.epub"
    epub.render(publication, context, target)
    layout = Layout.of(publication)
    with zipfile.ZipFile(target) as archive:
        names = {name.partition("/")[2] or name: name for name in archive.namelist()}
        files = {
            page.id: XhtmlFile(name, archive.read(names[name]), (), {})
            for page in publication.pages
            for name in [layout.pages[page.id]]
        }
    return Made(publication, files, layout)


@pytest.mark.parametrize("kind", CODE_MADE)
@given(data=st.data())
@many
def test_what_is_lost_in_a_file_is_noticed(kind: Kind, data: st.DataObject, made: Made) -> None:
    assert made.judged() == set()
    page = data.draw(st.sampled_from([one for one in made.publication.pages if one.document]))
    root = etree.fromstring(made.files[page.id].data)
    tags = {Kind.CELL: ("td", "th"), Kind.PICTURE: ("img",)}.get(kind, ("a",))
    found = [
        element
        for element in root.iter(*(f"{XHTML}{tag}" for tag in tags))
        if kind is not Kind.CALL or element.get("role") == "doc-noteref"
        if kind is not Kind.LINK or element.get("role") is None
    ]
    if not found:
        return
    lose(data, kind, found)
    assert CODE_MADE[kind] in made.judged(**{page.id: etree.tostring(root)})


@dataclass(frozen=True)
class Laid:
    """A book laid out: its publication and its layout."""

    publication: Publication
    layout: Any

    def judged(self) -> set[str]:
        losses = importlib.import_module("nkbook.weasy.paging.losses")  # imports WeasyPrint
        printed = losses.printed(self.layout.document.pages)
        shown = losses.shown_parts(printed, self.layout.root)
        return codes(judge_parts(self.publication, shown))

    def boxes(self) -> Iterator[tuple[Any, Any]]:
        """Yield the boxes of the pages, each with the one that it is in."""

        def inside(box: Any) -> Iterator[tuple[Any, Any]]:
            for child in getattr(box, "children", ()):
                yield box, child
                yield from inside(child)

        for page in self.layout.document.pages:
            yield from inside(page._page_box)


@pytest.fixture(scope="module")
def laid(book: tuple[Publication, FormatContext]) -> Iterator[Laid]:
    publication, context = book
    with paged.setting(publication, context) as weasyprint:
        publication, layout = paged.laid_out(weasyprint, publication, context)
        yield Laid(publication, layout)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Kind.CELL, Kind.LINK, Kind.PICTURE])
@given(data=st.data())
@many
def test_what_is_lost_on_the_pages_is_noticed(kind: Kind, data: st.DataObject, laid: Laid) -> None:
    assert laid.judged() == set()
    tags = {Kind.CELL: ("td", "th"), Kind.PICTURE: ("img",)}.get(kind, ("a",))
    found = [
        (around, box)
        for around, box in laid.boxes()
        if box.element_tag in tags and type(box).__name__ not in ("TextBox", "LineBox")
        if kind is not Kind.LINK or box.element.get("href")
        if not (box.element.get("src") or "").startswith("data:")  # a formula
    ]
    around, box = data.draw(st.sampled_from(found))
    pages = laid.layout.document.pages
    kept = [list(page.links) for page in pages]
    children = around.children
    try:
        if kind is Kind.LINK:
            inner = set(box.element.iter())
            for page in pages:
                page.links[:] = [link for link in page.links if link[3].element not in inner]
        else:
            around.children = [child for child in children if child is not box]
        assert CODE_MADE[kind] in laid.judged()
    finally:
        around.children = children
        for page, links in zip(pages, kept, strict=True):
            page.links[:] = links


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Kind.CELL, Kind.LINK, Kind.PICTURE])
@given(data=st.data())
@many
def test_what_a_template_leaves_out_of_the_pages_is_noticed(
    kind: Kind, data: st.DataObject, laid: Laid
) -> None:
    """The pages lack what the tree has: here the tree of a chapter has a part more."""
    pages = [
        replace(page, document=copied(page.document)) if page.document else page
        for page in laid.publication.pages
    ]
    documents = [page.document for page in pages if page.document]
    found = [part for document in documents for part in of_kind(document, kind)]
    part = data.draw(st.sampled_from(found))
    part.addnext(copy.deepcopy(part))
    more = replace(laid, publication=replace(laid.publication, pages=tuple(pages)))
    assert CODE_MADE[kind] in more.judged()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "code", "words"),
    [
        ("td:empty { display: none }", "NK416", "an empty table cell"),
        ("img { display: none }", "NK419", "picture images/dot.png"),
        ("img { visibility: hidden }", "NK419", "picture images/dot.png"),
        ("a { display: none }", "NK418", "link https://a.example"),
    ],
)
def test_what_a_stylesheet_hides_on_the_pages_is_noticed(
    rule: str, code: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/book.css").write_text(rule, encoding="utf-8")
    shutil.copytree(BOOKS / "everything/chapters/images", tmp_path / "chapters/images")
    text = "春[景](https://a.example)。\n\n![點](images/dot.png)\n\n| 甲 | 乙 |\n|--|--|\n| | 丙 |"
    publication, context = written(tmp_path, text)
    with pytest.raises(InvalidOutputError) as caught:
        pdf.render(publication, context, tmp_path / "a.pdf")
    lost = [item for item in caught.value.diagnostics if item.code != "NK411"]  # its letters
    (found,) = lost
    assert found.code == code
    assert words in found.message
    assert found.location is not None
    assert found.location.line in (5, 7, 11)


@pytest.mark.slow
def test_a_template_without_the_text_of_a_chapter_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "styles/templates/pages"
    folder.mkdir(parents=True)
    body = '<section id="{{ page.id }}"><h1>{{ page.title }}</h1></section>'
    (folder / "chapter.html.j2").write_text(body, encoding="utf-8")
    publication, context = written(tmp_path, "| 甲 |\n|----|\n| [乙](https://a.example) |")
    with pytest.raises(InvalidOutputError) as caught:
        pdf.render(publication, context, tmp_path / "a.pdf")
    assert {item.code for item in caught.value.diagnostics} == {"NK411", "NK416", "NK418"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "tag"),
    [("draw_inline_level", "p"), ("draw_inline_level", "td"), ("draw_replacedbox", "img")],
)
def test_what_is_not_painted_is_noticed(
    function: str,
    tag: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    book: tuple[Publication, FormatContext],
) -> None:
    """A painter that leaves out the second line of the book's paragraphs, say."""
    publication, context = book
    with paged.setting(publication, context):
        draw = importlib.import_module("weasyprint.draw")
        paint = getattr(draw, function)
        seen: list[Any] = []

        def lossy(*given: Any, **named: Any) -> None:
            boxes = [one for one in given if getattr(one, "element_tag", None) == tag]
            if boxes and type(boxes[0]).__name__ != "InlineBox":
                seen.append(boxes[0])
            if not boxes or len(seen) != 2:
                paint(*given, **named)

        monkeypatch.setattr(draw, function, lossy)
        with pytest.raises(InvalidOutputError) as caught:
            pdf.render(publication, context, tmp_path / "a.pdf")
    assert {item.code for item in caught.value.diagnostics} == {"NK408"}
    assert "was not painted" in caught.value.diagnostics[0].message


@pytest.mark.slow
def test_what_the_counts_cost_can_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """``make bench`` knows every function that counts; how fast the machine is says nothing."""
    assert 0 < bench_counts.report("small", BOOKS / "everything") < 100
    assert "all counts" in capsys.readouterr().out
