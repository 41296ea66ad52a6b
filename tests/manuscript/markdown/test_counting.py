"""What counts as syntax: every letter that a text has besides is counted, and no other."""

from __future__ import annotations

import pytest

from nkbook.checks.conservation import lost_text
from nkbook.checks.parts.marks import lost_calls
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of


def read(text: str) -> tuple[Document, set[str]]:
    """Return a chapter's document, and the codes of its problems and of what it lacks."""
    document, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    found = [*problems, *lost_text(document), *lost_calls(document, problems)]
    return document, {one.code for one in found}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('[文]{title="<!-- 甲"}乙', set()),
        ('[文]{title="{甲\n乙"}丙', set()),
        ("    ```\n\n[文]{.away key=value}", set()),
        ("    ~~~\n[](#a){.b c=d}", set()),
        ("<pre>\n```<!-- 甲 -->\n[^乙]: 丙\n</pre>", set()),
        ("(@rain) 雨\n(@snow) 雪，如 @rain，又 (@snow)。", set()),
        ("> 甲<span\n> title=乙>丙</span>", set()),
        ("\\[^1]文[^c]", set()),
        ("^[^]^[^文[^c]", set()),
        ("|甲|乙|\n|-|-|\n|^|^文[^c]|", set()),
        ("<!-- 甲\n乙<h-->丙", set()),
        ('<span title="<!--">甲</span>乙', set()),
        ("文\n\n<!d 甲<乙>", {"NK210"}),
        ("[a]: b.md\n<!-- 甲\n\n乙 -->\n\n丙", {"NK228"}),
        ('見[甲]。\n\n[甲]: b.md "乙"\n{.c title="丙"}', {"NK217"}),
    ],
)
def test_what_is_syntax_is_no_loss(text: str, codes: set[str]) -> None:
    assert read(text)[1] == codes


@pytest.mark.parametrize(
    "before",
    ["> <!-- 甲\n\n", '[甲]{title="<!--"}\n\n', "甲 <!-- 甲\n\n", "[a]: b.md\n\n", "- <!-- 甲\n\n"],
)
def test_what_is_left_open_excuses_nothing_after_it(before: str) -> None:
    document, codes = read(f"{before}乙丙。\n")
    assert "NK227" not in codes
    document.tree.remove(document.tree[-1])
    (problem,) = lost_text(document)
    assert problem.location
    assert problem.location.line == 3


def test_an_instruction_in_raw_text_is_printed() -> None:
    document, codes = read("```{=html}\n<b>甲</b><?乙?><!-- 丙 --><!d 丁>戊\n```\n")
    assert codes == {"NK240", "NK210"}
    assert text_of(document.tree).split() == ["甲<?乙?>戊"]


def test_a_row_of_a_simple_table_defines_no_link() -> None:
    document, codes = read("字號    數\n------  --\n[口]:   三\n[^一]   四\n")
    assert codes == {"NK205"}
    assert [text_of(cell) for cell in document.tree.iter("td")] == ["[口]:", "三", "[^一]", "四"]


def test_attributes_of_a_line_below_a_definition_are_not_its_own() -> None:
    document, _ = read('見[甲]。\n\n[甲]: b.md\n(丙 {title="乙"}\n')
    assert "title" not in document.tree[0][0].attrib
    assert "(丙" in text_of(document.tree)


def test_a_formula_keeps_its_attributes() -> None:
    document, codes = read('$$x$$ {#eq-a .b kind="甲"}\n')
    assert codes == set()
    (block,) = document.tree
    assert (block.get("id"), block.get("data-kind")) == ("eq-a", None)
    assert block.get("data-author-kind") == "甲"
    (formula,) = block
    assert {"id", "class"}.isdisjoint(formula.attrib)


def test_of_an_attribute_given_twice_the_first_counts() -> None:
    (span,) = read("[文]{lang=ja lang=ko}")[0].tree.iter("span")
    assert span.get("lang") == "ja"


def test_an_address_with_a_control_is_printed_as_it_is_written() -> None:
    document, codes = read("<gopher:%0b>\n")
    assert codes == set()
    assert text_of(document.tree) == "gopher:%0b"
