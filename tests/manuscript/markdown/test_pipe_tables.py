"""Pipe tables are those that Pandoc reads, and no cell of theirs is lost."""

from __future__ import annotations

import pypandoc
import pytest
from lxml import etree

from nkbook.checks.conservation import lost_text
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Element
from nkbook.model.metadata import Matter

Table = list[list[str]]


def read(text: str) -> tuple[list[Element], list[str]]:
    document, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    problems += lost_text(document)
    found = [f"{one.code}:{one.location.line}" for one in problems if one.location]
    return document.tree.findall(".//table"), found


def cells(table: Element) -> Table:
    return [
        ["".join(cell.itertext()) for cell in row if cell.tag != "col"] for row in table.iter("tr")
    ]


def pandoc(text: str) -> list[Table]:
    """Return the rows of the tables that Pandoc reads."""
    page = pypandoc.convert_text(text, "html", "markdown-tex_math_dollars")
    root = etree.fromstring(f"<div>{page}</div>")
    return [cells(table) for table in root.iter("table")]


@pytest.mark.parametrize(
    "text",
    [
        "| 甲 | 乙 |\n|:--|--:|\n| `a|b` | 丙 |\n",
        "| 甲 |\n|---|\n| 乙\\|丙 |\n| ``a`|b`` |\n",
        "| 甲 | 乙 |\n|---+---|\n| 丙 | 丁 |\n",
        "甲|乙\n-|:-:\n丙|丁\n|戊\n",
        "| | |\n|--|--|\n| 甲 | 乙 |\n",
        "|甲\n|-\n|乙\n",
        "| 甲\t| 乙\t|\n|:---\t|:---\t|\n| 丙\t| 丁\t|\n",
        "| 甲 |\n|---|---|\n| 乙 | 丙 |\n",
        "| 甲 | 乙 |\n|---|---|\n| 丙 |\n| | 丁 |\n",
        "| 甲 | 乙 |\n|---|---|\n",
        "> | 甲 | 乙 |\n> |---|---|\n> | 丙 | `|` |\n",
        "- 項\n\n  | 甲 |\n  |---|\n  | <https://a.example/> |\n",
        "甲 | 乙\n---\n\n丙\n",
        "甲\n---|---\n乙\n",
        "| 甲 | 乙 |\n丙\n",
        "| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n\n| 戊 |\n",
        "甲|乙\n--|--\n      |丙|丁|\n戊|己\n",
    ],
)
def test_tables_are_those_of_pandoc(text: str) -> None:
    tables, found = read(text)
    assert [code for code in found if not code.startswith("NK260")] == []
    assert [cells(table) for table in tables] == pandoc(text)


def test_bars_in_code_need_no_backslash_but_may_have_one() -> None:
    (table,), found = read("| `甲\\|` |\n|---|\n| `a \\| b` \\| ``c`\\|`` |\n| `d|e` `\\\\` |\n")
    assert found == ["NK270:1", "NK270:3"]
    assert cells(table) == [["甲|"], ["a | b | c`|"], ["d|e \\\\"]]


def test_bars_in_formulas_part_no_cells() -> None:
    (table,), _ = read("| 甲 | 乙 |\n|---|---|\n| $|x|$ | $$a|b$$ |\n| $5 | $6 |\n")
    assert len(table.findall(".//tr[2]/td")) == 2
    assert cells(table)[2] == ["$5", "$6"]


def test_cells_beyond_the_head_have_columns_of_their_own() -> None:
    (table,), found = read("| 甲 | 乙 |\n|---|:-:|\n| 一 | 二 | 三^[四] |\n| 五 | | |\n")
    assert found == ["NK229:3"]
    assert cells(table) == [["甲", "乙", ""], ["一", "二", "三"], ["五", "", ""]]


def test_empty_cells_beyond_the_head_are_none() -> None:
    (table,), found = read("| 甲 | 乙 |\n|---|---|\n| 一 | 二 | | |\n")
    assert found == []
    assert cells(table) == [["甲", "乙"], ["一", "二"]]


@pytest.mark.slow
def test_long_rows_make_no_millions_of_cells() -> None:
    rows = "\n".join(["|甲|" * 300] * 300)
    tables, _ = read(f"|甲|\n|-|\n{rows}\n")
    assert sum(len(row) for table in tables for row in table.iter("tr")) <= 70000


def test_long_rows_have_the_widths_of_the_dashes() -> None:
    row = "| 甲 | " + "長" * 50 + " |"
    (table,), _ = read(f"| 甲 | 乙 |\n|--|--------|\n{row}\n")
    assert [col.get("style") for col in table.iter("col")] == ["width:20%", "width:80%"]
    (wider,), _ = read(f"| 甲 | 乙 |\n|--|--------|\n{row} 丙 |\n")
    assert list(wider.iter("col")) == []


@pytest.mark.parametrize("dashes", ["|---|---|", "|:-|:-:|", "---|---:"])
def test_as_many_dashes_in_all_columns_say_no_widths(dashes: str) -> None:
    (table,), _ = read(f"| 年 | 備註 |\n{dashes}\n| 1905 | {'長' * 50} |\n")
    assert list(table.iter("col")) == []
