"""The EPUB's page-list: each page of the PDF found in the text, at its very first character."""

from __future__ import annotations

import dataclasses
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import publications
import pymupdf
import pytest
from conftest import EDITIONS, run_nkbook
from judges import epubcheck
from judges.papers import PAPERS
from lxml import etree
from opened import NS, TYPE, Opened, text
from places import BOOKS

from nkbook.formats import epub, pdf
from nkbook.formats.html.files import pagebreaks
from nkbook.model.document import Element
from nkbook.model.pagemap import PageMap, PageStart
from nkbook.model.trees import counted

COMPARED, IN_CELL = 8, 4  # characters
FIGURES = ("圖", "图", "表")  # with which captions begin
GAP = 12.0  # pt
SAME = 3.0  # pt between baselines of one row
RAISED = 7.3  # pt: the numbers of notes are no larger
# What the PDF adds: the pages of references, leaders and pages in the contents, and at the head
# of a page what goes on there.
GENERATED = re.compile(
    r"（[頁页][ivxl\d]+）|，[頁页][ivxl\d]+|\.{2,}[ivxl\d]*|^[^（]{1,40}（[續续]）"
)


@dataclass(frozen=True)
class Printed:
    """A page as PyMuPDF reads it: its label and the text of its block, notes' numbers left out."""

    label: str
    body: str
    first_line: str  # the same of its first line alone, however wide the gaps between its words
    left: str  # the same of its left half


@dataclass(frozen=True)
class Both:
    """A book in both formats."""

    pages: tuple[Printed, ...]
    epub: Opened
    nav: Element


def printed(path: Path, head: float) -> Iterator[Printed]:
    """Yield the pages of a PDF that hold text below the head margin (pt)."""
    with pymupdf.open(path) as document:
        for page in document:
            spans = [
                (span["origin"][1], span["origin"][0], span["bbox"][2], span["text"])
                for block in page.get_text("dict")["blocks"]
                for line in block.get("lines", ())
                for span in line["spans"]
                if span["origin"][1] > head and span["size"] > RAISED
            ]
            lines: dict[float, list[tuple[float, float, str]]] = {}
            for y, *words in sorted(spans):
                # Cells side by side may have types of two sizes.
                line_y = next((other for other in reversed(lines) if y - other < SAME), y)
                lines.setdefault(line_y, []).append(tuple(words))
            if body := counted("".join(first_column(lines[y]) for y in sorted(lines))):
                first = "".join(word for _, _, word in sorted(lines[min(lines)]))
                middle = page.rect.width / 2
                rows = (sorted(lines[y]) for y in sorted(lines))
                left = "".join(word for row in rows for x, _, word in row if x < middle)
                yield Printed(page.get_label(), body, counted(first), counted(left))


def first_column(spans: list[tuple[float, float, str]]) -> str:
    """Return the text of a line as far as the first wide gap, after which another column begins."""
    words = ""
    last = None
    for x, end, word in sorted(spans):
        if last is not None and x - last > GAP:
            break
        words += word
        last = end
    return words


def both(folder: Path, head: float) -> Both:
    (pdf_file,) = folder.rglob("*.pdf")
    (epub_file,) = folder.rglob("*.epub")
    book = Opened(epub_file)
    return Both(tuple(printed(pdf_file, head)), book, book.pages["nav.xhtml"])


HAN = (
    "天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏閏餘成歲律呂調陽雲騰致雨露結為霜金生麗水玉出崑岡"
    "劍號巨闕珠稱夜光果珍李柰菜重芥薑海鹹河淡鱗潛羽翔龍師火帝鳥官人皇始制文字乃服衣裳推位讓國有虞陶唐"
)
SMALL = "of ordinary text"


def chapter(seed: int) -> str:
    """Return a chapter of paragraphs that all differ, with sections, notes, links and a table."""
    chance = random.Random(seed)  # noqa: S311 — the same text every time
    text = []
    for number in range(36):
        clauses = ("".join(chance.choices(HAN, k=chance.randint(4, 15))) for _ in range(12))
        text.append("，".join(clauses) + f"。[^{number % 6}]" + "見[這一節的內容](#s6)。")
        if number % 6 == 0:
            text.append(f"## {''.join(chance.choices(HAN, k=5))} {{#s{number}}}")
    rows = (f"| {''.join(chance.choices(HAN, k=6))} | {n} |" for n in range(60))
    notes = (f"[^{n}]: {''.join(chance.choices(HAN, k=20))}。" for n in range(6))
    return "\n\n".join([*text, "\n".join(["| 名 | 數 |", "|---|---|", *rows]), *notes])


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(SMALL, marks=pytest.mark.slow),
        *(pytest.param(name, marks=pytest.mark.flagship) for name in EDITIONS),
    ],
)
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    if request.param != SMALL:
        return both(request.getfixturevalue("flagship") / request.param, PAPERS["25k"].head)
    folder = tmp_path_factory.mktemp("small")
    texts = (chapter(seed).replace("#s", f"#s{seed}-") for seed in range(4))
    publications.written(folder, *texts, front='"cover", "title-page", "contents"')
    run = run_nkbook("build", folder, "-f", "pdf", "-f", "epub", "-o", folder / "out")
    assert run.code == 0, run.err
    return both(folder / "out", PAPERS["25k"].head)


def rows(book: Both) -> list[tuple[str, str]]:
    """Return label and href of the page-list's rows."""
    path = ".//h:nav[@role='doc-pagelist']//h:a"
    return [(text(link), str(link.get("href"))) for link in book.nav.iterfind(path, NS)]


def target(book: Both, href: str) -> Element:
    name, _, anchor = href.partition("#")
    root = book.epub.pages[name]
    found = [element for element in root.iter(etree.Element) if element.get("id") == anchor]
    assert len(found) == 1, href
    return found[0]


def following(place: Element) -> str:
    """Return the text from an element on to the end of its page."""
    pieces = []
    for here in (place, *place.iterancestors()):
        if etree.QName(here).localname == "body":
            break
        pieces.append(here.tail or "")
        for sibling in here.itersiblings():
            pieces.extend(running(sibling))
            pieces.append(sibling.tail or "")
    return counted("".join(pieces))


def repeated_head(place: Element) -> str:
    """Return what the PDF prints again at the head of a page that a table goes on to."""
    tables = place.iterancestors("{*}table")
    heads = [cell for table in tables for cell in table.iterfind(".//{*}thead//{*}th")]
    return counted(text(heads[0])) if heads else ""


def title_of_table(place: Element) -> list[int]:
    """Return the length of a heading that a table follows: its first row would be read next."""
    heading = place.getnext()
    table = None if heading is None else heading.getnext()
    if heading is None or table is None or etree.QName(table).localname != "table":
        return []
    return [len(counted(text(heading)))]


def has_text_before(mark: Element) -> bool:
    parent = mark.getparent()
    return parent is not None and bool(counted(parent.text or ""))


def running(element: Element) -> Iterator[str]:
    """Yield the text of an element without notes and their calls."""
    if element.get(TYPE) in ("noteref", "footnotes") or element.get("class") == "between":
        return
    yield element.text or ""
    for child in element:
        yield from running(child)
        yield child.tail or ""


def test_every_page_is_listed(book: Both) -> None:
    labels = [page.label for page in book.pages]
    assert [label for label, _ in rows(book)] == labels[1:]  # but for the cover
    assert labels[1] == "i"
    assert {"iii", "1", "50"} <= set(labels)


def test_text_after_each_mark_is_the_pages_own(book: Both) -> None:
    inside = 0
    pages = book.pages[1:]
    behind = [*(counted(GENERATED.sub("", page.body)) for page in pages[1:]), ""]
    for (label, href), page, later in zip(rows(book), pages, behind, strict=True):
        assert label == page.label
        place = target(book, href)
        columns = place.getroottree().find(".//{*}div[@class='columns']") is not None
        body = GENERATED.sub("", page.left if columns else page.body)
        body = counted(body).removeprefix(repeated_head(place))
        # The lines of cells side by side are read as one.
        cells = [counted(text(cell)) for cell in place.iterancestors("{*}td", "{*}th")]
        narrow = [*map(len, cells), *title_of_table(place)]
        expected = body[: min(IN_CELL, *narrow) if narrow else COMPARED]
        found = following(place)
        loose = page.first_line[:COMPARED] if len(page.first_line) >= COMPARED else expected
        if found.startswith((expected[: len(found)], loose)):
            inside += has_text_before(place)
            continue
        above = body.partition(found[:COMPARED])[0]
        if above != body and any(kind in above for kind in FIGURES):
            continue  # below a figure that stands before other text in the source
        if any(kind in body for kind in FIGURES) and later.startswith(found[:COMPARED]):
            continue  # of a page with a figure alone, the text goes on behind it
        link = place.getnext()
        assert link is not None, (label, expected, found[:40])
        if etree.QName(link).localname == "img":  # the page begins with the picture's own words
            assert found[:COMPARED] in page.body, label
            continue
        # A page that begins inside a link has its mark before the link.
        assert etree.QName(link).localname == "a", (label, expected, found[:40])
        words = counted(text(link))
        if place.getroottree().find(".//{*}*[@class='page-contents']") is not None and (
            expected.startswith(words[:COMPARED])
        ):
            continue  # the PDF's contents name fewer levels
        at = (words + following(link)).find(expected)
        assert 0 < at < len(words), (label, expected, words, following(link)[:60])
    assert inside > 20


def test_marks_are_where_they_may_be(book: Both) -> None:
    for name, root in book.epub.pages.items():
        for mark in root.iterfind(".//h:*[@role='doc-pagebreak']", NS):
            assert mark.get(TYPE) == "pagebreak"
            assert mark.get("aria-label")
            around = [etree.QName(element).localname for element in mark.iterancestors()]
            assert not {"a", "ruby", "aside", "nav"} & set(around), name
            assert around[0] not in {"ol", "ul", "dl", "table", "tbody", "tr"}, name


def test_metadata_names_the_pdf(book: Both) -> None:
    (source,) = book.epub.metas("pageBreakSource")
    assert source is not None
    assert source.startswith(f"{book.epub.path.stem}.pdf, ")
    found = [item.text for item in book.epub.package.iterfind(".//dc:source", NS)]
    assert found == [source]
    features = book.epub.metas("schema:accessibilityFeature")
    assert {"pageNavigation", "pageBreakMarkers"} <= set(features)


def test_epubcheck_has_nothing_to_say(book: Both) -> None:
    assert epubcheck.judge(book.epub.path) == ()


# --- places that no book above has ---------------------------------------------------------------


def marked(source: str, *starts: PageStart) -> tuple[str, tuple[str, ...]]:
    """Return a tree's markup with page breaks as ¶, and the labels of those that were lost."""
    root = etree.fromstring(source)
    targets, lost = pagebreaks.insert(PageMap(starts), {"one": root})
    assert len(targets) + len(lost) == len(starts)
    markup = etree.tostring(root, encoding="unicode")
    markup = re.sub(r'<span [^>]*role="doc-pagebreak"[^>]*/>', "¶", markup)
    return markup, tuple(item.code for item in lost)


PLACES = {
    "start": ("<p id='p'>甲乙</p>", 0, "甲乙", "<p id='p'>¶甲乙</p>"),
    "middle": ("<p id='p'>甲 乙丙</p>", 1, "乙丙", "<p id='p'>甲 ¶乙丙</p>"),
    "after a child": ("<p id='p'>甲<b>乙</b>丙</p>", 2, "丙", "<p id='p'>甲<b>乙</b>¶丙</p>"),
    "in a child": ("<p id='p'>甲<b>乙丙</b></p>", 2, "丙", "<p id='p'>甲<b>乙¶丙</b></p>"),
    "in a link": (
        "<p id='p'>甲<a>乙<b>丙</b></a></p>",
        2,
        "丙",
        "<p id='p'>甲¶<a>乙<b>丙</b></a></p>",
    ),
    "in ruby": (
        "<p id='p'>甲<ruby>乙<rt>yǐ</rt>丙</ruby></p>",
        2,
        "丙",
        "<p id='p'>甲¶<ruby>乙<rt>yǐ</rt>丙</ruby></p>",
    ),
    "after a call": (
        "<p id='p'>甲<a class='noteref'>12</a>乙1</p>",
        1,
        "乙1",
        "<p id='p'>甲<a class='noteref'>12</a>¶乙1</p>",
    ),
    "heading": (
        "<div><h2 id='p'><span>一</span>甲</h2></div>",
        0,
        "一甲",
        "<div>¶<h2 id='p'><span>一</span>甲</h2></div>",
    ),
    "picture": ("<figure id='p'><img/></figure>", 0, "", "<figure id='p'>¶<img/></figure>"),
    "row of formulas": (
        "<table><tr id='p'><td><math/></td></tr></table>",
        0,
        "",
        "<table><tr id='p'><td>¶<math/></td></tr></table>",
    ),
    "the nearest of many": ("<p id='p'>甲乙甲乙甲乙</p>", 3, "甲乙", "<p id='p'>甲乙¶甲乙甲乙</p>"),
    "surrogates": ("<p id='p'>𠮷𠮷甲</p>", 1, "𠮷甲", "<p id='p'>𠮷¶𠮷甲</p>"),
}


@pytest.mark.parametrize("case", PLACES)
def test_place(case: str) -> None:
    source, offset, sample, expected = PLACES[case]
    found, lost = marked(source, PageStart("7", "p", offset, sample))
    assert found == etree.tostring(etree.fromstring(expected), encoding="unicode")
    assert lost == ()


def test_a_page_that_has_no_place_is_told() -> None:
    assert marked("<p id='p'>甲</p>", PageStart("7", "p", 0, "乙"))[1] == ("NK502",)
    assert marked("<p id='p'>甲</p>", PageStart("7", "q", 0, "甲"))[1] == ("NK502",)


def test_ids_are_free() -> None:
    starts = (PageStart("1", "page-1", 0, "甲"), PageStart("封面", "page-1", 0, "甲"))
    targets, _ = pagebreaks.insert(
        PageMap(starts), {"one": etree.fromstring("<p id='page-1'>甲</p>")}
    )
    assert [target.id for target in targets] == ["page-1-2", "page-no.2"]


@pytest.mark.slow
def test_long_table_and_entries(tmp_path: Path) -> None:
    """A page that goes on with a table begins after the repeated head, in the cell it is in."""
    table = "| 甲 | 乙 |\n|---|---|\n" + "".join(f"| 第{n}行 | 內容{n} |\n" for n in range(90))
    publication, context = publications.written(tmp_path, f"{table}\n末段。\n", front='"contents"')
    found = pdf.lay_out(publication, context, tmp_path / "none.pdf").page_map
    assert found is not None
    inner = [start for start in found.pages if "行" in start.sample[:5]]
    assert len(inner) > 1
    context = dataclasses.replace(context, page_map=found)
    artifact = epub.render(publication, context, tmp_path / "book.epub")
    assert artifact.diagnostics == ()
    assert epubcheck.judge(artifact.path) == ()
    root = Opened(artifact.path).pages["text/one.xhtml"]
    marks = root.findall(".//h:td/h:span[@role='doc-pagebreak']", NS)
    assert [following(mark)[:3] for mark in marks] == [start.sample[:3] for start in inner]


def test_pages_are_in_order_where_figures_float(tmp_path: Path) -> None:
    """In the EPUB a figure stays before text that the PDF has on the page before."""
    images = tmp_path / "chapters/images"
    images.mkdir(parents=True)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="260"><rect/></svg>'
    (images / "a.svg").write_text(svg, encoding="utf-8")
    texts = [f"第{n}段：" + f"島上的燈塔看守人霧裏聽號聲{n}年。" * 15 for n in range(9)]
    for n, place in ((2, ""), (5, " place=bleed")):
        texts.insert(n, f'![圖說{n}](images/a.svg){{alt="灰"{place}}}')
    publication, context = publications.written(tmp_path, "\n\n".join(texts))
    laid = pdf.render(publication, context, tmp_path / "book.pdf")
    context = dataclasses.replace(context, page_map=laid.page_map)
    root = Opened(epub.render(publication, context, tmp_path / "book.epub").path)
    marks = root.pages["text/one.xhtml"].findall(".//h:span[@role='doc-pagebreak']", NS)
    assert [mark.get("aria-label") for mark in marks] == [str(n + 1) for n in range(len(marks))]
    with pymupdf.open(laid.path) as opened:
        assert len(marks) == len(opened)
        bodies = [counted(page.get_text()) for page in opened]
    words = [following(mark)[:COMPARED] for mark in marks]
    plates = [n for n, body in enumerate(bodies) if len(body) < 20]
    assert len(plates) == 1
    assert words[plates[0]] == words[plates[0] + 1]  # the text goes on behind it
    places = [n for n in range(len(marks)) if n not in plates]
    assert all(words[n] in bodies[n] for n in places), [words[n] for n in places]


def project(tmp_path: Path, settings: str = "") -> Path:
    """Return a copy of a small book, with more settings."""
    folder = Path(shutil.copytree(BOOKS / "everything", tmp_path / "project"))
    with (folder / "chapters" / "book.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    return folder


@pytest.mark.slow
def test_pages_can_be_left_out(tmp_path: Path) -> None:
    folder = project(tmp_path, "\n[epub]\npage-list = false\n")
    assert run_nkbook("build", folder, "-f", "epub", "-o", tmp_path / "out").code == 0
    (path,) = (tmp_path / "out").rglob("*.epub")
    opened = Opened(path)
    assert opened.metas("pageBreakSource") == []
    assert b"page-list" not in opened.files["EPUB/nav.xhtml"]


@pytest.mark.slow
def test_an_epub_alone_has_the_same_pages(tmp_path: Path) -> None:
    folder = project(tmp_path)
    for name, formats in (("both", ("-f", "pdf", "-f", "epub")), ("alone", ("-f", "epub"))):
        run = run_nkbook("build", folder, *formats, "-o", tmp_path / name)
        assert run.code == 0, run.err
    (first,) = (tmp_path / "both").rglob("*.epub")
    (second,) = (tmp_path / "alone").rglob("*.epub")
    assert b"doc-pagelist" in Opened(first).files["EPUB/nav.xhtml"]
    assert first.read_bytes() == second.read_bytes()
    assert not list((tmp_path / "alone").rglob("*.pdf"))
