"""What Pandoc reads in another way is said with its line, without Pandoc; what is alike is not."""

from __future__ import annotations

import pytest

from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.metadata import Matter

GRID = "+----+--------+\n| 甲 | {} |\n+----+--------+\n"


def lines(text: str, code: str = "NK270") -> list[int | None]:
    """Return the lines that problems of a code name."""
    _, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    return [one.location.line for one in problems if one.code == code and one.location]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("文\n***\n下", 2),
        ("- 甲\n* * *\n", 2),
        ("> 文\n~~~\n碼\n~~~", 2),
        ("文：\n| 甲 | 乙 |\n|---|---|\n| 一 | 二 |", 2),
        ("文[^1]\n[^1]: 註", 2),
        ("文\n\n  ## 甲", 3),
        ("   甲\n   ---", 1),
        ("## C#", 1),
        ("## C# {#c}", 1),
        ("-\n\n  甲", 1),
        ("(i)\n\n    甲", 1),
        ("[甲](a.html (題))", 1),
        ("![甲](a.png (題))", 1),
        ('```js title="a.js"\nx\n```', 1),
        ("```js{1,3-4}\nx\n```", 1),
        ("```go {linenos=true}\nx\n```", 1),
        ("| 一行\n  接上行", 1),
        (GRID.format("     x"), 1),
        ('文 <a h*#ref="b">', 1),
    ],
)
def test_another_reading_is_told_of(text: str, line: int) -> None:
    assert lines(text) == [line]


@pytest.mark.parametrize(
    "text",
    [
        "文\n\n***\n\n下",
        "文\n```\n碼\n```",
        "文\n<table><tr><td>x</td></tr></table>",
        "文[^1]又[^2]\n\n[^1]: 註\n[^2]: 註",
        "## C ##\n\n## 甲\\#\n\n## 乙 #3 號",
        "- 甲\n-\n- 乙\n\n文",
        "-\n\n文",
        '[甲](a.html "題（一）") [乙](<b (c).html>) [丙](d.html)))',
        "```rust,ignore\nx\n```\n\n``` {.python #a .b c=d}\nx\n```\n\n```c++\nx\n```",
        "| 一行\n|     二行",
        "| Green\n  Island",
        GRID.format("  x   "),
        '文 <a href="b.html">丙</a><br/>',
    ],
)
def test_one_reading_is_not(text: str) -> None:
    assert lines(text) == []


def test_what_looks_like_a_tag_is_told_of() -> None:
    assert lines("若 a<b 且 c>d", "NK260") == [1]
    assert lines("若 a < b 且 c > d，用 `<b 且 c>`，\\<b 且 c>，<名字>", "NK260") == []
    assert lines("若 a`<b 且 c>`{=html}d", "NK240") == [1]


def test_a_link_around_another_in_the_words_of_a_picture_is_told_of() -> None:
    assert lines("![[[甲](a.html)](b.html)](c.png)", "NK260") == [1]
