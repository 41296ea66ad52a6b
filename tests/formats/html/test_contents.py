"""The depth of printed contents, by the size of the book and by its settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from publications import BOOK_TOML, load, written

from nkbook.formats.paged.document import assemble


def levels(root: html.HtmlElement) -> dict[str, int]:
    """Return how many rows the printed contents have at each depth of their lists."""
    (contents,) = root.xpath("//section[contains(@class, 'page-contents')]")
    found: dict[str, int] = {}
    for row in contents.iter("li"):
        depth = str(row.xpath("../@class")[0])
        found[depth] = found.get(depth, 0) + 1
    return found


@pytest.mark.parametrize(
    ("sections", "settings", "expected"),
    [
        (20, "", {"toc-1": 1, "toc-2": 20, "toc-3": 40}),
        (150, "", {"toc-1": 1, "toc-2": 150}),
        (420, "", {"toc-1": 1}),
        (20, "contents-depth = 1", {"toc-1": 1}),
        (150, "contents-depth = 3", {"toc-1": 1, "toc-2": 150, "toc-3": 300}),
    ],
)
def test_contents_are_no_longer_than_a_reader_can_use(
    tmp_path: Path, sections: int, settings: str, expected: dict[str, int]
) -> None:
    text = "\n\n".join(
        f"## 節{n}\n\n### 甲{n}\n\n文。\n\n### 乙{n}\n\n文。" for n in range(sections)
    )
    publication, context = written(
        tmp_path, text, front='"contents"', settings=f"[pdf]\n{settings}\n"
    )
    row = levels(html.fromstring(assemble(publication, context, "pdf")))
    assert row == expected


def test_a_part_is_no_level_of_its_own(tmp_path: Path) -> None:
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    body = '{ part = "編", id = "p", chapters = ["one.md"] }'
    settings = "[pdf]\ncontents-depth = 2"
    spine = f'front = ["contents"]\nbody = [{body}]\n{settings}\n'
    (chapters / "book.toml").write_text(f"{BOOK_TOML}{spine}", encoding="utf-8")
    text = "---\ntitle: 題\n---\n\n## 節\n\n### 小節\n\n文。\n"
    (chapters / "one.md").write_text(text, encoding="utf-8")
    publication, context = load(tmp_path, tmp_path / "work")
    row = levels(html.fromstring(assemble(publication, context, "pdf")))
    assert row == {"toc-1": 1, "toc-2": 1, "toc-3": 1}


def test_dedications_are_not_listed(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    text = "---\ntitle: 獻給父親\nkind: dedication\n---\n\n獻。\n"
    (tmp_path / "chapters/for.md").write_text(text, encoding="utf-8")
    publication, context = written(tmp_path, "甲。", front='"for.md", "contents"')
    root = html.fromstring(assemble(publication, context, "pdf"))
    (contents,) = root.xpath("//section[contains(@class, 'page-contents')]")
    assert [row.text_content().split()[1] for row in contents.iter("li")] == ["題目one"]
