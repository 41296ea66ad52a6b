"""The PDF for the screen and the archive: PDF/A-2a and PDF/UA-1, and a structure worth hearing."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pypdfium2
import pytest
from conftest import run_nkbook
from judges import structure, verapdf
from judges.structure import Element, Structure
from lxml import etree
from places import BOOKS
from publications import load, named, written

from nkbook.formats import paged, pdf
from nkbook.formats.base import FormatContext
from nkbook.model.publication import Publication

pytestmark = pytest.mark.slow

ARCHIVE = ("2a", "ua1")
XMP = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}


@pytest.fixture(scope="module")
def read(screen_pdf: Path) -> Structure:
    return structure.read(screen_pdf)


@pytest.fixture(scope="module")
def root(read: Structure) -> Element:
    return read.root


def build(folder: Path, *chapters: str, css: str = "", **spine: str) -> Path:
    """Return the PDF of a small book with a stylesheet of its own."""
    if css:
        (folder / "styles").mkdir(parents=True)
        (folder / "styles/book.css").write_text(css, encoding="utf-8")
    publication, context = written(folder, *chapters, **spine)
    artifact = pdf.render(publication, context, folder / "a.pdf")
    assert artifact.diagnostics == ()
    return artifact.path


def only(root: Element, type_: str, text: str) -> Element:
    """Return the one element of a type whose text has some words in it."""
    (found,) = [element for element in root.all(type_) if text in element.text]
    return found


def outline(element: Element) -> list[Any]:
    """Return an element's kinds as a nested list, texts as strings."""
    return [
        child if isinstance(child, str) else [child.type, *outline(child)]
        for child in element.children
    ]


# --- the judges -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_book_with_every_construct_conforms(screen_pdf: Path) -> None:
    assert verapdf.judge(screen_pdf, *ARCHIVE) == dict.fromkeys(ARCHIVE, ())


@pytest.mark.slow
def test_the_flagship_conforms(flagship: Path) -> None:
    path = flagship / "zh-Hant-HK" / "nagorno-karabakh.pdf"
    assert verapdf.judge(path, *ARCHIVE) == dict.fromkeys(ARCHIVE, ())


@pytest.mark.slow
def test_the_judge_finds_faults(screen_pdf: Path, tmp_path: Path) -> None:
    with pikepdf.open(screen_pdf) as book:
        for item in book.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure":
                del item["/Alt"]
        del book.Root["/OutputIntents"]
        book.save(tmp_path / "spoilt.pdf")
    found = verapdf.judge(tmp_path / "spoilt.pdf", *ARCHIVE)
    assert {fault.rule for fault in found["ua1"]} == {"7.3-1"}
    assert "6.2.4.3-2" in {fault.rule for fault in found["2a"]}


@pytest.mark.slow
def test_an_authors_styles_conform_too(book: Callable[[str], Path], tmp_path: Path) -> None:
    """Opacity makes groups with content of their own, and smoothed pictures are not allowed."""
    folder = book("everything")
    css = "blockquote{opacity:.5} .box{transform:rotate(2deg)} img{image-rendering:auto}"
    with (folder / "styles/book.css").open("a", encoding="utf-8") as sheet:
        sheet.write(css)
    path = pdf.render(*load(folder, tmp_path / "work"), tmp_path / "a.pdf").path
    assert verapdf.judge(path, *ARCHIVE) == dict.fromkeys(ARCHIVE, ())
    with pikepdf.open(path) as opened:
        streams = [item for item in opened.objects if isinstance(item, pikepdf.Stream)]
        assert len([stream for stream in streams if "/StructParents" in stream]) == 1
        (quotation,) = [
            item
            for item in opened.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/BlockQuote"
        ]
        assert all("/Stm" in paragraph.K[0] for paragraph in quotation.K)


@pytest.mark.slow
def test_inks_of_a_stylesheet_are_shown_in_srgb(tmp_path: Path) -> None:
    path = build(tmp_path, "紅字。", css="p{color:device-cmyk(0% 100% 100% 0%)}")
    assert verapdf.judge(path, *ARCHIVE) == dict.fromkeys(ARCHIVE, ())
    with pymupdf.open(path) as book:
        spans = [s for b in book[0].get_text("dict")["blocks"] for line in b["lines"]
                 for s in line["spans"]]  # fmt: skip
        (colour,) = (span["color"] for span in spans if span["text"] == "紅字。")
    assert colour.to_bytes(3, "big") == pytest.approx((227, 0, 11), abs=4)  # FOGRA39's red


@pytest.mark.slow
def test_qpdf_finds_no_fault(screen_pdf: Path) -> None:
    done = subprocess.run(
        ["qpdf", "--check", screen_pdf], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No syntax or stream encoding errors" in done.stdout


# --- the structure --------------------------------------------------------------------------------


def test_all_text_is_an_element_or_an_artifact(read: Structure) -> None:
    """``structure.read`` raises for other text; nothing is said twice or left out."""
    whole = read.root.text
    for words in ("人之初，性本善。", "普通註。", "52300", "框中有框。", "print"):
        assert whole.count(words) == 1, words
    assert {kind for _, kind, _ in read.artifacts} <= {"Header", "Footer", "Layout"}


def test_headings_are_those_of_the_bookmarks(root: Element) -> None:
    headings = [(e.type, e.text) for e in root.all("H1", "H2", "H3", "H4", "H5", "H6")]
    assert headings == [
        ("H1", "百物書"),
        ("H1", "凡例"),
        ("H1", "目次"),
        ("H1", "開場白"),
        ("H1", "第一編寫法"),
        ("H2", "第一章段落以上"),
        ("H3", "清單"),
        ("H3", "引文與程式"),
        ("H4", "表"),
        ("H4", "圖"),
        ("H5", "更深一級"),
        ("H2", "第二章段落之內"),
        ("H1", "第二編出處"),
        ("H2", "第三章註與出處"),
        ("H1", "後記"),
        ("H1", "參考文獻"),
        ("H2", "中文"),
        ("H2", "外文"),
    ]
    assert outline(only(root, "H2", "段落以上")) == [["Lbl", "第一章"], "段落以上"]


def test_a_part_holds_its_chapters(root: Element) -> None:
    parts = root.all("Part")
    assert [(part.kinds(), part.text[:3]) for part in parts] == [
        (["H1", "Sect", "Sect"], "第一編"),
        (["H1", "Sect"], "第二編"),
    ]
    assert [child for child in root.children if child in parts] == parts
    headings = [[e.text for e in part.all("H2")] for part in parts]
    assert headings == [["第一章段落以上", "第二章段落之內"], ["第三章註與出處"]]
    alone = only(root, "H1", "開場白")
    assert alone not in [e for part in parts for e in part.walk()]
    (note,) = [note for note in root.all("Note") if "一段話的註" in note.text]
    assert note in list(parts[1].walk())


def test_a_paragraph_on_many_pages_is_one(tmp_path: Path) -> None:
    root = structure.read(build(tmp_path, "長文。" * 800 + "^[腳註。]")).root
    paragraph = only(root, "P", "長文。")
    assert paragraph.pages == {0, 1, 2, 3}
    assert paragraph.text.startswith("長文。" * 800)


def test_a_table_on_two_pages_is_one_with_one_head(tmp_path: Path) -> None:
    rows = "".join(f"| 甲{number} | 乙 |\n" for number in range(60))
    read = structure.read(build(tmp_path, f"| 名 | 數 |\n|---|---|\n{rows}\n: 長表 {{#t}}"))
    (table,) = read.root.all("Table")
    assert table.kinds() == ["Caption", "THead", "TBody"]
    assert table.pages == {0, 1, 2}
    assert [cell.text for cell in table.all("TH")] == ["名", "數"]
    assert len(table.all("TR")) == 61
    repeated = [text for _, kind, text in read.artifacts if kind == "Pagination"]
    assert repeated == ["表一（續）", "名", "數"] * 2


def test_calls_and_notes(root: Element) -> None:
    paragraph = only(root, "P", "普通註。1")
    references = [child for child in paragraph.children if isinstance(child, Element)]
    assert [child.type for child in references] == ["Reference"] * 4
    notes = root.all("Note")
    assert len(notes) == len({note.attributes["ID"] for note in notes}) == 10
    for reference in root.all("Reference"):
        (link,) = reference.all("Link")
        assert link.annotations
    for note in notes:
        label = note.children[0]
        assert isinstance(label, Element)
        assert label.type == "Lbl"
        (link,) = label.all("Link")
        assert re.fullmatch(r"返回正文（註 \d+）", link.annotations[0]["Contents"])
        (call,) = [
            link
            for link in root.all("Link")
            if link.annotations[0].get("Dest") == note.attributes["ID"]
        ]
        assert call.annotations[0]["Contents"] == f"註 {label.text.strip()}"
        assert label.text.strip() == re.sub(r"\D", "", call.text)


def test_notes_follow_the_block_that_calls_them(root: Element) -> None:
    section = only_parent(root, "P", "普通註。1")
    kinds = section.kinds()
    at = next(i for i, c in enumerate(section.children)
              if isinstance(c, Element) and "普通註。1" in c.text and c.type == "P")  # fmt: skip
    assert kinds[at : at + 6] == ["P", "Note", "Note", "Note", "Note", "P"]
    table = only_parent(root, "Table", "城鎮人口").kinds()
    assert table[table.index("Table") + 1] == "Note"
    figure = only_parent(root, "Figure", "方格").kinds()
    assert figure[figure.index("Figure") + 1] == "Note"
    (long,) = [note for note in root.all("Note") if "第二段。" in note.text]
    assert long.kinds() == ["Lbl", "P", "P", "L"]


def only_parent(root: Element, type_: str, text: str) -> Element:
    (found,) = [
        element
        for element in root.walk()
        if any(
            isinstance(child, Element) and child.type == type_ and text in child.text
            for child in element.children
        )
    ]
    return found


def test_contents(read: Structure) -> None:
    section = only(read.root, "Sect", "凡例\u2002v")
    assert section.kinds() == ["H1", "TOC"]
    items = section.all("TOCI")
    assert len(items) == 13
    assert all(item.kinds() in (["Reference"], ["Reference", "TOC"]) for item in items)
    first = items[0].all("Link")[0]
    assert first.annotations[0]["Contents"] == "凡例 v"
    assert len(first.annotations) == 1
    assert "." not in section.text
    assert any(kind == "Layout" and "." in text for _, kind, text in read.artifacts)


def test_figures(root: Element) -> None:
    figure = only(root, "Figure", "方格")
    assert figure.attributes["Alt"] == "一個正方形"
    assert len(figure.attributes["BBox"]) == 4
    (caption,) = [child for child in figure.children if isinstance(child, Element)]
    assert caption.type == "Caption"
    assert caption.children[0].text == "圖一"  # type: ignore[union-attr]
    small = [one for one in root.all("Figure") if one is not figure]
    assert [one.attributes["Alt"] for one in small] == ["點"]


def test_tables(root: Element) -> None:
    (table,) = root.all("Table")
    assert table.kinds() == ["Caption", "THead", "TBody"]
    assert [cell.attributes["Scope"] for cell in table.all("TH")] == ["/Column"] * 3
    assert [row.kinds() for row in table.all("TR")] == [["TH"] * 3, ["TD"] * 3, ["TD"] * 3]


def test_lists(root: Element) -> None:
    lists = {one.text: one for one in root.all("L")}
    bullets = next(one for text, one in lists.items() if "乙的第二段" in text)
    assert [item.kinds() for item in bullets.all("LI")] == [["Lbl", "LBody"]] * 2
    assert bullets.attributes["ListNumbering"] == "/Disc"
    numbers = next(one for text, one in lists.items() if "二之一" in text and "1" in text)
    assert numbers.attributes["ListNumbering"] == "/Decimal"
    assert [item.children[0].text.strip(". ") for item in numbers.all("LI")][:2] == ["1", "2"]  # type: ignore[union-attr]
    terms = next(one for text, one in lists.items() if "第一義" in text)
    assert [item.kinds() for item in terms.all("LI")] == [["Lbl", "LBody"]] * 2
    facts = next(one for text, one in lists.items() if "定價" in text)
    assert {tuple(item.kinds()) for item in facts.all("LI")} == {("Lbl", "LBody")}


def test_foreign_words_have_their_language(root: Element) -> None:
    spans = {e.text: e.attributes["Lang"] for e in root.all("Span") if "Lang" in e.attributes}
    assert spans["Լեռնային Ղարաբաղ"] == "hy"
    assert spans["Dağlıq Qarabağ"] == "az"
    assert spans["Нагорный Карабах"] == "ru"
    assert all(span.attributes.get("Lang") for span in root.all("Span"))


def test_links_say_in_words_where_they_lead(root: Element) -> None:
    said = {
        annotation["Contents"]: annotation
        for link in root.all("Link")
        for annotation in link.annotations
    }
    assert said["網站（外部連結）"]["URI"] == "https://example.org/a?b=1&c=2"
    assert said["https://example.org/（外部連結）"]["URI"] == "https://example.org/"
    assert said["第一章（頁 5）"]["Dest"] == "blocks"
    assert not any(
        contents in ("", annotation.get("Dest")) for contents, annotation in said.items()
    )


def test_words_are_parted_where_lines_end(root: Element, tmp_path: Path) -> None:
    entries = [entry.text.strip() for entry in root.all("BibEntry")]
    assert (
        "Smith, Jane, “Borders and Memory: A View from the South Caucasus”, "
        "Journal of Examples 12, no. 3 (May 1999)."
    ) in entries
    text = "words of many letters and some of few " * 20
    paragraph = structure.read(build(tmp_path, f"字{text}")).root.all("P")[-1]
    assert paragraph.text.strip() == f"字{text}".strip()


@pytest.mark.slow
def test_an_index_is_one(tmp_path: Path) -> None:
    path = build(tmp_path, "[停火]{.index}。", "又[停火]{.index}。", back='"index"')
    assert verapdf.judge(path, *ARCHIVE) == dict.fromkeys(ARCHIVE, ())
    (index,) = structure.read(path).root.all("Index")
    (item,) = index.all("LI")
    assert [link.text for link in item.all("Link")] == ["1", "3"]


@pytest.fixture(scope="module")
def apparatus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the PDF of the book with drawn figures, a table of names and a full index."""
    folder = tmp_path_factory.mktemp("apparatus")
    return pdf.render(*named("apparatus", folder), folder / "apparatus.pdf").path


@pytest.mark.slow
def test_a_book_with_all_apparatus_conforms(apparatus: Path) -> None:
    assert verapdf.judge(apparatus, *ARCHIVE) == dict.fromkeys(ARCHIVE, ())


def test_the_structure_of_all_apparatus(apparatus: Path) -> None:
    root = structure.read(apparatus).root
    figures = root.all("Figure")
    assert [figure.attributes["Alt"] for figure in figures] == [
        "島的地圖，東城在東，磨坊在西北",
        "一九〇〇至二〇〇〇年的時間軸",
        "橫條圖：甲族四百或二百，乙族五十至一百",
        "折線圖：東城與磨坊的人口",
    ]
    for number, figure in zip("一二三四", figures, strict=True):
        (caption,) = figure.all("Caption")
        (label,) = caption.all("Lbl")
        assert label.text == f"圖{number}"
    assert figures[0].all("Caption")[0].text.endswith("資料來源：測試社")

    towns, persons = only_parent(root, "H1", "譯名對照表").all("Table")
    assert [cell.attributes["Scope"] for cell in towns.all("TH")] == ["/Column"] * 5 + ["/Row"] * 2
    (row, _) = towns.all("TBody")[0].all("TR")
    assert [cell.attributes.get("Lang") for cell in row.all("TD")] == ["en", "hy", "az", "ru"]
    assert [len(row.all("TD")) for row in persons.all("TBody")[0].all("TR")] == [2]

    (index,) = root.all("Index")
    assert {one.attributes["ListNumbering"] for one in index.all("L")} == {"/None"}
    said = {
        link.text: [annotation["Contents"] for annotation in link.annotations]
        for entry in index.all("LI")
        for link in entry.all("Link")
        if entry.text.startswith(("東城", "舊城"))
    }
    assert said == {
        "iii": ["東城，頁 iii"],
        "1": ["東城，頁 1"],
        "5": ["東城，頁 5"],
        "13–15": ["東城，頁 13–15"],
        "東城": ["東城"],
    }


def test_code_quotations_and_boxes(root: Element) -> None:
    quotation = only(root, "BlockQuote", "人之初")
    assert quotation.kinds() == ["P", "P"]
    assert 'print("你好")' in only(root, "Code", "print").text
    assert {e.text for e in root.all("Em", "Strong", "Del")} >= {"加重", "刪去"}
    with_box = [box for box in root.all("Div") if box.kinds() == ["P", "Div"]]
    assert [box.text for box in with_box] == ["框內文字。框中有框。"]


def test_furniture_is_artifact(read: Structure) -> None:
    heads = [text for _, kind, text in read.artifacts if kind == "Header"]
    folios = [text for _, kind, text in read.artifacts if kind == "Footer"]
    assert "".join(heads) == "寫法段落"
    assert "v" in folios
    assert "17" in folios


@pytest.fixture(scope="module")
def untagged(
    source: tuple[Publication, FormatContext], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the same book's PDF as WeasyPrint writes it, without tags."""
    publication, context = source
    path = tmp_path_factory.mktemp("untagged") / "everything.pdf"
    with paged.setting(publication, context) as weasyprint:
        _, layout = paged.laid_out(weasyprint, publication, context)
        layout.write(path, b"0" * 16, ())
    with pikepdf.open(path) as opened:
        assert "/StructTreeRoot" not in opened.Root
    return path


@pytest.mark.parametrize("mode", [(), ("-layout",), ("-raw",)])
def test_tags_change_nothing_that_is_extracted(
    screen_pdf: Path, untagged: Path, mode: tuple[str, ...]
) -> None:
    one, other = (
        subprocess.run(
            ["pdftotext", *mode, file, "-"], capture_output=True, text=True, check=True
        ).stdout
        for file in (screen_pdf, untagged)
    )
    assert len(one) > 2000
    assert one == other


# --- what the file says of itself -----------------------------------------------------------------


def metadata(path: Path) -> Any:
    with pikepdf.open(path) as book:
        assert "/Filter" not in book.Root.Metadata
        return etree.fromstring(book.Root.Metadata.read_bytes())


def test_metadata(screen_pdf: Path, source: tuple[Publication, FormatContext]) -> None:
    xmp = metadata(screen_pdf)

    def values(name: str) -> list[str]:
        return [row.text or "" for row in xmp.iterfind(f".//{name}//rdf:li", XMP)]

    assert xmp.findtext(".//pdfaid:part", namespaces=XMP) == "2"
    assert xmp.findtext(".//pdfaid:conformance", namespaces=XMP) == "A"
    assert xmp.findtext(".//pdfuaid:part", namespaces=XMP) == "1"
    isbn = f"urn:isbn:{source[0].metadata.imprint.isbn['pdf'].replace('-', '')}"
    assert xmp.findtext(".//dc:identifier", namespaces=XMP) == isbn
    assert values("dc:title") == ["百物書：一本甚麼都有的書"] * 2
    assert values("dc:creator") == ["陳大文"]
    assert values("dc:contributor") == ["李小明"]
    assert values("dc:language") == ["zh-Hant-HK"]
    assert values("dc:rights") == ["版權所有"] * 2
    assert values("dc:publisher") == ["測試社"]
    assert xmp.findtext(".//xmpRights:Marked", namespaces=XMP) == "True"


def test_how_the_file_opens(screen_pdf: Path) -> None:
    with pikepdf.open(screen_pdf) as book:
        assert book.Root.PageMode == "/UseOutlines"
        assert book.Root.PageLayout == "/TwoPageRight"
        assert book.Root.ViewerPreferences.DisplayDocTitle
        assert book.Root.MarkInfo.Marked
        assert book.Root.Lang == "zh-Hant-HK"


def test_page_labels_are_read_by_a_viewer(screen_pdf: Path) -> None:
    with pypdfium2.PdfDocument(screen_pdf) as book:
        labels = [book.get_page_label(number) for number in range(len(book))]
    assert labels[:10] == ["封面", "封面", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii"]
    assert labels[10:] == [str(number) for number in range(1, len(labels) - 9)]


@pytest.mark.slow
def test_the_same_bytes_in_any_folder_and_hash_seed(tmp_path: Path) -> None:
    sums = set()
    for seed in ("0", "1", "77"):
        folder = Path(shutil.copytree(BOOKS / "everything", tmp_path / seed / seed))
        done = run_nkbook("build", folder, "-f", "pdf", PYTHONHASHSEED=seed)
        assert done.code == 0, done.err
        (path,) = folder.rglob("everything.pdf")
        sums.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(sums) == 1
