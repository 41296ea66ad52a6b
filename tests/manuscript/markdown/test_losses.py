"""Nothing is lost: what is written is read, and is in every file, or its line is reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Run
from places import BOOKS
from publications import written

from nkbook.checks.conservation import lost_text
from nkbook.checks.parts.marks import lost_calls
from nkbook.checks.parts.reading import lost_in_reading
from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.diagnostics.problems import has_errors
from nkbook.formats import epub, pdf
from nkbook.manuscript import markdown
from nkbook.manuscript.markdown import parse
from nkbook.maths import Macros
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of


def read(text: str) -> tuple[Document, str, list[str]]:
    """Return a chapter's document, its text with that of the notes, and its codes with lines."""
    document, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    if not has_errors(problems):
        problems += lost_text(document)
    words = [text_of(root) for root in (document.tree, *(note.body for note in document.notes))]
    found = [f"{one.code}:{one.location.line}" for one in problems if one.location]
    return document, "\n".join(words), found


def test_a_div_ends_with_the_list_item_that_it_begins_in() -> None:
    text = "- 茶\n\n  ::: {.box}\n  水\n\n路上有雨^[春雨]。\n\n次日晴。\n\n:::\n\n終。\n"
    _, words, found = read(text)
    assert found == ["NK260:10", "NK213:3"]
    for word in ("水", "路上有雨", "春雨", "次日晴", "終"):
        assert word in words


def test_a_div_ends_with_the_quotation_that_it_begins_in() -> None:
    _, words, found = read("> ::: {.box}\n> 茶\n\n路上有雨^[春雨]\n\n:::\n\n終。\n")
    assert found == ["NK260:6", "NK213:1"]
    assert "路上有雨" in words
    assert "春雨" in words


def test_a_div_inside_a_list_item_is_closed_there() -> None:
    document, _, found = read("- 茶\n\n  ::: {.box}\n  水\n  :::\n\n  火\n\n終。\n")
    assert found == []
    (box,) = document.tree.findall(".//div")
    assert text_of(box).strip() == "水"


@pytest.mark.parametrize(
    "text",
    ['[甲]{id="qr s"}', "[甲]{.box id=漢}", "## 甲 {id='q r'}", '`x`{id="漢 字"}', "甲\n{id=q}"],
)
def test_a_name_given_as_an_attribute_is_no_text(text: str) -> None:
    assert [code for code in read(f"{text}\n")[2] if code.startswith("NK227")] == []


@pytest.mark.parametrize("text", ["1. ::: {.box}", "> ::: {.box}", "::: {.box}", "- ::: a\n\n:::"])
def test_a_div_without_content_is_read(text: str) -> None:
    assert "NK213:1" in read(text)[2]


@pytest.mark.parametrize("mark", ["- ", "> ", "::: {.box}"])
@pytest.mark.parametrize("depth", [12, 25])
def test_deep_nesting_is_read(mark: str, depth: int) -> None:
    if mark == "> ":
        text = "".join(
            f"{mark * level}第{level}層^[註{level}號]\n>\n" for level in range(1, depth + 1)
        )
    elif mark == "- ":
        text = "".join(
            f"{'  ' * level}- 第{level}層^[註{level}號]\n" for level in range(1, depth + 1)
        )
    else:
        text = "".join(f"{mark}\n第{level}層^[註{level}號]\n\n" for level in range(1, depth + 1))
        text += ":::\n" * depth
    _, words, found = read(text)
    assert found == []
    assert f"第{depth}層" in words
    assert f"註{depth}號" in words


def test_what_is_nested_too_deeply_is_reported() -> None:
    _, words, found = read("".join(f"{'> ' * level}第{level}層\n>\n" for level in range(1, 90)))
    assert found[0] == "NK217:119"
    assert "第59層" in words


def test_a_cell_without_a_column_is_reported() -> None:
    _, _, found = read("> | 年 | 事 |\n> |---|---|\n> | 一 | 二 | 三^[四] |\n> | 五 |\n")
    assert found == ["NK229:3"]


def test_a_picture_with_words_in_a_list_is_a_figure() -> None:
    document, words, found = read('- ![城門^[冬日]](a.png){alt="牆"}\n- 乙\n')
    assert found == []
    assert "城門" in words
    assert "冬日" in words
    assert document.tree.findall(".//figcaption")


def test_words_of_a_picture_in_a_line_are_its_title() -> None:
    document, _, found = read('文![城門](a.png "甲"){alt="牆"}字\n')
    assert found == []
    (image,) = document.tree.iter("img")
    assert (image.get("alt"), image.get("title")) == ("牆", "城門 甲")


@pytest.mark.parametrize("words", ["^[註]", "[頁](#p)", "[@key]", "*^[註]*"])
def test_a_note_in_the_words_of_a_picture_in_a_line_is_reported(words: str) -> None:
    assert read(f'文![城門{words}](a.png){{alt="牆"}}字\n')[2] == ["NK217:1"]


@pytest.mark.parametrize(
    "text", ["[編者按]: 此稿寫於舊曆新年。", "[答]:不知道。", "> [問]: 何故？"]
)
def test_a_sentence_after_a_bracketed_word_is_no_address(text: str) -> None:
    _, words, found = read(f"文。\n\n{text}\n")
    assert found == []
    assert text.removeprefix("> ") in words


def test_a_definition_that_nothing_uses_is_reported() -> None:
    text = "[甲][a]與^[見[乙][b]。]\n\n[a]: https://a.example/中文\n[b]: https://b.example\n"
    assert read(text)[2] == []
    assert read(f'{text}[c]: https://c.example "題"\n[A]: #x\n')[2] == ["NK228:5", "NK228:6"]
    assert read("甲。\n\n[c]: https://c.example\n  '題'\n")[2] == ["NK228:3"]


@pytest.mark.parametrize("label", ["//", "comment", "旁註", "#"])
def test_a_definition_of_nothing_is_a_comment(label: str) -> None:
    text = f"甲。\n\n[{label}]: # (旁註)\n\n乙。\n\n[{label}]: # '又\n一行'\n"
    _, words, found = read(text)
    assert found == []
    assert words == "甲。乙。"


def test_a_definition_may_be_said_again() -> None:
    text = "[甲][a]\n\n[a]: #sec-甲\n\n[乙][a]\n\n[a]: #sec-甲\n\n## 題 {#sec-甲}\n"
    assert read(text)[2] == []
    assert read(f"{text}\n[a]: #sec-乙\n")[2] == ["NK228:11"]


def test_a_note_in_a_note_leaves_the_rest_in_its_note() -> None:
    document, _, found = read(
        "茶[^a]。水[^b]。\n\n[^a]: 一\n\n    [^b]: 二\n\n    一之續\n\n終。\n"
    )
    assert found == []
    assert [text_of(note.body) for note in document.notes] == ["一一之續", "二"]
    assert "續" not in text_of(document.tree)


def test_words_after_the_language_of_code_are_reported() -> None:
    assert read("```python 說明\n甲\n```\n")[2] == ["NK230:1"]
    assert read("```python\n甲\n```\n\n``` {.text}\n乙\n```\n")[2] == []


def test_titles_are_kept() -> None:
    document, _, found = read('[甲](https://a.example "題一")\n\n![乙](a.png "題二"){alt="圖"}\n')
    assert found == []
    assert [one.get("title") for one in document.tree.iter("a", "img")] == ["題一", "題二"]


@pytest.mark.parametrize(
    "text",
    [
        "&copy; 甲 `&copy;` <https://a.example/b> %E7%94%B2 [丙](https://a.example/%E7%94%B2)",
        "1. 甲\n   2) 乙\n\n3\\. 丙\n\n題\n===",
        '[甲]{.index key="乙 > 丙；丁"}與[見 @key，頁 3]{.x}、[見 @key，頁 3; @{a b}]。',
        "- > ::: box\n  > 甲\n  > :::\n\n2. ::: box\n   乙\n   :::\n",
        '文![圖](a.png){alt="圖"}字',
        "+----+-------+\n| 甲 | 1. 乙 |\n|    | 2. 丙 |\n+----+-------+\n",
        "+---------+\n| ::: box |\n| 甲      |\n| :::     |\n+---------+\n",
        "<!-- 旁註\n\n```md\n## 小 {.small}\n```\n\n`乙`\n-->\n\n::: {.k width='{3}'}\n甲\n:::\n",
        "<!-- 旁註 -->\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n\nTable: 題 {#t .wide}",
    ],
)
def test_syntax_is_no_loss(text: str) -> None:
    assert "NK227" not in str(read(f"{text}\n")[2])


@pytest.mark.parametrize(
    "text",
    [
        "<!-- 旁註\n<!--\n-->丙 `丁`\n續",
        "<div>\n<!-- 旁註\n<!-- 又\n-->丙 `丁`\n續\n</div>",
        "> <!-- 旁註\n>\n>  -->丙 `丁` <!-- 又\n> 三 -->\n> 續",
        "<!-- 旁註\n--> <!-- 又\n\n三 --><div>丙 `丁`\n續</div>",
    ],
)
def test_text_after_a_comment_on_its_last_line_is_printed(text: str) -> None:
    document, words, found = read(text)
    assert found == []
    assert "".join(words.split()) == "丙丁續"
    assert [text_of(code) for code in document.tree.iter("code")] == ["丁"]


def test_words_that_no_alternative_text_can_hold_are_printed_beside_a_caption() -> None:
    kept = "<figure>![甲{}](a.png)\n<figcaption>乙</figcaption></figure>"
    plain, _, found = read(kept.format("*丙*"))
    assert found == []
    assert [image.get("alt") for image in plain.tree.iter("img")] == ["甲丙"]
    for words in ("^[註]", "[頁](b.md)", "[@key]"):
        assert "NK227:1" not in read(kept.format(words))[2]
        assert "甲" in read(kept.format(words))[1]


@pytest.mark.parametrize(
    "text", ["<pre\n</pre>", "<script\n</script>", "甲 <![CDATA[ 乙 ]]>", "<!g 路\n\n乙>丙"]
)
def test_what_only_looks_like_html_is_printed(text: str) -> None:
    _, words, found = read(text)
    assert not [code for code in found if code.startswith("NK227")]
    assert text.split("\n", 1)[0] in words


@pytest.mark.parametrize(("text", "code"), [("<?塔 1?>乙", "NK240:1"), ("<!X a>乙", "NK210:1")])
def test_an_instruction_before_text_is_reported(text: str, code: str) -> None:
    _, words, found = read(text)
    assert found == [code]
    assert "乙" in words
    assert ("塔" in words) == text.startswith("<?")


@pytest.mark.parametrize("text", ['[甲]{#"乙}', "[甲]{.[乙]}", '[甲]{#乙"丙"}'])
def test_a_quote_or_bracket_is_in_no_id_or_class(text: str) -> None:
    """Pandoc prints such braces."""
    _, words, found = read(text)
    assert found == ["NK260:1"]
    assert words == text


@pytest.mark.parametrize(
    "text", ["[^甲[^註]", "^[^甲[^註]", "^[^甲]—[^註]", "|甲|乙|\n|-|-|\n|丙[^|]丁|"]
)
def test_what_only_looks_like_a_call_is_no_lost_call(text: str) -> None:
    document, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    assert list(lost_calls(document, problems)) == []


def test_a_table_in_a_note_in_a_note_is_told_as_its_words() -> None:
    text = "茶^[水[^甲]]。\n\n[^甲]: 火\n\n    |乙|丙|\n    |-|-|\n    |丁|戊|\n"
    document, words, found = read(text)
    assert found == ["NK217:1"]
    assert "水（火 乙 丙 丁 戊）" in words
    assert list(lost_in_reading(document)) == []


@pytest.mark.parametrize("text", ["```{=rtf}\n甲 3\n", "- ```{=rtf}\n  甲 3\n\n乙\n"])
def test_raw_text_that_nothing_closes_is_told_once(text: str) -> None:
    assert [code for code in read(text)[2] if code.startswith(("NK242", "NK227"))] == ["NK242:1"]


def test_a_call_in_a_row_is_still_counted() -> None:
    text = "|甲|乙|\n|-|-|\n|丙[^一]|丁|\n\n[^一]: 註\n"
    document, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    for cell in document.tree.iter("td"):
        for call in cell.findall("a"):
            cell.remove(call)
    without = replace(document, notes=())
    assert [one.code for one in lost_calls(without, problems)] == ["NK264"]


def test_an_instruction_in_preformatted_text_is_code() -> None:
    _, words, found = read("<pre>甲<?乙?><!-- 丙 --></pre>")
    assert found == []
    assert words.strip() == "甲<?乙?>"
    assert read("<b><?乙?></b>")[1].strip() == "<?乙?>"


def test_attributes_of_a_heading_do_not_fill_a_cell() -> None:
    document, _, _ = read("<table><td>\n# —{.s}")
    assert list(lost_in_reading(document)) == []


def test_text_that_is_not_in_the_tree_is_found() -> None:
    document, _, _ = read("甲段。\n\n乙段與丙。\n\n`丁`與戊^[己]。\n")
    document.tree.remove(document.tree[1])
    without = replace(document, notes=())
    lines = [one.location.line for one in lost_text(without) if one.location]
    assert lines == [3, 5]


def test_every_build_counts(monkeypatch: pytest.MonkeyPatch, run_here: Callable[..., Run]) -> None:
    def lossy(chapter: Chapter, _macros: Macros) -> tuple[Document, tuple[()]]:
        document, _ = parse(chapter)
        for element in document.tree.iter("p"):
            element.text = ""
        return document, ()

    monkeypatch.setattr(markdown, "parse", lossy)
    run = run_here("check", BOOKS / "minimal")
    assert run.code == 1
    assert "NK227 words of the source are not in the book" in run.err


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("display: none", "NK411"),
        ("visibility: hidden", "NK411"),
        ("font-size: 0", "NK411"),
        ("position: relative; left: -9999px", "NK410"),
        ("position: absolute; left: -9999px", "NK410"),
        ("position: fixed; top: 5000px", "NK410"),
        ("text-indent: -999em", "NK410"),
        ("opacity: 0", "NK420"),
        ("opacity: 0.01", "NK420"),
        ("font-size: 0.1px", "NK420"),
        ("font-size: 1px", "NK420"),
        ("height: 0; overflow: hidden", "NK420"),
        ("width: 1px; height: 1px; overflow: hidden; position: absolute", "NK420"),
        ("position: absolute; clip: rect(0, 0, 0, 0)", "NK420"),
        ("transform: translate(-9999px)", "NK420"),
        ("transform: scale(0.001)", "NK420"),
    ],
)
def test_text_that_a_stylesheet_hides_is_reported(rule: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/book.css").write_text(f".away p {{ {rule} }}", encoding="utf-8")
    publication, context = written(tmp_path, "春。\n\n::: {.away}\n夏夜*有雨*。\n:::\n\n秋。")
    with pytest.raises(InvalidOutputError) as caught:
        pdf.render(publication, context, tmp_path / "a.pdf")
    all_found = caught.value.diagnostics
    (found,) = (one for one in all_found if one.code == code)
    assert {one.code for one in all_found} <= {code, "NK410"}  # what is moved away is off the page
    assert "夏夜" in found.message
    if code in ("NK411", "NK420"):
        assert str(found.location) == "chapters/one.md:8"


@pytest.mark.parametrize(
    ("rules", "hidden"),
    [
        (".over { position: relative; top: -2em; background: #ddd }", True),
        (".over { margin-top: -1.6em; position: relative; background: white }", True),
        (".over { position: fixed; inset: 0; background: yellow }", True),
        (".over { float: left; width: 100%; margin-top: -1.6em; background: #eee }", False),
        (".over { position: relative; top: -2em; background: rgba(0, 0, 0, 0.2) }", False),
        (".over { position: relative; top: 2em; background: #ddd }", False),
        (".over { position: fixed; inset: 0; background: yellow; z-index: -1 }", False),
        (".over { position: relative; top: -2em; background: #ddd; z-index: -1 }", False),
        (".over { position: relative; top: -2em } .away { position: relative; z-index: 9 }", False),
    ],
)
def test_text_under_another_box_is_reported(rules: str, hidden: bool, tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/book.css").write_text(
        f"{rules} .away, .over {{ orphans: 2 }}", encoding="utf-8"
    )
    text = "春。\n\n::: {.away}\n夏夜*有雨*。\n:::\n\n::: {.over}\n風雨聲。\n\n夜來。\n:::\n"
    publication, context = written(tmp_path, text)
    target = tmp_path / "on-purpose/a.pdf"  # letters may be printed over letters there
    target.parent.mkdir()
    if not hidden:
        assert pdf.render(publication, context, target).diagnostics == ()
        return
    with pytest.raises(InvalidOutputError) as caught:
        pdf.render(publication, context, target)
    assert {found.code for found in caught.value.diagnostics} == {"NK420"}
    assert "夏夜" in str(caught.value) or "春" in str(caught.value)


@pytest.mark.parametrize(
    ("rules", "hidden"),
    [
        (".away p { color: white }", True),
        (".away p { color: transparent }", True),
        (".away { background: #fafafa } .away p { color: #fbfbfb }", True),
        (".away { background: #333 } .away p { color: white }", False),
        (".away { background: linear-gradient(#333, #444) } .away p { color: white }", False),
        (".away p { opacity: 0.5; overflow: hidden; transform: rotate(3deg); color: #999 }", False),
    ],
)
def test_text_in_the_colour_of_the_paper_is_reported(
    rules: str, hidden: bool, tmp_path: Path
) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/book.css").write_text(f"\n{rules}", encoding="utf-8")
    publication, context = written(tmp_path, "春。\n\n::: {.away}\n夏夜*有雨*。\n:::\n\n秋。")
    found = pdf.render(publication, context, tmp_path / "a.pdf").diagnostics
    assert [item.code for item in found] == ["NK421"] * hidden
    if hidden:
        assert str(found[0].location) == "chapters/one.md:8"
        assert ("styles/book.css:2" in str(found[0].hint)) == ("#fbfbfb" not in rules)


def test_a_rule_that_hides_text_in_the_epub_is_reported(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/book.css").write_text(
        "p { color: navy }\n.away p { display: none }\n.no { opacity: 0 }\n"
        "@media print { p { display: none } }\n@media screen {\nem { text-indent: -9999px }\n}",
        encoding="utf-8",
    )
    publication, context = written(tmp_path, "春。\n\n::: {.away}\n夏夜*有雨*。\n:::\n\n秋。")
    found = epub.render(publication, context, tmp_path / "a.epub").diagnostics
    places = [(item.code, str(item.location)) for item in found]
    assert places == [("NK422", "styles/book.css:2"), ("NK422", "styles/book.css:6")]
    assert "夏夜有雨" in found[0].message


def test_text_that_a_template_leaves_out_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "styles/templates/pages"
    folder.mkdir(parents=True)
    body = '<section id="{{ page.id }}"><h1>{{ page.title }}</h1></section>'
    (folder / "chapter.html.j2").write_text(body, encoding="utf-8")
    publication, context = written(tmp_path, "春。\n\n夏夜有雨。")
    with pytest.raises(InvalidOutputError) as caught:
        epub.render(publication, context, tmp_path / "a.epub")
    assert [item.code for item in caught.value.diagnostics] == ["NK503"]


def test_code_in_a_comment_is_not_missed() -> None:
    _, words, found = read("甲。\n\n<!--\n```text\n稿\n```\n未完。\n-->\n\n```text\n乙\n```\n")
    assert "甲。" in words
    assert "稿" not in words
    assert found == []


@pytest.mark.parametrize("text", [
    "1. 甲\n   ```java\n   碼\n   }```\n2. 乙\n   ```\n   碼\n   ```",
    "1. 甲\n\t \t```\n2. 乙", "\t \t```\n2. 乙",
    "> > [!WARNING]\n> > 甲", "- 甲\n  > [!NOTE]\n  > 乙",
    "<https://例子。cn/a。b>", "<!DOCTYPE html>",
    "<!d\n \n>", "甲\n<!d\n\n>", "<pre/>&#5</pre>", "<pre>&copy&#x41 甲</pre>",
    "# {.s<a f=e}\n甲>", '[](){t="\n[^0]\n"}',
    '[](){t="\n<b>\n"}', '[](){t="\n[a]:\n"}', '[](){t="\n[!a]\n"}',
    "[甲](http://xn--fiqs8s.cn/a)", '[甲](http://a.cn){class="out"}',
])  # fmt: skip
def test_marks_are_no_letters_of_the_book(text: str) -> None:
    assert not [one for one in read(f"{text}\n")[2] if "NK227" in one]


@pytest.mark.parametrize("text", [
    "&#{};", "<pre>&#{};</pre>", '<img src="a.png" alt="&#{}; &#x{};">',
    "[甲](#{}) $\\circled{{{}}}$",
    "<table><tr><td colspan={}>字</td></tr></table>", "```{{.python numberLines={}}}\na\n```",
    "```python {{{}x}}\na\n```",
    "|a|\n|-|\n|b|\n\nTable: 甲 {{row-heads={} decimal={}}}", "<ol start={}><li value={}>字</ol>",
])  # fmt: skip
def test_numbers_may_have_any_number_of_digits(text: str) -> None:
    digits = "9" * 5_000
    read(text.format(digits, digits) + "\n")


def test_no_link_is_inside_another() -> None:
    document, words, _ = read("甲[![見 <https://a.cn/b> 與[乙](#c)](a.png)](https://d.cn)。\n")
    assert len([*document.tree.iter("a")]) == 3
    assert document.tree.find(".//a//a") is None
    assert "https://a.cn/b" in words


def test_a_program_in_a_text_is_printed() -> None:
    text = "甲<?php echo 1; ?>。\n\n<?php\n\n$y = 2;\n?>\n\n<?php\n$z = 3;\n\n*丁*\n\n<!--\n末\n"
    document, words, found = read(text)
    assert found == ["NK240:1", "NK240:3", "NK210:13"]
    assert "<?php echo 1; ?>。" in words
    assert text_of(document.tree.findall(".//pre")[0]) == "<?php\n\n$y = 2;\n?>\n"
    assert [text_of(one) for one in document.tree.iter("em")] == ["丁"]


def test_a_directive_with_a_title_is_printed_as_it_is_typed() -> None:
    _, words, found = read(":::tip[港口]\n文。\n:::\n")
    assert found == ["NK260:1", "NK260:3"]
    assert ":::tip[港口]" in words
