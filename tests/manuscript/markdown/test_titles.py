"""Where a chapter's title comes from, and at which levels its headings are printed."""

from __future__ import annotations

import pytest
from lxml import etree

from nkbook.checks.conservation import lost_text
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of


def read(text: str, title: str = "") -> tuple[Document, list[str]]:
    """Return a chapter's document, and its codes with lines; nothing of it is lost."""
    chapter = Chapter("file", title, Matter.BODY, text, "chapters/file.md", 1)
    document, problems = parse(chapter)
    assert lost_text(document) == ()
    return document, [f"{one.code}:{one.location.line}" for one in problems if one.location]


def outline(document: Document) -> list[tuple[int, str]]:
    """Return the levels and titles of the sections, by their depth in one another."""
    return [
        (sum(1 for _ in section.iterancestors("section")) + 2, "".join(section[0].itertext()))
        for section in document.tree.iter("section")
    ]


@pytest.mark.parametrize(
    ("text", "title", "codes"),
    [
        ("# 渡口之夜\n\n文。\n", "渡口之夜", []),
        ("渡口之夜\n========\n\n文。\n", "渡口之夜", []),
        ("# 渡口*之夜* #\n\n文。\n", "渡口之夜", []),
        ("# 渡口之夜 <!-- 暫題 -->\n\n文。\n", "渡口之夜", []),
        ("# ？？？\n\n文。\n", "？？？", []),
        ("<!-- 稿 -->\n\n## 渡口之夜\n\n文。\n", "渡口之夜", []),
        ("> 譯者按。\n\n# 渡口之夜\n\n文。\n", "渡口之夜", []),
        ("[![標](a.png)](https://example.org)\n\n# 夜\n\n文。\n", "夜", []),
        ("\\mainmatter\n\n# 渡口之夜\n\n文。\n", "渡口之夜", ["NK242:1"]),
        ("##### 卷一\n\n# 渡口之夜\n\n文。\n", "渡口之夜", ["NK216:1"]),
        ("前言一句。\n\n# 渡口之夜\n\n文。\n", "渡口之夜", ["NK233:3"]),
        ("前言。\n\n# 甲\n\n文。\n\n# 乙\n", "file", ["NK232:1", "NK216:3"]),
        ("前言。\n\n## 甲\n\n文。\n", "file", ["NK232:1"]),
        ("```\n# 不是標題\n```\n", "file", ["NK232:1"]),
        ("# ![](logo.png)\n\n文。\n", "file", ["NK232:1", "NK216:1", "NK308:1"]),
    ],
)
def test_the_first_heading_is_the_title(text: str, title: str, codes: list[str]) -> None:
    document, found = read(text)
    assert (document.chapter.title, found) == (title, codes)
    printed = "".join(text_of(block) for block in document.tree if not block.get("data-title"))
    assert title == "file" or title not in printed


def test_attributes_of_the_title_are_the_chapters() -> None:
    document, found = read("# 導言 {#intro .unnumbered}\n\n見[本章](#導言)。\n")
    chapter = document.chapter
    assert (chapter.title, chapter.id, chapter.numbered, found) == ("導言", "intro", False, [])
    assert document.aliases["導言"] == document.aliases["intro"] == "intro"
    assert all(str(block.get("id")).startswith("intro-") for block in document.tree)


@pytest.mark.parametrize(
    ("name", "title"), [("夜.md", "夜"), ("渡口/README.md", "渡口"), ("README.md", "README")]
)
def test_without_any_heading_the_file_gives_the_title(name: str, title: str) -> None:
    document, (problem,) = parse(Chapter("x", "", Matter.BODY, "文。\n", f"chapters/{name}", 1))
    assert (document.chapter.title, problem.code) == (title, "NK232")


def test_a_title_given_twice_is_printed_once() -> None:
    document, found = read("# 渡口：夜\n\n文。\n", "渡口 · 夜")
    assert (document.chapter.title, found) == ("渡口 · 夜", ["NK233:1"])
    assert outline(document) == []
    document, found = read("# 另一題\n\n文。\n", "渡口")
    assert (document.chapter.title, found) == ("渡口", ["NK216:1"])
    assert outline(document) == [(2, "另一題")]


@pytest.mark.parametrize(
    ("headings", "levels", "codes"),
    [
        ("# 題\n## 甲\n### 乙\n## 丙\n", [2, 3, 2], []),
        ("## 題\n### 甲\n#### 乙\n### 丙\n", [2, 3, 2], []),
        ("# 題\n## 甲\n# 丙\n## 丁\n### 戊\n", [2, 2, 3, 4], ["NK216:3"]),
        ("# 題\n### 甲\n### 乙\n#### 丙\n## 丁\n", [2, 2, 3, 2], ["NK216:2"]),
        ("# 題\n## 甲\n##### 乙\n#### 丙\n", [2, 3, 3], ["NK216:3"]),
        ("# 題\n# 甲\n## 乙\n### 丙\n#### 丁\n##### 戊\n###### 己\n", [2, 3, 4, 5, 6, 6],
         ["NK216:2", "NK216:7"]),
    ],
)  # fmt: skip
def test_headings_are_brought_into_order(
    headings: str, levels: list[int], codes: list[str]
) -> None:
    document, found = read(headings)
    assert [heading.level for heading in document.headings] == levels
    tags = [str(one.tag) for one in document.tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert tags == [f"h{level}" for level in levels]
    assert found == codes
    titles = [heading.title for heading in document.headings]
    assert sorted(outline(document)) == sorted(zip(levels, titles, strict=True))


def test_a_heading_in_a_quotation_skips_no_level() -> None:
    """A PDF's headings go down one level at a time, whatever they are in (ISO 14289-1, 7.4.2)."""
    text = "# 題\n\n> ##### 引\n\n## 甲\n\n### 乙\n\n> # 又引\n\n#### 丙\n"
    document, found = read(text)
    levels = [
        int(str(heading.tag)[1]) for heading in document.tree.iter("h1", "h2", "h3", "h4", "h5")
    ]
    assert levels == [2, 2, 3, 3, 4]
    assert found == []
    assert etree.tostring(document.tree, encoding="unicode").count("<section") == 3
