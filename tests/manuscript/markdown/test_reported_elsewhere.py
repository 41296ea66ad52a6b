"""What users of other tools reported there, in chapters of our own words."""

from __future__ import annotations

import pytest

from nkbook.checks.conservation import lost_text
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of


def read(text: str) -> tuple[Document, list[str]]:
    """Return a chapter, of which nothing may be lost, and the codes of its problems."""
    document, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    assert lost_text(document) == ()
    return document, [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("한국어 문장이\n여기서 끝난다。", "한국어 문장이 여기서 끝난다。"),
        ("漢字\n한글\n漢字", "漢字 한글 漢字"),
        ("漢字\nかな\n漢字", "漢字かな漢字"),
        ("한국」\n漢字", "한국」漢字"),
    ],
)
def test_words_of_korean_stay_apart_at_a_line_end(text: str, printed: str) -> None:
    document, codes = read(text)
    assert (text_of(document.tree), codes) == (printed, [])


def test_a_label_that_goes_on_below_loses_nothing() -> None:
    document, codes = read("[乙][文\n章]與[丙][文\n章]。\n\n[文 章]:\n  https://example.org/x\n")
    assert [link.get("href") for link in document.tree.iter("a")] == ["https://example.org/x"] * 2
    assert codes == []


@pytest.mark.parametrize(
    ("text", "address", "title"),
    [
        ("[文](第 二 章.md)", "第 二 章.md", None),
        ("[文](a b.md#節)", "a b.md#節", None),
        ('[文](a (b) c.md "題 目")', "a (b) c.md", "題 目"),
        ("[文](https://example.org/a b)", "https://example.org/a%20b", None),
        ("[文](a b 'c')", "a b", "c"),
    ],
)
def test_addresses_have_blanks_as_in_pandoc(text: str, address: str, title: str | None) -> None:
    document, codes = read(text)
    (link,) = document.tree.iter("a")
    assert (link.get("href"), link.get("title"), codes) == (address, title, [])


def test_a_picture_whose_name_has_blanks_is_shown() -> None:
    document, _ = read("![海邊的燈塔](images/not ok.png){width=50%}\n")
    (picture,) = document.tree.iter("img")
    assert picture.get("src") == "images/not%20ok.png"


@pytest.mark.parametrize("text", ["[註](見 下文)", "[甲](乙 丙 丁)", "[a](b.png =100x20)"])
def test_other_words_in_brackets_are_no_address(text: str) -> None:
    document, _ = read(text)
    assert text_of(document.tree) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("甲[^長 註]。\n\n[^長 註]: 長標\n", "NK260"),
        ("段落：\n#. 甲\n#. 乙\n", "NK260"),
        ("/// note | 題\n框\n///\n", "NK260"),
        ("甲++增補++乙，不是 C++ 和 a++。\n", "NK260"),
        ('```{theorem, name="勾股"}\n文\n```\n', "NK260"),
        ("A. 甲\nB. 乙\n", "NK272"),
        ("-\u3000甲\n-\u3000乙\n", "NK272"),
        ('<div style="page-break-after: always;"></div>\n\n甲\n', "NK242"),
        ('<p style="color: black; break-before:page">甲</p>\n', "NK242"),
    ],
)
def test_what_is_not_read_is_said(text: str, code: str) -> None:
    assert code in read(text)[1]


@pytest.mark.parametrize(
    "text",
    ["用 C++ 寫，比 C++ 快", "a++; b++", "A. 甲", "/// 甲", "[^註] 甲乙[^註]\n\n[^註]: 丙 丁"],
)
def test_nothing_is_said_of_plain_text(text: str) -> None:
    assert read(text)[1] == []


def test_bases_of_ruby_stand_in_their_order() -> None:
    document, _ = read("<ruby>東<rb>京</rb><rt>とう<rt>きょう</ruby>")
    bases = [(ruby.text, ruby[0].text) for ruby in document.tree.iter("ruby")]
    assert bases == [("東", "とう"), ("京", "きょう")]


def test_lines_of_columns_around_a_table_with_a_head() -> None:
    document, codes = read(
        "-----  -------\n名     說\n       明\n-----  -------\n甲     一\n\n乙     二\n"
        "-----  -------\n\nTable: 題\n\n--- ---\n1   2\n--- ---\n\n文\n"
    )
    first, second = document.tree.iter("table")
    assert [text_of(cell) for cell in first.iter("th")] == ["名", "說明"]
    assert [text_of(cell) for cell in first.iter("td")] == ["甲", "一", "乙", "二"]
    assert [text_of(cell) for cell in second.iter("td")] == ["1", "2"]
    assert codes == []
