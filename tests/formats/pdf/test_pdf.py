"""The PDF, judged by what is in it: geometry, labels, links, fonts, and nothing lost on the way."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from judges.papers import MILLIMETRE, PAPERS
from lxml import etree
from PIL import Image
from publications import load, written

from nkbook.diagnostics.codes import Severity
from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.diagnostics.problems import Location
from nkbook.formats import paged, pdf
from nkbook.formats.base import FormatContext
from nkbook.formats.paged.judgement import judge_folios, judge_messages, judge_notes
from nkbook.formats.paged.labels import label_ranges, printed_labels, roman
from nkbook.look.theme import Theme
from nkbook.model.document import Note
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication
from nkbook.weasy import LabelRange, Message, PageFacts, PlacedNote

pytestmark = pytest.mark.slow

POINT = 0.05  # rounding in the file


@pytest.fixture(scope="module")
def book(screen_pdf: Path) -> Iterator[Any]:
    with pymupdf.open(screen_pdf) as document:
        yield document


def notes_of(publication: Publication) -> Iterator[Note]:
    for page in publication.pages:
        if page.document:
            yield from page.document.notes


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def label(page: Any) -> str:
    """Return a page's label; PyMuPDF leaves a prefix in UTF-16 as it stands in the file."""
    text = str(page.get_label())
    found = re.match(r"<FEFF([0-9A-F]*)>", text)
    return bytes.fromhex(found[1]).decode("utf-16-be") + text[found.end() :] if found else text


def lines(page: Any) -> list[tuple[float, float, str, float]]:
    """Return the lines of a page from its head down: top, left, text, size of its first letters."""
    found = [
        (
            line["bbox"][1],
            line["bbox"][0],
            "".join(s["text"] for s in line["spans"]),
            line["spans"][0]["size"],
        )
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", [])
    ]
    return sorted(line for line in found if line[2].strip())


def targets(book: Any) -> dict[str, int]:
    """Return the pages of all named destinations."""
    return {name: place["page"] for name, place in book.resolve_names().items()}


# --- order and folios ----------------------------------------------------------------------------


def test_pages_are_in_the_spines_order(book: Any, publication: Publication) -> None:
    places = targets(book)
    starts = [places[page.id] for page in publication.pages]
    assert starts == sorted(starts)
    assert starts[0] == 0


def test_openers_are_on_rectos_and_the_imprint_on_a_verso(
    book: Any, publication: Publication
) -> None:
    places = targets(book)
    for page in publication.pages:
        assert places[page.id] % 2 == (page.kind is PageKind.COLOPHON), page.id


def test_blank_pages_are_blank(book: Any) -> None:
    blank = [page for page in book if not page.get_text().strip()]
    assert [page.number for page in blank] == [1, 3, 7, 9, 11, 13, 17, 19, 21, 23, 25]
    for page in blank:
        assert page.get_drawings() == []
        assert page.get_image_info() == []
        assert page.get_links() == []


def test_labels_are_what_is_printed(book: Any) -> None:
    labels = [label(page) for page in book]
    assert labels[:2] == ["封面", "封面"]
    assert labels[2:10] == ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"]
    assert labels[10:] == [str(number) for number in range(1, len(book) - 9)]
    foot = book[0].rect.height - PAPERS["a5"].foot
    for page in list(book)[1:]:  # the cover's foot is the publisher's
        folios = [text.strip() for top, _, text, _ in lines(page) if top > foot]
        assert folios in ([], [label(page)])
        shown = bool(page.get_text().strip())
        assert bool(folios) == (shown and page.number not in (2, 4, 5, 12, 20))


def test_folios_are_at_the_fore_edge(book: Any) -> None:
    paper = PAPERS["a5"]
    for page in list(book)[1:]:
        for top, left, _, _ in lines(page):
            if top > page.rect.height - paper.foot:
                if page.number % 2:
                    assert left == pytest.approx(paper.outer, abs=1)
                else:
                    assert left > page.rect.width / 2


def test_running_heads(book: Any) -> None:
    heads = {
        page.number: text
        for page in book
        for top, _, text, _ in lines(page)
        if top < PAPERS["a5"].head - 12
    }
    assert heads == {15: "寫法", 16: "段落"}


def test_long_chapters_have_heads_on_both_sides(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "長文。" * 1200)
    pdf.render(publication, context, tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        heads = [lines(page)[0][2] for page in book]
        assert len(heads) > 4
        assert heads[1::2] == ["小書"] * len(heads[1::2])
        assert heads[2::2] == ["題目one"] * len(heads[2::2])


# --- contents, references, bookmarks, links -------------------------------------------------------


def test_contents_give_the_folios_of_what_they_name(book: Any, publication: Publication) -> None:
    page = book[targets(book)["contents"]]
    places = targets(book)
    text = squeezed(page.get_text().replace(".", ""))
    expected = "目次"
    rows = list(publication.toc)
    while rows:
        row = rows.pop(0)
        expected += squeezed(f"{row.number or ''}{row.title}{label(book[places[row.href[1:]]])}")
        rows = [*row.children, *rows]
    assert text == f"{expected}{label(page)}"


def test_references_give_the_folio(book: Any) -> None:
    preface, opening = (
        squeezed(book[targets(book)[id]].get_text()) for id in ("preface", "opening")
    )
    assert "正文見第一章（頁5）；表見表一（頁6），圖見圖一（頁7），節見「清單」（頁5）。" in preface
    assert "凡例在前，見「凡例」（頁v）。" in opening


def test_references_in_brackets_get_no_brackets(tmp_path: Path) -> None:
    text = "文（見[](#two)）。又（前）見[](#two)。[^a]\n\n[^a]: 註（並見[](#two)）。"
    publication, context = written(tmp_path, text, "篇。")
    pdf.render(publication, context, tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        printed = squeezed(book[0].get_text())
    assert "文（見第二章，頁3）。又（前）見第二章（頁3）。" in printed
    assert "註（並見第二章，頁3）。" in printed


def test_bookmarks(book: Any) -> None:
    assert [tuple(row) for row in book.get_toc()] == [
        (1, "封面", 1),
        (1, "版權頁", 6),
        (1, "凡例", 7),
        (1, "目次", 9),
        (1, "開場白", 11),
        (1, "第一編　寫法", 13),
        (2, "第一章　段落以上", 15),
        (3, "清單", 15),
        (3, "引文與程式", 16),
        (4, "表", 16),
        (4, "圖", 17),
        (5, "更深一級", 17),
        (2, "第二章　段落之內", 19),
        (1, "第二編　出處", 21),
        (2, "第三章　註與出處", 23),
        (1, "後記", 25),
        (1, "參考文獻", 27),
        (2, "中文", 27),
        (2, "外文", 27),
    ]


def test_links_lead_somewhere(book: Any, publication: Publication) -> None:
    places = targets(book)
    internal = external = 0
    for page in book:
        for link in page.get_links():
            assert page.rect.contains(link["from"])
            if link["kind"] == pymupdf.LINK_URI:
                external += 1
                assert link["uri"].startswith(("https://", "mailto:"))
            else:
                internal += 1
                assert link["kind"] in (pymupdf.LINK_NAMED, pymupdf.LINK_GOTO)
                name = link.get("nameddest") or link.get("name")
                assert name is None or name in places
    assert external >= 4
    assert internal > 2 * len(list(notes_of(publication)))


def test_links_out_of_the_book_are_marked(tmp_path: Path) -> None:
    """Dots stand under their words; a printed address and a link inside the book need none."""
    text = "見[外頁](https://example.org/)、[前章](#two)與<https://example.org/>。"
    pdf.render(*written(tmp_path, text, "文。"), tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        page = book[0]
        lines = [drawing for drawing in page.get_drawings() if drawing["dashes"] != "[] 0"]
        (outward,), (inward,) = page.search_for("外頁"), page.search_for("前章")
        (address,) = [box for box in page.search_for("example") if box.width > 5]
    assert outward
    places = [drawing["rect"] for drawing in lines]
    marked = [
        box for box in (outward, inward, address) if any(_under(box, rect) for rect in places)
    ]
    assert marked == [outward]


def _under(box: Any, line: Any) -> bool:
    return bool(line.x0 < box.x1 and box.x0 < line.x1 and abs(line.y0 - box.y1) < box.height / 2)


def test_pictures_stay_inside_the_text_block(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    written(folder, "文。")
    (folder / "chapters/images").mkdir()
    for name, size in (("high", (200, 2000)), ("wide", (3000, 200))):
        Image.new("RGB", size, "gray").save(folder / f"chapters/images/{name}.png")
    shown = [f'![圖](images/{name}.png){{alt="圖"}}' for name in ("high", "wide")]
    text = f"{shown[0]}\n\n{shown[1]}\n\n行內{shown[0]}與{shown[1]}。\n"
    (folder / "chapters/one.md").write_text(f"---\ntitle: 題\n---\n\n{text}", encoding="utf-8")
    pdf.render(*load(folder, folder / "work"), tmp_path / "a.pdf")
    paper = PAPERS["25k"]
    with pymupdf.open(tmp_path / "a.pdf") as book:
        boxes = [(page, image["bbox"]) for page in book for image in page.get_image_info()]
        assert len(boxes) == 4
        for page, (left, top, right, bottom) in boxes:
            outer, inner = paper.outer, paper.inner
            margins = (inner, outer) if page.number % 2 == 0 else (outer, inner)
            assert left >= margins[0] - 1
            assert right <= page.rect.width - margins[1] + 1
            assert top >= paper.head - 1
            assert bottom <= page.rect.height - paper.foot + 1


@pytest.mark.parametrize(
    ("columns", "cell"),
    [(8, "Incomprehensibilities"), (3, "`" + "x" * 60 + "`"), (60, "文"), (5, "$a+b+c+d+e+f+g$")],
)
def test_a_table_wider_than_the_page_is_made_to_fit(
    columns: int, cell: str, tmp_path: Path
) -> None:
    table = f"|{'甲|' * columns}\n|{'---|' * columns}\n|{f'{cell}|' * columns}\n"
    pdf.render(*written(tmp_path, table), tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        # Words are divided; what stands for the hyphen is no letter of theirs.
        text = "".join(page.get_text() for page in book).replace("\u00ad", "")
        edges = [word[2] for page in book for word in page.get_text("words")]
    assert text.count("甲") >= columns
    assert cell.startswith("$") or "".join(text.split()).count(cell.strip("`")) == columns
    assert max(edges) < book_width(tmp_path / "a.pdf") - 40


@pytest.mark.parametrize("tex", [r"\{" + r"(x_1;y_1),(x_2;y_2)," * 12 + r"z\}", r"\sqrt{x}" * 40])
def test_a_formula_in_the_text_is_no_wider_than_a_line(tex: str, tmp_path: Path) -> None:
    pdf.render(*written(tmp_path, f"文文文文${tex}$，字。\n"), tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        drawings = [one["rect"].x1 for page in book for one in page.get_drawings()]
    assert max(drawings) < book_width(tmp_path / "a.pdf") - 40


@pytest.mark.slow
def test_rows_of_marks_longer_than_a_line_stay_on_the_page(tmp_path: Path) -> None:
    """Novels are full of them; the build ended in NK410."""
    rows = [f"甲{mark * 70}乙" for mark in "！…—。"]
    text = "\n\n".join([*rows, f"- - {'—' * 70}", f"> {'～' * 70}"])
    publication, context = written(tmp_path, text)
    assert pdf.render(publication, context, tmp_path / "a.pdf").diagnostics == ()


def test_words_that_a_stylesheet_puts_off_the_page_stop_the_build(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    away = ".away { position: absolute; left: 300mm }"
    (tmp_path / "styles/book.css").write_text(away, encoding="utf-8")
    publication, context = written(tmp_path, "甲[乙丙]{.away}丁\n")
    with pytest.raises(InvalidOutputError) as caught:
        pdf.render(publication, context, tmp_path / "a.pdf")
    (found,) = [item for item in caught.value.diagnostics if item.severity is Severity.ERROR]
    assert found.code == "NK410"
    assert found.message == '"乙" on page 1 runs off the page'
    assert not (tmp_path / "a.pdf").exists()


def test_lines_that_nothing_breaks_are_broken(tmp_path: Path) -> None:
    spaces = " " * 150
    code = f"```\n * start{spaces}done\n{'x' * 200}\n```"
    text = f"{code}\n\n{'W' * 150}\n\n<https://example.org/{'a' * 150}>"
    pdf.render(*written(tmp_path, text), tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        words = [word for page in book for word in page.get_text("words")]
    assert sum(word[4].count("x") for word in words) == 200 + 1  # and that of the address
    assert max(word[2] for word in words) < book_width(tmp_path / "a.pdf") - 40


def book_width(path: Path) -> float:
    with pymupdf.open(path) as book:
        return float(book[0].rect.width)


# --- notes ---------------------------------------------------------------------------------------


def test_every_note_is_at_the_foot_of_its_calls_page(book: Any, publication: Publication) -> None:
    places = book.resolve_names()
    count = 0
    for note in notes_of(publication):
        call, foot = places[note.call_id], places[note.id]
        assert call["page"] == foot["page"]
        assert call["to"][1] > foot["to"][1]  # y grows upwards here
        words = squeezed("".join(note.body[0].itertext()))[:8]
        assert words in squeezed(book[call["page"]].get_text())
        count += 1
    assert count == 10


def test_calls_and_notes_are_linked_both_ways(book: Any, publication: Publication) -> None:
    places = targets(book)
    for note in notes_of(publication):
        page = book[places[note.id]]
        names = [link.get("nameddest") or link.get("name") for link in page.get_links()]
        if not any(names):
            pytest.fail("links hold no names")
        assert note.id in names
        assert note.call_id in names


def test_notes_keep_their_parts(book: Any) -> None:
    text = squeezed(book[targets(book)["notes"]].get_text())
    assert "普通註。1緊接另一註。2,3行內註。4" in text
    for part in ("第一段，出處見", "第二段。", "註中清單"):
        assert part in text


def test_notes_are_smaller_than_text(book: Any) -> None:
    sizes = {text[:4]: size for _, _, text, size in lines(book[targets(book)["notes"]])}
    assert sizes["普通註。"] == pytest.approx(10.5)
    assert sizes["第二段。"] == pytest.approx(8.5, abs=POINT)


def test_a_call_never_begins_a_line(tmp_path: Path) -> None:
    text = "".join(f"{'字' * (count % 9 + 20)}。^[註{count}。]" for count in range(60))
    publication, context = written(tmp_path, text)
    pdf.render(publication, context, tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        begins = [
            line["spans"][0]
            for page in book
            for block in page.get_text("dict")["blocks"]
            for line in block["lines"]
            if line["bbox"][0] < page.rect.width / 5
        ]
    assert len(begins) > 60
    assert all(span["size"] > 7 for span in begins)


def test_all_notes_begin_at_one_place_after_their_number(tmp_path: Path) -> None:
    words = ("words", "“Quoted”", "中文", "〈書名〉", "2020年")
    notes = [f"{word} and some English words 中文 that fill lines to the measure" for word in words]
    publication, context = written(tmp_path, "".join(f"字。^[{note * 3}]" for note in notes))
    pdf.render(publication, context, tmp_path / "a.pdf")
    found = {}
    with pymupdf.open(tmp_path / "a.pdf") as book:
        for page in book:
            rows: dict[float, list[tuple[float, str]]] = {}
            for span in page.get_texttrace():
                for code, _, (x, y), _ in span["chars"]:
                    if span["size"] == pytest.approx(8.5, abs=0.1):
                        rows.setdefault(round(y, 1), []).append((x, chr(code)))
            for row in rows.values():
                (number, digit), *rest = sorted(row)
                if digit in "12345":
                    x, first = next(item for item in rest if not item[1].isspace())
                    found[first] = x - number + (4.25 if first == "〈" else 0.0)  # their blank
    assert set("w“中〈2") <= set(found)
    assert [found[first] for first in "w“中〈2"] == pytest.approx([2 * 8.5] * 5, abs=0.1)


def test_a_note_higher_than_the_page_goes_on(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "文。[^a]\n\n[^a]: " + "長註。" * 900)
    artifact = pdf.render(publication, context, tmp_path / "a.pdf")
    assert artifact.diagnostics == ()
    with pymupdf.open(tmp_path / "a.pdf") as book:
        pages = [page.get_text() for page in book]
    assert "".join(pages).count("註") == 900
    assert sum("續" in page for page in pages) == sum("註" in page for page in pages) - 1


def note(id: str, line: int) -> Note:
    return Note(id, f"{id}-call", etree.Element("div"), Location("chapters/one.md", line), 1)


def test_judging_notes(tmp_path: Path) -> None:
    publication, _ = written(tmp_path, "文。")
    (page,) = publication.pages
    assert page.document
    ids = ("good", "gone", "uncalled", "parted", "high")
    notes = tuple(note(id, line) for line, id in enumerate(ids, 1))
    page = dataclasses.replace(page, document=dataclasses.replace(page.document, notes=notes))
    placed = {
        "good": PlacedNote("good", 0, 0),
        "uncalled": PlacedNote("uncalled", None, 0),
        "parted": PlacedNote("parted", 0, 1),
        "high": PlacedNote("high", 1, 1, overflows=True),
    }
    found = judge_notes(dataclasses.replace(publication, pages=(page,)), placed, ("1", "2"))
    assert [(item.code, item.location.line if item.location else 0) for item in found] == [
        ("NK401", 2),
        ("NK401", 3),
        ("NK402", 4),
        ("NK403", 5),
    ]


# --- pages and type ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_trim_sizes(tmp_path: Path, name: str) -> None:
    paper = PAPERS[name]
    publication, context = written(tmp_path, "永" * 3000, settings=f'[pdf]\ntrim = "{name}"\n')
    pdf.render(publication, context, tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        for page in book:
            assert page.rect.width == pytest.approx(paper.width * MILLIMETRE, abs=POINT)
            assert page.rect.height == pytest.approx(paper.height * MILLIMETRE, abs=POINT)
        full = [line for line in lines(book[2]) if line[3] == pytest.approx(10.5, abs=POINT)]
        assert [len(text) for _, _, text, _ in full] == [paper.characters] * paper.lines
        assert {round(left, 1) for _, left, _, _ in full} == {round(paper.inner, 1)}
        pitches = {round(b[0] - a[0], 1) for a, b in pairwise(full)}
        assert pitches == {18.0}
        verso = [line for line in lines(book[1]) if line[3] == pytest.approx(10.5, abs=POINT)]
        assert verso[0][1] == pytest.approx(paper.outer, abs=POINT)
        assert verso[0][0] == pytest.approx(full[0][0], abs=POINT)


def test_margins_leave_room() -> None:
    assert set(paged.TRIMS) == set(PAPERS)
    for paper in PAPERS.values():
        assert paper.inner > paper.outer > 15 * MILLIMETRE
        assert paper.foot > 18 * MILLIMETRE


def test_chapters_may_begin_on_any_page(tmp_path: Path) -> None:
    settings = "[pdf]\nrecto-chapters = false\n"
    publication, context = written(tmp_path, "甲。", "乙。", "丙。", settings=settings)
    assert pdf.render(publication, context, tmp_path / "a.pdf").pages == 3
    with pymupdf.open(tmp_path / "a.pdf") as book:
        assert [label(page) for page in book] == ["1", "2", "3"]
        assert all("小書" not in page.get_text() for page in book)


def test_folio_one_is_on_a_right_hand_page_always(tmp_path: Path) -> None:
    settings = "[pdf]\nrecto-chapters = false\n"
    front = '"title-page", "contents"'
    publication, context = written(tmp_path, "甲。", "乙。", front=front, settings=settings)
    pdf.render(publication, context, tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        folios = {label(page): number for number, page in enumerate(book, 1)}
    assert (folios["1"] % 2, folios["2"]) == (1, folios["1"] + 1)


def test_paragraphs_are_indented_by_two_characters(book: Any) -> None:
    page = book[targets(book)["opening"]]
    first = next(line for line in lines(page) if line[2].startswith("本書"))
    assert first[1] == pytest.approx(PAPERS["a5"].inner + 21, abs=0.2)


def test_chinese_is_never_slanted(book: Any) -> None:
    spans = [
        span
        for page in book
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", [])
        for span in line["spans"]
    ]
    italic = {span["text"].strip() for span in spans if "Italic" in span["font"]}
    assert "Journal of Examples" in italic
    assert not any(re.search("[\u4e00-\u9fff]", text) for text in italic)
    emphasised = [span for span in spans if span["text"].startswith("強調")]
    assert any("Bold" in span["font"] for span in emphasised)


def test_fonts_are_the_books_own_and_embedded(
    book: Any, source: tuple[Publication, FormatContext]
) -> None:
    families = {name.replace(" ", "-") for name in source[1].theme.fonts.families()}
    fonts = {font[:4] for page in book for font in page.get_fonts(full=True)}
    assert fonts
    for xref, extension, kind, name in fonts:
        assert any(family in name for family in families)
        assert re.match("[A-Z]{6}[+]", name), "a subset"
        assert (extension, kind) in {("cff", "Type0"), ("otf", "Type0"), ("ttf", "Type0")}
        assert book.extract_font(xref)[3]


def test_another_viewer_draws_the_text(book: Any) -> None:
    """MuPDF takes CIDs for CIDs, poppler takes them for glyphs: the fonts must do for both."""
    pymupdf.TOOLS.mupdf_warnings()  # empties it, of other tests' warnings too
    for page in book:
        picture = page.get_pixmap(dpi=36, colorspace=pymupdf.csGRAY)
        assert (min(picture.samples) < 200) == bool(page.get_text().strip()), page.number
    assert pymupdf.TOOLS.mupdf_warnings() == ""


# --- what the file says of itself ----------------------------------------------------------------


def test_metadata(book: Any) -> None:
    assert {key: book.metadata[key] for key in ("title", "author", "subject", "keywords")} == {
        "title": "百物書：一本甚麼都有的書",
        "author": "陳大文, 李小明",
        "subject": "測試用書：每種寫法各有一例。",
        "keywords": "測試",
    }
    assert book.metadata["creator"].startswith("nkbook ")
    assert book.metadata["creationDate"] == book.metadata["modDate"] == "D:20260304000000Z"
    catalogue = book.xref_object(book.pdf_catalog())
    assert "/Lang (zh-Hant-HK)" in catalogue
    assert "/PageMode /UseOutlines" in catalogue
    assert "/DisplayDocTitle true" in catalogue


def test_the_imprint_page_says_what_is_known(book: Any) -> None:
    page = book[targets(book)["colophon"]]
    text = squeezed(page.get_text())
    for row in (
        "著者陳大文",
        "譯者李小明",
        "出版測試社（香港）",
        "地址九龍某街一號",
        "網址https://example.org/",
        "版次第二版，2.1",
        "日期2026年3月4日",
        "開本A5（148×210毫米）",
        "定價港幣一百元",
        "ISBN978-962-00-0000-3",
        "授權版權所有未經許可，不得轉載。",
        "插圖測試社",
        "字體NKSerifCJK、NKSerifLatin、NKSerifArmenian",
        "製作nkbook",
    ):
        assert row in text


def test_no_isbn_is_invented(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "文。", front='"colophon"')
    pdf.render(publication, context, tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        text = squeezed(book[0].get_text())
    assert "ISBN未申請" in text
    assert "None" not in text


@pytest.mark.slow
def test_the_same_bytes_again(
    screen_pdf: Path, source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    again = pdf.render(*source, tmp_path / "again.pdf").path
    assert again.read_bytes() == screen_pdf.read_bytes()


@pytest.mark.slow
def test_the_date_is_the_source_date(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    publication, context = source
    date = datetime.datetime(2001, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)
    later = dataclasses.replace(context, source_date=date)
    target = pdf.render(publication, later, tmp_path / "a.pdf").path
    with pymupdf.open(target) as book:
        assert book.metadata["creationDate"] == "D:20010203040506Z"


# --- problems ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_lost_image_stops_the_build(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    publication, context = source
    without = dataclasses.replace(publication, resources=())
    with pytest.raises(InvalidOutputError) as caught:
        pdf.render(without, context, tmp_path / "a.pdf")
    assert [item.code for item in caught.value.diagnostics] == ["NK408", "NK408"]
    assert "images/square.svg" in str(caught.value)


def test_a_glyph_missing_from_what_a_stylesheet_prints_is_reported(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/book.css").write_text('p::after { content: "𓀀" }', encoding="utf-8")
    publication, context = written(tmp_path, "文。")
    artifact = pdf.render(publication, context, tmp_path / "a.pdf")
    assert [item.code for item in artifact.diagnostics] == ["NK304"]
    assert "U+13000" in artifact.diagnostics[0].message


def test_a_books_own_stylesheet_comes_last(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/book.css").write_text("\np { colour:red; color: red }", encoding="utf-8")
    publication, context = written(tmp_path, "文。")
    artifact = pdf.render(publication, context, tmp_path / "a.pdf")
    assert [item.code for item in artifact.diagnostics] == ["NK404"]
    located = Theme(tmp_path).located(artifact.diagnostics[0])
    assert located.location == Location("styles/book.css", 2)
    with pymupdf.open(artifact.path) as book:
        spans = book[0].get_text("dict")["blocks"][-2]["lines"][0]["spans"]
        assert spans[0]["color"] == 0xFF0000


def test_messages_become_diagnostics() -> None:
    said = (Message("odd"), Message("odd"), Message("gone", lost=True), Message("x", False, "𓀀"))
    assert [item.code for item in judge_messages(said)] == ["NK404", "NK408", "NK304"]


def test_a_folio_that_is_not_the_label_is_found() -> None:
    pages = (facts("body-start", folio="1"), facts("body", folio="4"), facts("part"))
    found = list(judge_folios(pages, ("1", "2", "3")))
    assert [item.code for item in found] == ["NK405"]
    assert '"4"' in found[0].message


# --- labels --------------------------------------------------------------------------------------


def facts(name: str, *, blank: bool = False, folio: str = "") -> PageFacts:
    return PageFacts(name, blank, folio, frozenset())


def labels(*names: str) -> list[str]:
    """Return the labels of pages given by name; "" is a blank page."""
    pages = [facts(name, blank=not name) for name in names]
    return list(printed_labels(label_ranges(pages, "封"), len(pages)))


def test_label_ranges() -> None:
    pages = [facts("cover"), facts("", blank=True), facts("body-start"), facts("body")]
    assert label_ranges(pages, "封") == (
        LabelRange(0, None, 1, "封"),
        LabelRange(2, "D", 1),
    )


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("body-start", "body-start", "", "body"), ["1", "2", "3", "4"]),
        (("cover", "", "display-start", "", "front"), ["封", "封", "i", "ii", "iii"]),
        (("front-start", "front-start", "part-start", "", "body"), ["i", "ii", "1", "2", "3"]),
        (("front-start", "", "body-start", "part", "", "body"), ["i", "ii", "1", "2", "3", "4"]),
        (("cover", "body-start"), ["封", "1"]),
    ],
)
def test_labels_of(names: tuple[str, ...], expected: list[str]) -> None:
    assert labels(*names) == expected


def test_roman_numerals() -> None:
    assert [roman(number) for number in (1, 4, 9, 14, 40, 99, 1994)] == [
        "i", "iv", "ix", "xiv", "xl", "xcix", "mcmxciv",
    ]  # fmt: skip


@pytest.mark.slow
def test_readings_in_a_table_are_clear_of_its_rules_and_lines(tmp_path: Path) -> None:
    cell = '這一格的文字很長[拼音]{ruby="pīnyīn"}，' * 4
    text = f'| 甲 | 乙 |\n|--|--|\n| [漢字]{{ruby="hànzì"}} | {cell} |\n'
    publication, context = written(tmp_path, text)
    path = tmp_path / "table.pdf"
    pdf.render(publication, context, path)
    with pymupdf.open(path) as opened:
        (page,) = (page for page in opened if "hànzì" in page.get_text())
        spans = [
            (pymupdf.Rect(span["bbox"]), span["origin"][1], span["size"], span["text"])
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
        ]
        rules = [one["rect"] for one in page.get_drawings() if one["rect"].width > 100]
    readings = [(box, y, size) for box, y, size, text in spans if text in ("hànzì", "pīnyīn")]
    assert len(readings) == 5
    words = [(box, y, size) for box, y, size, text in spans if re.search("[\u4e00-\u9fff]", text)]
    for box, y, size in readings:
        top = y - 0.8 * size  # of its letters
        assert not [rule for rule in rules if top < rule.y1 < y]
        above = [w for w in words if w[0].x0 < box.x1 and box.x0 < w[0].x1 and w[1] < y]
        assert all(top > baseline + 0.1 * size for _, baseline, size in above)


@pytest.mark.slow
def test_code_in_a_passage_of_another_language_is_set_as_code(tmp_path: Path) -> None:
    text = "文 [see *the `slanted` one* and `plain`, **the `bold` one**]{lang=en} 與 `代碼ab`。"
    publication, context = written(tmp_path, text)
    path = tmp_path / "code.pdf"
    pdf.render(publication, context, path)
    with pymupdf.open(path) as opened:
        fonts = {
            span["text"].strip(): span["font"]
            for page in opened
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
        }
    assert fonts["slanted"] == fonts["plain"] == fonts["ab"]
    assert "Mono" in fonts["plain"]
    assert "Mono-Bold" in fonts["bold"]


@pytest.mark.slow
def test_small_pictures_in_cells_keep_their_size(tmp_path: Path) -> None:
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    Image.new("RGB", (60, 40), "red").save(chapters / "small.png")
    Image.new("RGB", (1600, 600), "blue").save(chapters / "wide.png")
    small, wide = '<img src="small.png" alt="小">', '<img src="wide.png" alt="大">'
    rows = (
        f"<td>{small}</td><td>{'文' * 80}</td>",
        f"<td>{small}</td><td>{wide}</td>",
        f"<td>{small}</td>" * 3,
        f"<td>{small}</td>" * 12,
    )
    text = "\n\n".join(f"<table><tr>{row}</tr></table>" for row in rows)
    publication, context = written(tmp_path, text)
    path = tmp_path / "cells.pdf"
    pdf.render(publication, context, path)
    with pymupdf.open(path) as opened:
        found = [
            (pymupdf.Rect(one["bbox"]), one["width"], page.rect)
            for page in opened
            for one in page.get_image_info()
        ]
    own = 60 * 0.75  # pt
    widths = [box.width for box, pixels, _ in found if pixels == 60]
    assert widths[:5] == pytest.approx([own] * 5, abs=POINT)
    assert all(width <= own + POINT for width in widths)
    assert all(box.x1 < page.x1 - 40 for box, _, page in found)
