"""Headers as other tools write them: what is used of them, passed over, or taken for text."""

from __future__ import annotations

from typing import Any

import pytest

from nkbook.diagnostics.errors import SourceError
from nkbook.project.headers import others_problem, read_header


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("---\ntitle: 渡口\nlayout: post\n---\n\n文。\n", {"title": "渡口"}),
        ("\n---\ntitle: 渡口\n---\n\n文。\n", {"title": "渡口"}),
        ('+++\ntitle = "渡口"\ndate = 2020-01-01\n+++\n\n文。\n', {"title": "渡口"}),
        ("% 渡口\n% 某人\n% 2020\n\n文。\n", {"title": "渡口"}),
        ("% 渡口\n  夜話\n\n文。\n", {"title": "渡口 夜話"}),
    ],
    ids=["Jekyll", "after an empty line", "Hugo", "Pandoc", "Pandoc, of two lines"],
)
def test_other_tools_headers(text: str, values: dict[str, str]) -> None:
    header = read_header(text, "a.md")
    assert (dict(header.values), header.problems) == (values, ())
    assert text[header.end :] == "\n文。\n"


@pytest.mark.parametrize(
    "text",
    [
        "---\n\n甲。\n\n---\n\n乙。\n",
        "---\n甲，一句。\n---\n\n乙。\n",
        "---\n- 甲\n- 乙\n---\n\n丙。\n",
        "---\n「甲：乙\n---\n\n丙。\n",
        "---\n\n甲。\n",
        "+++\n加加加\n+++\n",
    ],
)
def test_what_is_no_header_is_text(text: str) -> None:
    header = read_header(text, "a.md")
    assert (dict(header.values), header.problems, header.end) == ({}, (), 0)


@pytest.mark.parametrize("block", ['title: "甲', "title: [甲", "title: 甲\n  乙: 丙: 丁"])
def test_a_broken_header_is_an_error(block: str) -> None:
    with pytest.raises(SourceError, match="NK204"):
        read_header(f"---\n{block}\n---\n\n文。\n", "a.md")


@pytest.mark.parametrize(
    "title", ["論語: 學而", "問: 'a' 是什麼: 答", "@某人", "*斜*題", "第一章:", "%完", "- 甲"]
)
def test_a_title_that_needs_quotes_is_read_to_the_end_of_its_line(title: str) -> None:
    header = read_header(f"---\ndate: 2020-01-01\ntitle: {title}\nnumbered: false\n---\n", "a.md")
    assert dict(header.values) == {"title": title, "numbered": False}
    (problem,) = header.problems
    assert (problem.code, str(problem.location)) == ("NK211", "a.md:3:8")


def test_a_day_that_is_none_is_no_broken_header() -> None:
    header = read_header("---\ntitle: 甲\ndate: 2020-13-45\n---\n", "a.md")
    assert dict(header.values) == {"title": "甲"}
    assert [item.code for item in header.problems] == ["NK211"]


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("title: 1984", "title", "1984"),
        ("title: 010", "title", "010"),
        ("title: 2020-01-01", "title", "2020-01-01"),
        ("short-title: 1.10", "short-title", "1.10"),
        ('numbered: "no"', "numbered", False),
        ("numbered: 1", "numbered", True),
    ],
)
def test_a_value_of_another_type_is_read_as_meant(line: str, key: str, value: Any) -> None:
    header = read_header(f"---\n{line}\n---\n", "a.md")
    assert dict(header.values) == {key: value}
    assert [item.code for item in header.problems] == ["NK211"]


@pytest.mark.parametrize("line", ["title: [甲]", "id: 九", "numbered: 或許", "titel: 甲"])
def test_what_cannot_be_read_is_not_used(line: str) -> None:
    header = read_header(f"---\n{line}\n---\n", "a.md")
    assert dict(header.values) == {}
    (problem,) = header.problems
    assert problem.code == "NK211"
    assert "not used" in problem.message


def test_keys_of_a_whole_book_are_one_message() -> None:
    headers = [read_header(f"---\nweight: {n}\ntags: []\n---\n", f"{n}.md") for n in range(3)]
    (problem,) = others_problem([key for header in headers for key in header.others])
    assert problem.message.endswith(": weight (3), tags (3)")
    assert str(problem.location) == "0.md:2:1"
