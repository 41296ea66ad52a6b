"""A chapter's file: its header, its encoding, and where its text begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from dialect_reader import document

from nkbook.model.trees import text_of

TEXT = "---\ntitle: 題\nid: one\nshort-title: 短\nnumbered: false\n---\n\n甲\n乙。\n\n丙。\n"


def chapter_file(folder: Path, data: bytes, name: str = "file.md") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_header_names_the_chapter(tmp_path: Path) -> None:
    parsed, problems = document(chapter_file(tmp_path, TEXT.encode()))
    assert problems == ()
    chapter = parsed.chapter
    assert (chapter.id, chapter.title, chapter.short_title, chapter.numbered) == (
        "one", "題", "短", False,
    )  # fmt: skip
    assert chapter.source == "chapters/file.md"


def test_a_chapter_without_an_id_has_that_of_its_file(tmp_path: Path) -> None:
    data = "---\ntitle: 題\n---\n\n甲。\n".encode()
    parsed, problems = document(chapter_file(tmp_path, data, "the war, part 1.md"))
    assert problems == ()
    assert parsed.chapter.id == "the-war-part-1"
    assert parsed.chapter.numbered


@pytest.mark.parametrize("end", ["...", "--- "])
def test_a_header_ends_as_yaml_documents_do(tmp_path: Path, end: str) -> None:
    parsed, problems = document(chapter_file(tmp_path, f"---\ntitle: 題\n{end}\n甲。\n".encode()))
    assert problems == ()
    assert (parsed.chapter.title, text_of(parsed.tree)) == ("題", "甲。")


@pytest.mark.parametrize(
    "saved",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["byte-order mark", "Windows line ends", "old Mac line ends"],
)
def test_an_editors_habits_change_nothing(tmp_path: Path, saved: bytes) -> None:
    parsed, problems = document(chapter_file(tmp_path, saved))
    assert problems == ()
    assert [text_of(block) for block in parsed.tree] == ["甲乙。", "丙。"]
    assert [block.get("data-line") for block in parsed.tree] == ["8", "11"]
    assert parsed.chapter.title == "題"


@pytest.mark.parametrize("sign", ["\x00", "\x0c", "\x1b", "\ufffe", "\uffff"])
def test_what_xml_forbids_is_left_out_with_a_warning(tmp_path: Path, sign: str) -> None:
    data = f"---\ntitle: 題{sign}\n---\n\n甲{sign}乙。\n".encode()
    parsed, problems = document(chapter_file(tmp_path, data))
    assert text_of(parsed.tree).strip() == "甲乙。"
    assert parsed.chapter.title == "題"
    (problem,) = problems
    assert (problem.code, str(problem.location)) == ("NK236", "chapters/file.md:2:9")
    assert f"U+{ord(sign):04X}, 2 times" in problem.message
