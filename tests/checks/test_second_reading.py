"""Pandoc as a second reader, and what is said where it cannot be one."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from nkbook.checks import second_reading
from nkbook.checks.second_reading import second_readings
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.metadata import Matter


def document(text: str) -> Document:
    return parse(Chapter("ch", "題", Matter.BODY, text, "chapters/ch.md", 4))[0]


def test_a_difference_has_its_line_and_both_readings() -> None:
    text = "甲。\n\n- 一\n\n    乙<b>丙</b>\n\n- $x$+\n\n丁<b>c 則停。\n"
    (problem,) = second_readings([document("甲。\n"), document(text)])
    assert problem.code == "NK261"
    assert (problem.location and problem.location.line) == 12
    assert "strong" in problem.message


def test_each_difference_is_reported_at_its_own_line() -> None:
    text = "甲。\n\n- 乙\n---\n\n丙。\n\n- 丁\n---\n"
    found = second_readings([document(text)])
    assert [problem.location and problem.location.line for problem in found] == [6, 11]


def test_the_title_in_the_header_is_no_part_of_the_reading() -> None:
    chapter = Chapter("ch", "用 `x` 說*明*", Matter.BODY, "甲。\n", "chapters/ch.md", 4)
    assert second_readings([parse(chapter)[0]]) == ()


@pytest.mark.parametrize(
    "text",
    [
        "**「好」**。\n\n> [!NOTE]\n> 甲\n",
        "甲^[註*乙*]。\n\n$$a$$\n\n丙\n",
        "| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n\n: 題 {#t}\n",
        "H<sub>2</sub>O<br>甲\n\n<div class='box'>\n\n乙\n\n</div>\n",
        "```python\nx = 1\n```\n\n`y`{.python}\n\n3) 三\n4) 四\n",
        '<span class="caption">甲</span>\n\n| a | <code>b &vert; c</code> |\n|--|--|\n',
        "- 甲  \n- 乙<<丙>>與 --a=<spec>。\n\n[@name](https://a.example)說。\n",
        "<figure>\n\n![甲](a.png)\n\n<figcaption>乙</figcaption>\n\n</figure>\n",
        "![image](a.png)\n\n甲。\n",
        '[甲]{.index} ![乙](a.png) [丙](https://a.example "丁")\n',
        '甲[]{.index key="乙"}丙~~。\n',
        "$$\\newcommand{\\甲}{x}$$\n\n見https://a.example/b。另見www.b.example。\n",
        "```HTML\n<p>\n```\n\n[乙\n](c.html)\n\n<br></br>\n\n甲<br><br>\n乙\n",
        "![](https://a.example/乙.png)\n\n甲![圖](https://a.example/b.png)\n",
        "![image](a/b.png)\n",
        "```c++\nx\n```\n\n[@甲](https://a.example)，@乙 [@丙]。\n",
        "甲\n\n$$x$$ {#eq-x}\n\n乙\n",
        "甲，@Test\n乙[@lee]\n丙 @Test [頁 3]\n丁\n",
    ],
)
def test_the_same_reading_is_no_difference(text: str) -> None:
    assert second_readings([document(text)]) == ()


def test_a_pandoc_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pandoc"
    program.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(second_reading, "find_pandoc", lambda: str(program))
    (problem,) = second_readings([document("甲。\n")])
    assert problem.code == "NK262"
    monkeypatch.setattr(second_reading, "find_pandoc", lambda: None)
    (problem,) = second_readings([document("甲。\n")])
    assert problem.code == "NK262"
    assert problem.hint is not None
    assert "nkbook[pandoc]" in problem.hint
