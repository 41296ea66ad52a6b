"""What vaults of Obsidian have in their notes, in other words: each was a fault of an import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Run
from imports import imported

Here = Callable[..., Run]


def test_marks_right_after_chinese(tmp_path: Path, run_here: Here) -> None:
    text = "# 甲\n\n船的==桅==與 a==b==c。\n"
    book = imported(run_here, tmp_path, {"a.md": text}, "--from", "obsidian")
    assert "船的[桅]{.mark}與 a==b==c。" in book.chapter(1)


def test_templates_are_no_chapters(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        ".obsidian/templates.json": '{"folder": "模板"}',
        "模板/人.md": "# {{title}}\n\n生於：\n",
        "README.md": "# README\n\n見[[甲]]。\n",
        "甲.md": "# 甲\n\n字。\n",
    })  # fmt: skip
    assert len(book.body) == 2
    assert "a template for notes" in book.run.out
    assert book.settings["book"]["title"] == "source"


def test_blocks_of_notes(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "a.md": "# 甲\n\n![[b#^x1]]\n\n![[b#^y]]\n\n![[b#^z]]\n",
        "b.md": "# 乙\n\n一。\n\n二。 ^x1\n\n- 三\n- 四 ^y\n\n| 五 |\n|---|\n| 六 |\n\n^z\n",
    })  # fmt: skip
    one, two = book.chapter(1), book.chapter(2)
    assert "\n二。\n\n- 四\n\n| 五 |\n|---|\n| 六 |\n" in one
    assert "^" not in one + two


def test_callouts_that_are_indented(tmp_path: Path, run_here: Here) -> None:
    text = "# 甲\n\n- 乙\n\n  > [!tip] 潮\n  > 水。\n\n > [!Note]- 名片\n> - 丙\n\n見[[a]]。\n"
    one = imported(run_here, tmp_path, {"a.md": text}).chapter(1)
    assert "- 乙\n\n  ::: {.box .tip}\n\n  **潮**\n\n  水。\n\n  :::\n" in one
    assert " ::: {.box .note}\n\n **名片**\n\n - 丙\n\n :::\n" in one
