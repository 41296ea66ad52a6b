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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("甲\u202e乙\u202c丙", "甲乙丙"),  # forced
        ("甲\u2067乙", "甲乙"),  # without an end
        ("甲\u2069乙", "甲乙"),  # without a beginning
        ("甲\U000e0068\U000e0069乙", "甲乙"),
        ("甲\u2067乙\u2069丙", "甲\u2067乙\u2069丙"),
        ("`\u202b甲\u202c`", "\u202b甲\u202c"),
        (
            "旗\U0001f3f4\U000e0067\U000e0062\U000e007f",
            "旗\U0001f3f4\U000e0067\U000e0062\U000e007f",
        ),
    ],
)
def test_unseen_characters_change_nothing_that_is_read(
    tmp_path: Path, written: str, read: str
) -> None:
    parsed, problems = document(chapter_file(tmp_path, f"# 題\n\n{written}\n\n丁。\n".encode()))
    assert text_of(parsed.tree[0]) == read
    changed = written.replace("`", "") != read
    assert [(one.code, str(one.location)) for one in problems] == [
        ("NK237", "chapters/file.md:3:2")
    ] * changed
