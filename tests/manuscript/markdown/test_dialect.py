"""The dialect of the manuscripts, construct by construct, as Pandoc's Markdown has them."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pandoc
import pypandoc
import pytest
from judges import epubcheck, extraction
from lxml import etree
from publications import BOOK_TOML

from nkbook.locales.labels import load_labels
from nkbook.manuscript import house_words
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of
from nkbook.pipeline.request import Request
from nkbook.pipeline.steps import build


def document(text: str, *codes: str) -> Document:
    """Return the document of a chapter's text, whose problems have the codes given."""
    found, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    assert {problem.code for problem in problems} == set(codes)
    return found


def only(text: str, path: str, *codes: str) -> Element:
    """Return the single element of a chapter's tree that the XPath finds."""
    found = document(text, *codes).tree.xpath(path)
    assert isinstance(found, list)
    (element,) = found
    assert isinstance(element, etree._Element)
    return element


BESIDE_CHINESE = (
    "他說**「好」**了。",
    "**注意：**燈已滅。",
    "共有**三成（30%）**的船。",
    "前*（一）*後",
    "這是~~「舊名」~~新名。",
    "**燈塔。**下一句**又一個，**完。",
    "見**`code`**與**[塔]{.name}**之間。",
)


@pytest.mark.parametrize("text", BESIDE_CHINESE)
def test_emphasis_next_to_chinese_marks(text: str) -> None:
    tree = document(text).tree
    theirs = pandoc.read(text)
    assert "*" not in text_of(tree)
    assert "~" not in text_of(tree)
    for tag, kind in (("strong", "Strong"), ("em", "Emph"), ("del", "Strikeout")):
        assert len(list(tree.iter(tag))) == theirs.counts[kind]


def test_emphasis_of_latin_text_is_that_of_commonmark() -> None:
    text = 'a**"b"**c and 2 * 3 * 4, snake_case_name'
    assert text_of(document(text, "NK260").tree) == text


@pytest.mark.parametrize(
    ("text", "path", "attributes"),
    [
        ("## 前言 {-}", "//h2", {"class": "unnumbered"}),
        ("## 來歷 ## {#來歷 .卷首 鍵='一 二'}", "//h2", {"class": "卷首", "data-鍵": "一 二"}),
        ("[塔]{#塔 .地名 key2='甲\"乙'}", "//span", {"id": "塔", "data-key2": '甲"乙'}),
        ("``` {#碼 .python .numberLines startFrom=10}\nx\n```", "//pre",
         {"id": "碼", "class": "numberLines", "data-startFrom": "10"}),
        ("| a |\n|---|\n| b |\n\n: 表 {#表 .wide 來源=檔}", "//table",
         {"id": "表", "class": "wide", "data-來源": "檔"}),
        ("::: {#框 .box level='2'}\n文\n:::", "//div[@class]", {"id": "框", "data-level": "2"}),
    ],
)  # fmt: skip
def test_attributes_in_the_grammar_of_pandoc(
    text: str, path: str, attributes: dict[str, str]
) -> None:
    element = only(text, path)
    assert {name: element.get(name) for name in attributes} == attributes


def test_an_attributed_heading_loses_its_closing_marks() -> None:
    assert text_of(only("## 來歷 ## {#x}", "//h2")) == "來歷"
    assert only("## 來歷 ## {#x}", "//section").get("id") == "x"


def test_a_fence_with_attributes_names_its_language_once() -> None:
    assert only("```{.python #a}\nx\n```", "//code").get("class") == "language-python"
    assert only("```python {#a}\nx\n```", "//code").get("class") == "language-python"
    assert only("```{python\nx\n```", "//code", "NK270").get("class") == "language-{python"


def test_scripts_hold_markup_and_escaped_spaces() -> None:
    script = only(r"2^**n**\ 次^", "//sup")
    assert text_of(script) == "n\u00a0次"
    assert len(list(script.iter("strong"))) == 1
    assert text_of(only("H~*n*~O", "//sub")) == "n"
    assert text_of(document(r"張\ 三").tree) == "張\u00a0三"
    assert text_of(document("約~二十 三~人").tree) == "約~二十 三~人"


@pytest.mark.parametrize(
    ("braces", "style"),
    [
        ("width=50%", "width:50%"),
        ("width=120 height=3cm", "width:120px;height:3cm"),
        ("width='8em' height=100%", "width:8em"),
        ("width=large", None),
    ],
)
def test_pictures_have_the_size_that_is_given(braces: str, style: str | None) -> None:
    image = only(f'![塔](t.png "燈塔題"){{alt="塔" {braces}}}', "//figure/img")
    assert image.get("style") == style
    assert image.get("title") == "燈塔題"


@pytest.mark.parametrize(
    ("text", "address", "after"),
    [
        ("見https://example.org/甲。完", "https://example.org/甲", "。完"),
        ("(https://example.org/a_(b)_c)", "https://example.org/a_(b)_c", ")"),
        ("網址 www.example.org/x，好。", "http://www.example.org/x", "，好。"),
        ("https://example.org/@jan_a/b?c=d&e=f.", "https://example.org/@jan_a/b?c=d&e=f", "."),
        ("**https://example.org**", "https://example.org", None),
    ],
)
def test_bare_addresses_are_links_up_to_the_sentences_marks(
    text: str, address: str, after: str | None
) -> None:
    link = only(text, "//a")
    assert unquote(str(link.get("href"))) == address
    assert link.tail == after


def test_no_addresses_inside_links_and_code() -> None:
    tree = document("[看 https://a.example](https://b.example)、`https://c.example`").tree
    assert [link.get("href") for link in tree.iter("a")] == ["https://b.example"]


def test_task_lists() -> None:
    tree = document("- [ ] 未辦\n- [x] 已辦\n  1. [X] *小*項\n- 平常").tree
    assert [text_of(item) for item in tree.iter("li")] == [
        "☐ 未辦", "☒ 已辦☒ 小項", "☒ 小項", "平常",
    ]  # fmt: skip
    printed = house_words.put({"ch": document("1.  [ ] 甲\n\n2.  [x] *乙*☐")}, {})["ch"].tree
    assert [text_of(item) for item in printed.iter("p")] == ["□ 甲", "✓ 乙☐"]


def test_a_box_without_a_task_is_printed_as_it_is_typed() -> None:
    done = house_words.put({"ch": document("- [ ] \n- [X]\n\n甲")}, {})["ch"]
    assert [text_of(one).strip() for one in done.tree] == ["[ ][X]", "甲"]


def test_what_follows_a_box_is_text() -> None:
    tree = document("- [ ] ## 渡口\n- [x] - 船").tree
    assert [text_of(item) for item in tree.iter("li")] == ["☐ ## 渡口", "☒ - 船"]


def test_a_directive_is_no_code_to_be_run() -> None:
    read = document("```{important}\n水深\n```\n\n```{r}\nx\n```", "NK260").tree
    assert [block.get("data-kind") for block in read.iter("pre")] == [None, "chunk"]


def test_a_table_in_a_nested_item_stays_there() -> None:
    tree = document("1. 甲\n   - 乙 | 丙\n     ---|---\n     一 | 二").tree
    assert [text_of(cell) for cell in tree.findall(".//ul/li/table//th")] == ["乙", "丙"]


def test_alerts_are_boxes_with_a_title_in_the_words_of_the_edition() -> None:
    text = "> [!WARNING]\n> 水深。\n>\n> - 危險"
    box = only(text, "/div/div")
    assert (box.get("class"), [child.tag for child in box]) == ("warning", ["div", "p", "ul"])
    titled = house_words.put({"ch": document(text)}, load_labels("zh-Hant-HK"))["ch"]
    assert text_of(titled.tree).split() == ["警告水深。危險"]
    assert only("> [!TIP] 題\n> 文", "/div/blockquote", "NK260") is not None


@pytest.mark.parametrize("text", ["> [!TIP]\n懶\n行", "> > [!TIP]\n> 懶\n> 行"])
def test_lines_below_the_mark_of_an_alert_are_in_it_without_a_mark_too(text: str) -> None:
    """They go on in a paragraph of CommonMark; a blank line ends the box."""
    box = only(f"{text}\n\n外", "//div[@class='tip']")
    assert [text_of(child) for child in box] == ["Tip", "懶行"]
    assert text_of(only("- > [!TIP]\n  懶", "//div[@class='tip']/p")) == "懶"
    assert len(only("> [!TIP]\n\n外", "//div[@class='tip']")) == 1


def test_line_blocks_keep_lines_and_their_indents() -> None:
    block = only(
        "| 潮平\n|   兩岸闊\n|\n| 風正\n  一帆懸", "/div/div[@class='line-block']", "NK270"
    )
    assert [text_of(line) for line in block] == ["潮平", "\u00a0\u00a0兩岸闊", "", "風正一帆懸"]
    assert {line.get("class") for line in block} == {"line"}
    assert only("| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |", "//tbody/tr") is not None


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("3. 甲\n4. 乙", {"start": "3"}),
        ("1) 甲\n2) 乙", {"data-delim": "OneParen"}),
        ("(2) 甲\n(3) 乙", {"start": "2", "data-delim": "TwoParens"}),
        ("a. 甲\nb. 乙", {"type": "a", "data-style": "LowerAlpha"}),
        ("A)  甲\nB)  乙", {"type": "A", "data-style": "UpperAlpha", "data-delim": "OneParen"}),
        ("iv. 甲\nv. 乙", {"start": "4", "type": "i", "data-style": "LowerRoman"}),
        ("I.  甲\nII.  乙", {"type": "I", "data-style": "UpperRoman"}),
        ("#. 甲\n#. 乙", {}),
    ],
)
def test_numbered_lists_keep_their_marks(text: str, attributes: dict[str, str]) -> None:
    numbered = only(text, "/div/ol")
    assert {name: value for name, value in numbered.attrib.items()
            if name not in ("id", "data-line")} == attributes  # fmt: skip
    assert [text_of(item) for item in numbered] == ["甲", "乙"]


def test_a_name_with_an_initial_is_no_list() -> None:
    assert text_of(only("B. Lam 的信", "/div/p")) == "B. Lam 的信"


def test_blocks_in_an_item_need_four_spaces_however_long_its_mark_is() -> None:
    assert [child.tag for child in only("(@x) 甲\n\n    乙\n\n    - 丙", "//ol/li")] == [
        "p",
        "p",
        "ul",
    ]


def test_a_list_of_any_number_follows_the_line_of_an_item() -> None:
    text = "1.  甲\n    2.  乙\n    3.  丙\n"
    assert only(text, "/div/ol/li/ol").get("start") == "2"
    only("- 甲\n  1990. 乙\n", "/div/ul/li[not(ol)]")  # a year


def test_examples_are_numbered_through_the_chapter_and_named() -> None:
    tree = document("(@) 甲\n(@塔) 乙\n\n見(@塔)及(@末)。^[又見(@末)]\n\n(@末) 丙").tree
    assert [item.get("start") for item in tree.iter("ol")] == [None, "3"]
    assert text_of(next(tree.iter("p"))) == "見(2)及(3)。"


PIPE = "| 年 | 人 |\n|---|--:|\n| 1 | 2 |"
GRID = """\
+--------+------+------+
| 燈塔   | 年份 | 人數 |
+========+=====:+======+
| 青洲   | 1905 | - 甲 |
|        |      | - 乙 |
+--------+------+------+
| 共計兩行      | 二   |
+---------------+------+
"""
SIMPLE = """\
燈塔      年份   人
------  ------  ----
青洲      1905   甲
橫瀾      1893   乙
"""
MULTILINE = """\
-----------------------
燈塔        說明
--------  -------------
青洲      建於一九〇五
          年，紅光。

橫瀾      在東。
-----------------------
"""


def rows(tree: Element) -> list[list[str]]:
    """Return the texts of a table's cells, row by row."""
    return [[text_of(cell).strip() for cell in row] for row in tree.iter("tr")]


def test_grid_tables_have_blocks_and_spans() -> None:
    tree = document(GRID).tree
    assert rows(tree) == [["燈塔", "年份", "人數"], ["青洲", "1905", "甲乙"], ["共計兩行", "二"]]
    assert [item.text for item in tree.iter("li")] == ["甲", "乙"]
    assert [(cell.get("colspan"), cell.get("rowspan")) for cell in tree.iter("td")][3] == (
        "2",
        None,
    )
    assert [cell.get("class") for cell in tree.iter("th")] == [None, "right", None]
    down = document("+---+---+\n| 甲 | 乙 |\n+   +---+\n|   | 丙 |\n+---+---+\n".replace(
        "甲 | 乙", "a | b").replace("丙", "c")).tree  # fmt: skip
    assert [cell.get("rowspan") for cell in down.iter("td")] == ["2", None, None]


def test_tables_drawn_with_dashes() -> None:
    simple = document(SIMPLE).tree
    assert rows(simple) == [
        ["燈塔", "年份", "人"], ["青洲", "1905", "甲"], ["橫瀾", "1893", "乙"],
    ]  # fmt: skip
    several = document(MULTILINE).tree
    assert rows(several) == [
        ["燈塔", "說明"],
        ["青洲", "建於一九〇五年，紅光。"],
        ["橫瀾", "在東。"],
    ]
    assert len(list(several.iter("col"))) == 2


@pytest.mark.parametrize("table", [PIPE, GRID, SIMPLE, MULTILINE])
@pytest.mark.parametrize("caption", [": 歷任 {#t .wide}", "Table: *歷任* {#t}"])
def test_captions_before_and_after_tables(table: str, caption: str) -> None:
    for text in (f"{caption}\n\n{table}\n", f"{table}\n\n{caption}\n"):
        assert text_of(only(text, "//table[@id='t']/caption")) == "歷任"
        assert only(text, "/div/*") is not None


def test_a_caption_right_under_a_table_and_one_of_attributes_only() -> None:
    assert text_of(only(f"{PIPE}\n: 歷任", "//table/caption")) == "歷任"
    assert only(f"{PIPE}\n\n: {{.wide}}", "//table[not(caption)]").get("class") == "wide"


def test_breaks_and_headings_are_no_tables() -> None:
    tree = document("- - -\n\n甲\n\n---\n\n- - -\n\n乙\n---\n").tree
    assert not list(tree.iter("table"))


@pytest.mark.parametrize(
    ("heading", "link"),
    [
        ("## 停火之後", "[停火之後]"),
        ("## 停火之後", "[這一節][停火之後]"),
        ("## 1. The *Light* House!", "[見](#the-light-house)"),
        ("## 1. The Light House!", "[見](#1-the-light-house)"),
        ("## 來歷 {#origin}", "[來歷][]"),
    ],
)
def test_links_by_the_words_of_a_heading(heading: str, link: str) -> None:
    found = document(f"見{link}。\n\n{heading}\n\n文。")
    (section,) = found.tree.iter("section")
    href = str(next(found.tree.iter("a")).get("href"))[1:]
    assert found.aliases.get(href, href) == section.get("id")
    theirs = json.loads(pypandoc.convert_text(heading, "json", format=pandoc.DIALECT))
    assert theirs["blocks"][0]["c"][1][0] in {*found.aliases, section.get("id")}


def test_spans_and_definitions_come_before_headings() -> None:
    tree = document("[塔]{.x}與[岸]。\n\n## 塔\n\n## 岸\n\n[岸]: https://example.org").tree
    assert [link.get("href") for link in tree.iter("a")] == ["https://example.org"]


PRINTED = """\
---
title: 題
---

見[](#來歷)。

## 來歷 {-}

``` {#碼 .python startFrom=10 鍵=值 a_b:c=d}
print("好")
```

c. 甲
d. 乙

文。

(iv) 丙

文。^[註 https://example.org/x。]

| 潮平
|   岸闊

- [ ] 未
- [x] 已

> [!TIP]
> 慢走。

文。[^n]

[^n]: 列

    3) 丁
    4) 戊
"""


@pytest.mark.slow
def test_pages_show_the_marks_that_were_written(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/one.md").write_text(PRINTED, encoding="utf-8")
    (tmp_path / "chapters/book.toml").write_text(
        f'{BOOK_TOML}body = ["one.md"]\n', encoding="utf-8"
    )
    result = build(Request(tmp_path, formats=("pdf", "epub")))
    pdf, epub = (next(file.path for file in result.files if file.path.suffix == suffix)
                 for suffix in (".pdf", ".epub"))  # fmt: skip
    text = re.sub(r"\s+", "", extraction.poppler(pdf, "-layout"))
    marks = ("c.甲", "d.乙", "(iv)丙", "3)丁", "4)戊", "□未", "✓已", "提示慢走")
    assert [mark for mark in marks if mark not in text] == []
    assert "見「來歷」" in text
    with zipfile.ZipFile(epub) as files:
        page = next(files.read(name).decode() for name in files.namelist() if "one" in name)
    assert "□ 未" in page
    code = next(re.finditer("<pre [^>]*>", page))[0]
    own = {'id="碼"', 'data-startfrom="10"', 'data-鍵="值"', 'data-a_b_c="d"'}
    assert own <= set(code.strip("<>").split())
    assert epubcheck.judge(epub) == ()
    assert re.search(r'<ol [^>]*start="3" type="a"', page)
    assert re.search(r'<a [^>]*href="#one-[0-9a-f]+"[^>]*>「來歷」</a>', page)


def test_marks_over_and_below_letters_take_no_column_of_a_grid() -> None:
    word = "Thu\u031b\u0301"
    grid = f"+-----+-----+\n| {word} | 三  |\n+-----+-----+\n| か\u3099  | abc |\n+-----+-----+\n"
    assert rows(document(grid).tree) == [[word, "三"], ["か\u3099", "abc"]]


def test_a_broken_grid_stays_text() -> None:
    drawing = "+------+----+\n| 一 | 二 |\n|       | 三 |\n+--+\n"
    assert "三" in text_of(only(drawing, "/div/p", "NK260"))


def test_a_reference_to_no_character_is_named() -> None:
    assert "\ufffd" in text_of(document("甲&#x4;乙", "NK236").tree)


def test_blanks_around_the_words_of_a_span_are_not_its() -> None:
    assert only("甲[ 乙 ]{.x}丙", "//span").text == "乙"
    assert only("[ ]{.blank}", "//span").text == " "


def test_words_in_bold_that_touch_are_two() -> None:
    tree = document("**民主****）**和").tree
    assert [one.text for one in tree.iter("strong")] == ["民主", "）"]


def test_a_note_may_begin_with_the_mark_of_a_superscript() -> None:
    (note,) = document("甲^[^乙]丙").notes
    assert text_of(note.body).strip() == "^乙"


def test_code_in_a_meaning_begins_below_the_first_words() -> None:
    assert only("甲\n:   乙\n\n        x\n          y", "//dd/pre/code").text == "x\n  y\n"
    assert only("甲\n: 乙\n\n        x", "//dd/pre/code").text == "  x\n"


def test_an_item_with_a_long_mark_may_begin_with_code() -> None:
    assert only("(@例)     x = 1", "//li/pre/code").text == "x = 1\n"


def test_a_text_table_in_an_item_stays_there() -> None:
    text = "- 甲     乙\n  -----  -----\n  一     二\n\n- 丙"
    assert len(document(text).tree.xpath("/div/ul/li[1]/table//td")) == 2
    assert len(document(text).tree.xpath("/div/ul/li")) == 2


def test_no_blank_stands_between_ruby_and_the_next_line() -> None:
    assert only('甲[漢]{ruby="hàn"}\n乙', "//span[ruby]").tail == "乙"


def test_curly_marks_beside_latin_words_are_in_emphasis() -> None:
    assert text_of(only("ABC**“重要”**的", "//strong")) == "“重要”"
    assert text_of(only("D**——完**D", "//strong")) == "——完"
    assert text_of(only("*a “*b*” c*", "/div/p/em[1]")) != ""


def test_a_link_with_a_key_and_brackets_around_its_address_is_one() -> None:
    assert only('[完 @a 50%](<b c.html> "題")', "//a").get("title") == "題"
