"""What is not printed changes nothing that is: comments and definitions part no list, no table."""

from __future__ import annotations

import pytest

from nkbook.checks.conservation import lost_text
from nkbook.checks.second_reading import second_readings
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Matter

REMARK = "<!-- facts: 012 -->"


def read(text: str) -> tuple[Document, list[str]]:
    document, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    assert list(lost_text(document)) == []
    return document, [one.code for one in problems]


def lists(tree: Element) -> list[tuple[str, int]]:
    """Return the lists of a tree with how many items each has."""
    return [
        (str(one.tag), len(one.findall("li")) + len(one.findall("dt")))
        for one in tree.iter("ul", "ol", "dl")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲\n:   一\n\n{}\n\n乙\n:   二\n\n{}\n\n丙\n:   三\n", [("dl", 3)]),
        ("1. 一\n\n{}\n\n2. 二\n{}\n3. 三\n", [("ol", 3)]),
        ("a) 一\n\n{}\n\nb) 二\n", [("ol", 2)]),
        ("- 一\n\n{}\n{}\n\n- 二\n", [("ul", 2)]),
        ("- 一\n\n    - 內\n\n    {}\n\n    - 又\n\n- 二\n", [("ul", 2), ("ul", 2)]),
        ("> - 一\n>\n> {}\n>\n> - 二\n", [("ul", 2)]),
    ],
)
def test_a_comment_parts_no_list(text: str, expected: list[tuple[str, int]]) -> None:
    document, codes = read(text.replace("{}", REMARK))
    assert codes == []
    assert lists(document.tree) == expected
    assert [*second_readings([document])] == []


@pytest.mark.parametrize(
    "text",
    [
        "1. 一\n\n<!-- 又 -->\n\n1. 二\n",  # begins to count again
        "1. 一\n\n<!-- 又 -->\n\n5. 二\n",
        "1. 一\n\n<!-- 又 -->\n\n2) 二\n",
        "- 一\n\n<!-- -->\n\n- 二\n",  # as Pandoc's manual says
        "- 一\n\n<!-- end of list -->\n\n- 二\n",
        "- 一\n\n<!-- 又 -->\n\n路上\n\n- 二\n",
        "- 一\n\n<!-- 又 -->\n\n1. 二\n",
    ],
)
def test_lists_that_are_two_stay_two(text: str) -> None:
    document, _ = read(text)
    assert [count for _, count in lists(document.tree)] == [1, 1]
    assert [*second_readings([document])] == []


def test_a_list_in_a_note_is_one_too() -> None:
    document, _ = read(f"文[^a]。\n\n[^a]: 註\n\n    - 一\n\n    {REMARK}\n\n    - 二\n")
    assert lists(document.notes[0].body) == [("ul", 2)]


def test_the_definition_of_a_note_parts_no_list() -> None:
    address = "[甲]: https://example.org/"
    document, _ = read(f"1. 一[^a]\n\n[^a]: 註。\n\n2. 二\n\n{address}\n\n3. [甲]\n")
    assert lists(document.tree) == [("ol", 3)]
    assert len(document.notes) == 1
    assert [*second_readings([document])] == []


def test_a_comment_parts_no_table() -> None:
    head = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"
    document, codes = read(f"{head}{REMARK}\n| 3 | 4 |\n{REMARK}\n{REMARK}\n| 5 | 6 |\n\n文\n")
    assert [len(one.findall(".//tr")) for one in document.tree.iter("table")] == [4]
    assert codes == ["NK270", "NK270"]  # Pandoc reads two tables, or text
    apart, _ = read(f"{head}{REMARK}\n路上\n")
    assert [len(one.findall(".//tr")) for one in apart.tree.iter("table")] == [2]
    assert [one.text for one in apart.tree.iter("p")] == ["路上"]
