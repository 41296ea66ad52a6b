"""The reader for differential judges: the tree, what hangs on it, and problems as plain data."""

from __future__ import annotations

from pathlib import Path

import dialect_reader
import pandoc
from places import BOOKS

from nkbook.diagnostics.codes import CODES

TEXT = """---
title: 題
---

甲[^n]引[見 @key, 頁 3; @other]。

![](a.png)

[^n]: 註文。
"""


def chapter(folder: Path, text: str) -> Path:
    path = folder / "snippet.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_tree_notes_and_citations_are_joined_by_their_ids(tmp_path: Path) -> None:
    tree, notes, citations, _ = dialect_reader.read(chapter(tmp_path, TEXT))
    assert tree is not None
    assert [element.tag for element in tree] == ["p", "figure"]
    (call,) = tree.xpath(".//a[contains(@class, 'noteref')]")
    assert "".join(notes[call.get("id")].itertext()).strip() == "註文。"
    (cited,) = tree.xpath(".//span[contains(@class, 'citation')]")
    assert citations == {cited.get("id"): [("key", "見", "頁 3"), ("other", "", "")]}


def test_problems_of_header_and_text_are_plain_data(tmp_path: Path) -> None:
    path = chapter(tmp_path, "---\ntitle: 題\nauthor: 甲\n---\n\n甲[^n]。\n\n[^m]: 乙。\n")
    tree, _, _, problems = dialect_reader.read(path)
    assert tree is not None
    assert [code for _, code, _ in problems] == ["NK231", "NK205", "NK206"]
    assert [severity for severity, _, _ in problems] == [
        {"error": "E", "warning": "W"}[CODES[code].severity.value] for _, code, _ in problems
    ]
    assert "author" in problems[0][2]


def test_a_file_that_is_no_chapter_has_no_tree(tmp_path: Path) -> None:
    tree, notes, citations, problems = dialect_reader.read(
        chapter(tmp_path, "---\ntitle: [\n---\n\n甲。\n")
    )
    assert (tree, notes, citations) == (None, {}, {})
    assert [(severity, code) for severity, code, _ in problems] == [("E", "NK204")]


def test_a_chapter_of_a_book_is_read_in_place() -> None:
    path = BOOKS / "everything/chapters/notes.md"
    tree, notes, citations, problems = dialect_reader.read(path)
    assert tree is not None
    assert problems == []
    theirs = pandoc.read(path.read_text(encoding="utf-8"))
    assert len(notes) == theirs.counts["Note"] > 0
    keys = [key for items in citations.values() for key, _, _ in items]
    assert sorted(keys) == sorted(theirs.keys)
