"""What eyes see in the EPUB is in its structure: for voices, for searching and for old engines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from opened import NS, Opened, text
from places import BOOKS
from publications import load, written

from nkbook.formats import epub, pdf
from nkbook.formats.html.files.sheets import sheets_for
from nkbook.formats.html.screens.ruby import set_ruby
from nkbook.formats.html.screens.unfolded import unfold_tables
from nkbook.look.css.older import parted
from nkbook.model.document import Element

NARROW = "| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n"
WIDE = """
| 國家 | 首都 | 面積（平方公里） | 人口（萬人） | 語言 | 貨幣 | 獨立 |
|---|---|---|---|---|---|---|
| 亞美尼亞 | 葉里溫 | 29,743 | 296 | 亞美尼亞語 | 德拉姆 | 1991年9月21日 |

: 表 {row-heads=1}
"""
SOURCES = """
- {id: a, type: book, title: 某書, author: [{family: 陳, given: 大文}], publisher: 社}
- {id: b, type: book, title: Some Book, language: en, author: [{family: Smith, given: J}]}
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = tmp_path_factory.mktemp("structure")
    (folder / "chapters/data").mkdir(parents=True)
    (folder / "chapters/data/references.yaml").write_text(SOURCES, encoding="utf-8")
    one = f"文。[@a]又。[^n]\n\n[^n]: 見[@b]、[@a]。\n\n{NARROW}\n{WIDE}\n\n*Kalevala* 與*重點*。"
    two = "再引。[@a]"
    publication, context = written(
        folder, one, two, front='"title-page", "contents"', back='"bibliography"'
    )
    return Opened(epub.render(publication, context, folder / "book.epub").path)


def test_number_and_title_are_one_heading(book: Opened) -> None:
    (heading,) = book.pages["text/two.xhtml"].iterfind(".//h:h1", NS)
    assert text(heading) == "第二章 題目two"
    assert book.pages["text/two.xhtml"].find(".//h:header", NS) is None  # it would be a banner


def test_the_bibliography_is_lists_that_lead_back(book: Opened) -> None:
    root = book.pages["text/bibliography.xhtml"]
    rows = root.findall(".//h:ul/h:li", NS)
    assert len(rows) == 2
    back = {
        text(row)[:2]: [
            (text(link), str(link.get("href")).partition("#")[0])
            for link in row.iterfind("h:p[@class='cited-at']/h:a", NS)
        ]
        for row in rows
    }
    assert back["陳大"] == [("1", "one.xhtml"), ("2", "one.xhtml"), ("1", "two.xhtml")]
    for link in root.iterfind(".//h:p[@class='cited-at']/h:a", NS):
        path, _, anchor = str(link.get("href")).partition("#")
        there = book.pages[f"text/{path}"].find(f".//*[@id='{anchor}']")
        assert there is not None
        assert there.get("role") == "doc-noteref"


def test_notes_are_named(book: Opened) -> None:
    section = book.pages["text/one.xhtml"].find(".//h:section[@class='notes']", NS)
    assert section is not None
    assert section.get("aria-label") == "註釋"


def test_only_wide_tables_are_unfolded(book: Opened) -> None:
    narrow, wide = book.pages["text/one.xhtml"].iterfind(".//h:table", NS)
    assert "unfolded" not in str(narrow.get("class"))
    assert wide.get("class") == "unfolded"
    assert [one.get("role") for one in wide.iterfind("h:thead//h:th", NS)] == ["columnheader"] * 7
    row = wide.find("h:tbody/h:tr", NS)
    assert row is not None
    assert [one.get("role") for one in row] == ["rowheader", *["cell"] * 6]
    heads = [text(one) for one in wide.iterfind("h:thead//h:th", NS)]
    assert [one.get("data-label") for one in row] == [None, *heads[1:]]


def test_a_table_whose_cells_span_rows_is_left() -> None:
    table = etree.fromstring(
        "<div><table><thead><tr>" + "<th>很長的一個題目</th>" * 9 + "</tr></thead>"
        "<tbody><tr><td rowspan='2'>甲</td></tr><tr><td>乙</td></tr></tbody></table></div>"
    )
    unfold_tables(table)
    assert b"unfolded" not in etree.tostring(table)


def test_foreign_emphasis_is_marked_for_old_engines(book: Opened) -> None:
    first, second = book.pages["text/one.xhtml"].iterfind(".//h:em", NS)
    assert {text(one): one.get("class") for one in (first, second)}["重點"] is None


def test_guide_and_ncx_are_those_of_epub_2(book: Opened) -> None:
    guide = {
        one.get("type"): one.get("href") for one in book.package.iterfind(".//opf:reference", NS)
    }
    assert guide == {
        "title-page": "text/title-page.xhtml",
        "toc": "text/contents.xhtml",
        "text": "text/one.xhtml",
    }


@pytest.mark.slow
def test_the_ncx_has_the_pages_of_the_page_list(tmp_path: Path) -> None:
    publication, context = load(BOOKS / "apparatus", tmp_path)
    pages = pdf.lay_out(publication, context, tmp_path / "none.pdf").page_map
    context = replace(context, page_map=pages)
    book = Opened(epub.render(publication, context, tmp_path / "book.epub").path)
    ncx = etree.fromstring(book.files["EPUB/toc.ncx"])
    targets = [
        (one.findtext(".//ncx:text", "", NS), content.get("src"))
        for one in ncx.iterfind(".//ncx:pageTarget", NS)
        for content in one.iterfind("ncx:content", NS)
    ]
    listed = [
        (text(one), one.get("href"))
        for one in book.pages["nav.xhtml"].iterfind(".//h:nav[@role='doc-pagelist']//h:a", NS)
    ]
    assert targets == listed
    total = ncx.find(".//ncx:meta[@name='dtb:totalPageCount']", NS)
    assert total is not None
    assert total.get("content") == str(len(targets))
    orders = [int(number) for one in ncx.iter() if (number := one.get("playOrder"))]
    assert orders == list(range(1, len(orders) + 1))


# --- ruby ----------------------------------------------------------------------------------------


def ruby(inner: str) -> Element:
    root = etree.fromstring(f'<p><span class="annotated">{inner}</span></p>')
    set_ruby(root, "（）")
    return root


def test_a_word_with_readings_is_found_and_read_aloud() -> None:
    root = ruby("<ruby>重<rt>chóng</rt></ruby><ruby>慶<rt>qìng</rt></ruby>")
    (word,) = root.iter("ruby")
    assert word.text == "重慶"
    assert [(one.tag, one.text) for one in word] == [
        ("rp", "（"), ("rt", "chóng qìng"), ("rp", "）"),
    ]  # fmt: skip
    assert word[1].get("lang") == "zh-Latn-pinyin"


def test_bopomofo_stays_beside_each_character() -> None:
    one = "<ruby class='bopomofo'>{}<rt>{}</rt></ruby>"
    root = ruby(one.format("注", "ㄓㄨˋ") + one.format("音", "ㄧㄣ"))
    assert [one.text for one in root.iter("ruby")] == ["注", "音"]
    assert [one.get("lang") for one in root.iter("rt")] == ["zh-Bopo"] * 2


def test_a_long_passage_can_still_be_divided() -> None:
    root = ruby("".join(f"<ruby>{one}<rt>a</rt></ruby>" for one in "床前明月光疑是"))
    assert len(list(root.iter("ruby"))) == 7


# --- stylesheets ---------------------------------------------------------------------------------


def test_a_book_has_rules_of_the_window_only_for_what_it_holds(book: Opened) -> None:
    sheets = [data.decode() for name, data in book.files.items() if name.endswith(".css")]
    assert len(sheets) == 2
    for words in ("@media", "@supports", "100vh", "100vw"):
        assert not [sheet for sheet in sheets if words in sheet]
    trees = [etree.fromstring(f"<p>{one}</p>") for one in (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" class="parted-in-text"/>',
        "<ruby class='bopomofo'>注</ruby>",
    )]  # fmt: skip
    assert [sheets_for([tree]) for tree in trees] == [
        ("epub-formulas.css",), ("epub-bopomofo.css",),
    ]  # fmt: skip


def test_what_old_engines_stumble_over_is_in_the_second_sheet() -> None:
    older, newer = parted("""
        @font-face { font-family: a; src: url(a.otf) }
        p { margin-inline-start: 2em; overflow-wrap: anywhere; break-after: avoid }
        @media (max-width: 40em) { p { color: red } }
        a:not(.b), i { font-weight: bold }
        .c { height: 50vh; width: calc(1em + 2px); display: flex; color: blue }
    """)
    assert "@font-face" in older
    for word in ("@media", ":not", "vh", "calc", "flex"):
        assert word not in older
        assert word in newer
    order = [older.index(one) for one in ("margin-left: 2em", "margin-inline-start: 2em")]
    assert order == sorted(order)
    for fallback in ("word-wrap: break-word", "page-break-after: avoid", "i {"):
        assert fallback in older


def test_what_overrides_the_second_sheet_is_there_too() -> None:
    _, newer = parted(
        "p { margin: 0 } p:not(.a) { margin: 1em } p { margin-left: 2em; color: red }"
    )
    assert newer.index("1em") < newer.index("margin-left: 2em")
    assert "color" not in newer
    assert "margin: 0" not in newer


@pytest.mark.parametrize("vertical", [False, True])
def test_sides_are_those_of_the_lines(vertical: bool) -> None:
    older, _ = parted("p { padding-inline: 1em 2em; border-block-start: 1px }", vertical=vertical)
    if vertical:
        assert "-webkit-padding-start: 1em" in older
        assert "padding-left" not in older
    else:
        assert "padding-left: 1em" in older
        assert "padding-right: 2em" in older
        assert "border-top: 1px" in older
