"""Formulas in Markdown: told from prose as Pandoc does, and every letter of them kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pypandoc
import pytest
from lxml import etree

from nkbook.checks.conservation import lost_text
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of

DIALECT = "markdown-latex_macros"


def document(text: str) -> Document:
    """Return the document of a chapter's text, which has no problems and loses nothing."""
    chapter = Chapter("ch", "題", Matter.BODY, text, "ch.md", 1)
    found, problems = parse(chapter)
    assert {problem.code for problem in problems} <= {"NK260"}  # marks that stay text
    assert lost_text(found) == ()
    return found


def formulas(text: str) -> list[tuple[str, bool]]:
    """Return the formulas that nkbook finds, and whether each is displayed."""
    return [
        (_tight(str(one.get("data-tex"))), one.get("display") == "block")
        for one in document(text).tree.iter("math")
    ]


def of_pandoc(text: str) -> list[tuple[str, bool]]:
    """Return the formulas that Pandoc finds."""
    tree = json.loads(pypandoc.convert_text(text, "json", format=DIALECT))
    return [(_tight(one["c"][1]), one["c"][0]["t"] == "DisplayMath") for one in _math(tree)]


def _math(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and value.get("t") == "Math":
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _math(item)


def _tight(tex: str) -> str:
    return re.sub(r"\s+", "", tex)


def only(text: str, path: str) -> Element:
    """Return the single element of a chapter's tree that the XPath finds."""
    found = document(text).tree.xpath(path)
    assert isinstance(found, list)
    (element,) = found
    assert isinstance(element, etree._Element)
    return element


AS_PANDOC = (
    "設 $x$ 為 $y_1$，$$z$$ 完。",
    "價錢 $20,000 與 $30,000。",
    "不是 $ x$，也不是 $x $，也不是 $x$1。",
    r"\$x\$ 與 $a\$b$",
    "碼 `$x$` 與 ``$y$``。",
    "一行 $a +\nb$ 完。",
    "一段 $a\n\nb$ 完。",
    "## 題 $x^2$\n\n- 項 $a*b*c$\n- 項 *強 $x*y$ 調*\n\n> 引 $q$",
    "$$\na\n+ b\n$$",
    "前文\n$$\na = b\n$$\n後文",
    "$$a$$ 與 $$b$$",
    r"$\text{若 $x > 0$}$",
    "[鏈 $x_1$](https://example.org) 與 ![圖 $x$](a.png){alt=圖}",
    "| 甲 | 乙 |\n|--|--|\n| $x_i$ | $\\frac{a}{b}$ |",
    "註[^1]\n\n[^1]: $n^2$",
    "$x_1$和$x_2$",
    "$a$、$b$",
    "$$\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}$$",
    "$n$th 與 $k$-近鄰",
)


@pytest.mark.parametrize("text", AS_PANDOC)
def test_formulas_are_those_of_pandoc(text: str) -> None:
    found = document(text)
    roots = (found.tree, *(note.body for note in found.notes))
    ours = [
        (_tight(str(one.get("data-tex"))), one.get("display") == "block")
        for root in roots
        for one in root.iter("math")
    ]
    # The words of a picture are one text, in which Pandoc counts formulas and nkbook prints them.
    theirs = [one for one in of_pandoc(text) if "![" not in text or one[0] != "x"]
    assert ours == theirs


@pytest.mark.parametrize(
    "text",
    [
        "變量 $HOME/bin:$PATH 與 $PATH:$HOME。",
        "在 $GOPATH/pkg/$GOOS_$GOARCH 之下。",
        "`df` 的 df$x 與 df$y 兩欄。",
        "US$20、HK$30。",
        "價 $20 到 30$ 之間。",
        "x$y + z$w",
        "$solve()\n#最優解\nampl$",
        r"\[註\] 與 \[1\] 與 \[x\]",
        r"\(a\) 第一",
        r"見 \(附錄\)。",
        r"集合$D$\[也叫樣本集，與花體$D$有別\]。",
        r"\[label] 是文字。",
        r"型 \[_ [_Tide_](a) _\]，又 \[see *Tide and Wind* p. 3\]",
    ],
)
def test_what_only_looks_like_a_formula_stays_text(text: str) -> None:
    for tex, _ in formulas(text):
        assert tex == "D"
    plain = text_of(document(text).tree)
    assert plain.count("$") == text.count("$") - 2 * len(formulas(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"行內 \(a+b\) 與 \(x\)。", [("a+b", False), ("x", False)]),
        (r"\[ E = mc^2 \]", [("E=mc^2", True)]),
        ("$`x_1`$ 與 $``a`b``$", [("x_1", False), ("a`b", False)]),
        ("```math\nx^2\n```", [("x^2", True)]),
        ("\\begin{align}\na &= b\n\\end{align}", [(r"\begin{align}a&=b\end{align}", True)]),
        ("甲\\begin{cases}a\\\\b\\end{cases}乙", [(r"\begin{cases}a\\b\end{cases}", True)]),
        ("$$\nx\n\n+ y\n$$", [("x+y", True)]),
        ("- 項\n\n  $$\n  a\n  - b\n  $$", [("a-b", True)]),
        ("> $$\n> a\n> = b\n> $$", [("a=b", True)]),
    ],
)
def test_further_ways_to_write_one(text: str, found: list[tuple[str, bool]]) -> None:
    assert formulas(text) == found


def test_a_displayed_formula_stands_between_paragraphs() -> None:
    tree = document("前文\n$$\na\n$$\n後文。\n\n新段。").tree
    assert [(block.tag, block.get("class")) for block in tree] == [
        ("p", None),
        ("div", "equation"),
        ("p", "continued"),
        ("p", None),
    ]
    assert [text_of(block) for block in tree] == ["前文", "a", "後文。", "新段。"]


def test_one_in_the_middle_of_a_line_does_too() -> None:
    tree = document("前文 $$a$$ 後文。").tree
    assert [(block.tag, block.text) for block in tree] == [
        ("p", "前文"),
        ("div", None),
        ("p", "後文。"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "$$a$$ {#eq:x}",
        "$$a$$ {#eq-x}",
        "$$\na\n$$ {#eq:x}",
        "$$a \\label{eq:x}$$",
        "$$\na\n$$\n{#eq:x}",
    ],
)
def test_a_name_becomes_an_id_that_xml_takes(text: str) -> None:
    block = only(text, "//div[@class='equation']")
    assert block.get("id") == "eq-x"
    assert block.get("data-numbered") == ""


def test_commands_hold_from_where_they_are_defined() -> None:
    text = (
        "\\newcommand{\\RR}{\\mathbb{R}}\n\\def\\v#1{\\mathbf{#1}}\n\n$\\v x \\in \\RR$\n\n"
        "$$\n\\DeclareMathOperator{\\rank}{rank}\n$$\n\n$\\rank A$\n"
    )
    plain = [one.get("data-plain") for one in document(text).tree.iter("math")]
    assert plain == [r"\mathbf{x} \in \mathbb{R}", r"\operatorname{rank} A"]


def test_definitions_alone_leave_no_empty_paragraph() -> None:
    tree = document("甲\n\n$\\newcommand{\\a}{x}$\n\n乙 $\\newcommand{\\b}{y}$丙 $\\a\\b$").tree
    assert [text_of(block) for block in tree] == ["甲", "乙 丙 xy"]


def test_a_heading_reads_as_text() -> None:
    found = document("## 關於 $O(n^2)$\n\n文。")
    assert found.headings[0].title == "關於 O(n^2)"


def test_one_that_cannot_be_set_is_code() -> None:
    chapter = Chapter("ch", "題", Matter.BODY, "文\n又 $\\unknown{x}$。", "ch.md", 1)
    found, (problem,) = parse(chapter)
    assert (problem.code, str(problem.location)) == ("NK250", "ch.md:2:3")
    assert "unsupported command: \\unknown" in problem.message
    (code,) = found.tree.iter("code")
    assert (code.text, code.get("class")) == ("\\unknown{x}", "tex")
    assert lost_text(found) == ()


@pytest.mark.parametrize("text", ["{}", "> {}", "- {}", "|甲|\n|-|\n|{}|", "文[^1]。\n\n[^1]: {}"])
@pytest.mark.parametrize("tex", ["&emsp;得 x", "c &lt; 3", "先" * 41 + "\\\\ y"])
def test_text_between_the_marks_of_a_formula_is_printed_as_written(text: str, tex: str) -> None:
    chapter = Chapter("ch", "題", Matter.BODY, text.format(f"$${tex}$$"), "ch.md", 1)
    found, (problem,) = parse(chapter)
    line = text[: text.index("{")].count("\n") + 1
    assert (problem.code, problem.location and problem.location.line) == ("NK250", line)
    trees = [found.tree, *(note.body for note in found.notes)]
    codes = [code for tree in trees for code in tree.iter("code")]
    assert [code.text for code in codes] == [tex]
    assert lost_text(found) == ()


def test_a_formula_of_a_quotation_may_end_without_its_mark() -> None:
    text = "> 甲得\n> $$\nx_1\n$$\n> &emsp;乙得\n> $$\ny_1\n$$\n> 丙"
    assert formulas(text) == [("x_1", True), ("y_1", True)] == of_pandoc(text)
    text = "> 甲得\n> $$\nx,&否則\n$$\n> 乙得\n> $$\nz\n$$"
    assert formulas(text) == [("x,&否則", True), ("z", True)] == of_pandoc(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "$a b " * 3000,
        "$$\n" * 1001,
        "\\begin{align}\n" * 1000,
        "$\\text{" * 2000,
        "\\newcommand{\\a}{\n" * 500,
        "\\(" * 5000,
        "$`" * 3000,
    ],
)
def test_hostile_text_is_read(text: str) -> None:
    chapter = Chapter("ch", "題", Matter.BODY, text, "ch.md", 1)
    assert parse(chapter)[0].tree is not None
