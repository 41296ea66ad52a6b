"""nkbook check --fix: what has one sure remedy is mended, and nothing else is touched."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import publications
import pytest
from conftest import Run
from PIL import Image

KEY = "[@smith2020]"
SOURCES = "- id: Smith2020\n  type: book\n  title: 書\n  author: [{family: 史, given: 密}]\n"


def book(folder: Path, text: str) -> Path:
    """Return the file of the only chapter of a book with a picture and a source."""
    publications.written(folder, "文。", back='"bibliography"')
    chapters = folder / "chapters"
    (chapters / "data").mkdir(exist_ok=True)
    (chapters / "data/references.yaml").write_text(SOURCES, "utf-8")
    (chapters / "one.md").write_bytes(text.encode())
    return chapters / "one.md"


@pytest.fixture
def fixed(run_here: Callable[..., Run]) -> Callable[[Path], str]:
    """Return what mends a book in this process, and returns what is said."""

    def mend(folder: Path) -> str:
        run = run_here("check", "--fix", "--no-pandoc", folder)
        return run.out + run.err

    return mend


def test_a_key_in_other_letters_is_mended_and_line_ends_stay(
    tmp_path: Path, fixed: Callable[[Path], str]
) -> None:
    chapter = book(
        tmp_path, "\ufeff---\r\ntitle: 一\r\n---\r\n\r\n文[@ＳＭＩＴＨ2020]，文。\r\n尾\n"
    )
    assert "mended chapters/one.md:5" in fixed(tmp_path)
    expected = "\ufeff---\r\ntitle: 一\r\n---\r\n\r\n文[@Smith2020]，文。\r\n尾\n"
    assert chapter.read_bytes() == expected.encode()
    assert "NK203" not in fixed(tmp_path)


@pytest.mark.parametrize("key", ["Smith2021", "Smth2020", "Smith2020a"])
def test_a_key_that_may_be_another_is_left(
    tmp_path: Path, key: str, fixed: Callable[[Path], str]
) -> None:
    chapter = book(tmp_path, f"---\ntitle: 一\n---\n\n文[@{key}]。\n")
    before = chapter.read_bytes()
    assert "NK203" in fixed(tmp_path)
    assert chapter.read_bytes() == before


def test_of_two_keys_that_are_alike_none_is_chosen(
    tmp_path: Path, fixed: Callable[[Path], str]
) -> None:
    chapter = book(tmp_path, f"---\ntitle: 一\n---\n\n文{KEY}。\n")
    data = tmp_path / "chapters/data/references.yaml"
    data.write_text(SOURCES + SOURCES.replace("Smith2020", "SMITH2020"), "utf-8")
    fixed(tmp_path)
    assert KEY in chapter.read_text("utf-8")


def test_chinese_marks_in_settings_are_mended(tmp_path: Path, fixed: Callable[[Path], str]) -> None:
    book(tmp_path, "---\ntitle: 一\n---\n\n文。\n")
    settings = tmp_path / "chapters/book.toml"
    right = settings.read_text("utf-8")
    line = next(row for row in right.splitlines() if row.startswith("title"))
    name, _, value = line.partition(" = ")
    settings.write_text(right.replace(line, f"{name} ＝ “{value[1:-1]}”"), "utf-8")
    fixed(tmp_path)
    assert settings.read_text("utf-8") == right


def test_unseen_characters_and_utf16_are_mended(
    tmp_path: Path, fixed: Callable[[Path], str]
) -> None:
    chapter = book(tmp_path, "---\ntitle: 一\n---\n\n甲\x0b乙\u202e丙。\r\n")
    fixed(tmp_path)
    assert chapter.read_bytes().decode() == "---\ntitle: 一\n---\n\n甲乙丙。\r\n"
    chapter.write_bytes("---\ntitle: 一\n---\n\n丁。\n".encode("utf-16"))
    fixed(tmp_path)
    assert "丁。" in chapter.read_text("utf-8")


def test_a_dry_run_prints_a_patch_and_changes_nothing(
    tmp_path: Path, run_here: Callable[..., Run]
) -> None:
    chapter = book(tmp_path, f"---\ntitle: 一\n---\n\n文{KEY}。\n")
    before = chapter.read_bytes()
    run = run_here("check", "--fix", "--dry-run", "--no-pandoc", tmp_path)
    assert chapter.read_bytes() == before
    subprocess.run(["patch", "-p1"], cwd=tmp_path, input=run.out.encode(), check=True)
    assert "[@Smith2020]" in chapter.read_text("utf-8")


def test_a_linked_file_is_left(tmp_path: Path, fixed: Callable[[Path], str]) -> None:
    chapter = book(tmp_path, f"---\ntitle: 一\n---\n\n文{KEY}。\n")
    real = chapter.rename(tmp_path / "chapters/real.md")
    chapter.symlink_to(real.name)
    fixed(tmp_path)
    assert KEY in real.read_text("utf-8")


# By code: the file, what is right in it, and what an author typed for it.
TYPED = {
    "NK101": ("book.toml", "subtitle", "Subtitle"),
    "NK201": ("book.toml", '"one.md"', '"One.md"'),
    "NK211": ("one.md", "short-title: 短", "short_title: 短"),
    "NK214": ("data/references.yaml", "publisher-place", "publisher_place"),
    "NK248": ("one.md", "，@Smith2020", "，@smith2020"),
    "NK301": ("one.md", "images/sea.png", "images/ｓea.png"),
    "NK313": ("one.md", "images/sea.png", "images/Sea.png"),
}


@pytest.mark.parametrize("code", TYPED)
def test_a_name_in_other_letters_is_mended(
    tmp_path: Path, code: str, fixed: Callable[[Path], str]
) -> None:
    text = "## 處 {#my-place}\n\n見[此](#my-place)，@Smith2020。\n\n![海](images/sea.png)\n"
    book(tmp_path, f"---\ntitle: 一\nshort-title: 短\n---\n\n{text}")
    settings = tmp_path / "chapters/book.toml"
    written = settings.read_text("utf-8").replace(
        'title = "小書"', 'title = "小書"\nsubtitle = "副"'
    )
    settings.write_text(written, "utf-8")
    references = tmp_path / "chapters/data/references.yaml"
    references.write_text(f"{SOURCES}  publisher-place: 香港\n", "utf-8")
    (tmp_path / "chapters/images").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "chapters/images/sea.png")
    name, right, wrong = TYPED[code]
    file = tmp_path / "chapters" / name
    before = file.read_text("utf-8")
    assert before.count(right) == 1
    file.write_text(before.replace(right, wrong), "utf-8")
    assert f"mended chapters/{name}" in fixed(tmp_path)
    assert file.read_text("utf-8") == before
    assert code not in fixed(tmp_path)


def test_a_place_of_another_chapter_in_other_letters_is_mended(
    tmp_path: Path, fixed: Callable[[Path], str]
) -> None:
    publications.written(tmp_path, "## 處 {#my-place}\n\n文。", "見[此](#my-place)。")
    chapter = tmp_path / "chapters/two.md"
    before = chapter.read_text("utf-8")
    chapter.write_text(before.replace("#my-place", "#My_place"), "utf-8")
    assert "mended chapters/two.md" in fixed(tmp_path)
    assert chapter.read_text("utf-8") == before
