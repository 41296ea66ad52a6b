"""From chapters to a publication: numbers, contents, and what links inside the book print."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from places import BOOKS
from publications import BOOK_TOML, load, written

from nkbook.model.document import Document
from nkbook.model.metadata import Matter
from nkbook.model.publication import Publication, TocEntry
from nkbook.model.trees import text_of

CHAPTERS = {
    "preface": """---
title: 序
---

開頭的話，見[](#towns)。
""",
    "first": """---
title: 山
---

## 高山 {#high}

![山](a.svg){#hill alt="山形"}

### 更高

#### 最高

| 甲 |
|---|
| 一 |
""",
    "between": """---
title: 間奏
numbered: false
---

無號。
""",
    "second": """---
title: 水
---

| 甲 |
|---|
| 一 |

: 河流 {#rivers}

![水](a.svg){#lake alt="水面"}

見[](#high)、[](#hill)、[](#lake)、[](#rivers)、[](#first)、[](#preface)。
""",
    "last": """---
title: 城
id: towns
---

[重慶]{ruby="chóng qìng"}，a[^n]。

[^n]: 註文。
""",
}
SPINE = """
front = ["title-page", "preface.md", "contents"]
body = [
    { part = "自然", id = "nature", chapters = ["first.md", "between.md", "second.md"] },
    { part = "人", id = "people", chapters = ["last.md"] },
]
"""  # fmt: skip


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    folder = tmp_path_factory.mktemp("book")
    chapters = folder / "chapters"
    chapters.mkdir()
    for name, text in CHAPTERS.items():
        (chapters / f"{name}.md").write_text(text, encoding="utf-8")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    (chapters / "a.svg").write_text(drawing, encoding="utf-8")
    (chapters / "book.toml").write_text(BOOK_TOML + SPINE, encoding="utf-8")
    return load(folder, folder / "work")[0]


def document(publication: Publication, id: str) -> Document:
    (found,) = (page.document for page in publication.pages if page.id == id and page.document)
    return found


def test_parts_and_chapters_are_numbered_through_the_book(publication: Publication) -> None:
    assert [(page.id, page.number) for page in publication.pages] == [
        ("title-page", None),
        ("preface", None),
        ("contents", None),
        ("nature", "第一編"),
        ("first", "第一章"),
        ("between", None),
        ("second", "第二章"),
        ("people", "第二編"),
        ("towns", "第三章"),
    ]
    assert [page.part_title for page in publication.pages][4:] == ["自然"] * 3 + [None, "人"]
    matter = [page.matter for page in publication.pages]
    assert matter == [Matter.FRONT] * 3 + [Matter.BODY] * 6


def test_captions_are_numbered_through_the_book_and_only_where_there_is_one(
    publication: Publication,
) -> None:
    captions = [
        text_of(caption)
        for id in ("first", "second")
        for caption in document(publication, id).tree.iter("figcaption", "caption")
    ]
    assert captions == ["圖一\u3000山", "表一\u3000河流", "圖二\u3000水"]


def test_contents_nest_parts_chapters_and_sections_of_two_levels(publication: Publication) -> None:
    def outline(rows: Sequence[TocEntry]) -> list[object]:
        return [(row.title, outline(row.children)) if row.children else row.title for row in rows]

    assert outline(publication.toc) == [
        "序",
        ("自然", [("山", [("高山", ["更高"])]), "間奏", "水"]),
        ("人", ["城"]),
    ]
    hrefs = [row.href for row in publication.toc]
    assert hrefs == ["#preface", "#nature", "#people"]


def test_an_empty_link_prints_the_number_or_the_title_of_its_target(
    publication: Publication,
) -> None:
    links = [*document(publication, "second").tree.iter("a")]
    assert [link.text for link in links] == ["「高山」", "圖一", "圖二", "表一", "第一章", "「序」"]
    (onward,) = document(publication, "preface").tree.iter("a")
    assert onward.text == "第三章"


def test_links_to_pages_with_roman_folios_are_known(publication: Publication) -> None:
    links = [*document(publication, "second").tree.iter("a")]
    to_front = ["to-front" in str(link.get("class")).split() for link in links]
    assert to_front == [False] * 5 + [True]


def test_every_anchor_is_on_its_page(publication: Publication) -> None:
    places = {"high": "first", "hill": "first", "rivers": "second", "towns": "towns"}
    assert {id: publication.anchors[id] for id in places} == places
    (note,) = document(publication, "towns").notes
    assert publication.anchors[note.id] == publication.anchors[note.call_id] == "towns"


def test_characters_are_those_that_chinese_publishers_count(publication: Publication) -> None:
    """Han characters and full-width marks; no ruby, no notes, no Latin letters."""
    counts = {
        page.id: sum(1 for character in text_of(page.document.tree) if not character.isascii())
        for page in publication.pages
        if page.document
    }
    assert counts["towns"] == len("重慶，。")
    assert publication.characters == sum(counts.values())


def test_a_caption_with_a_number_of_the_authors_own_keeps_it_alone(tmp_path: Path) -> None:
    head = "| 甲 |\n|---|\n| 乙 |\n\n"
    text = (
        "見[](#a)、[](#b)。\n\n"
        f"{head}: 表 2-1：*船*期 {{#a}}\n\n{head}: 船期 {{#b}}\n\n{head}: 表十日譚\n"
    )
    made, _ = written(tmp_path, text)
    tree = document(made, "one").tree
    assert [text_of(one) for one in tree.iter("caption")] == [
        "表 2-1：船期", "表一\u3000船期", "表二\u3000表十日譚",
    ]  # fmt: skip
    assert [link.text for link in tree.iter("a")] == ["表 2-1", "表一"]


def test_contents_have_no_rows_without_words(tmp_path: Path) -> None:
    """EPUBCheck refuses them: RSC-005."""
    shutil.copytree(BOOKS / "everything/chapters/images", tmp_path / "chapters/images")
    text = "## ![山](images/dot.png)\n\n甲\n\n## \\\n\n### 下\n\n乙\n\n## $x$\n\n丙"
    (row,) = written(tmp_path, text)[0].toc
    assert [(one.title, one.heading is not None) for one in row.children] == [
        ("山", False), ("下", False), ("x", True),
    ]  # fmt: skip
