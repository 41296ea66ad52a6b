"""Novels as files of plain text, and folders of no tool that are one text or several languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run
from imports import imported, write

pytestmark = pytest.mark.slow

Here = Callable[..., Run]


def test_a_novel_in_plain_text(tmp_path: Path, run_here: Here) -> None:
    lines = (
        "目錄\n第一章 海\n第二章 山\n\n第一章 海\n　　他說：「走。」\n　　1. *雨*\n***\n第二章 山\n"
    )
    write(tmp_path, {"a.txt": f"《山海》\n作者：林一\n\n{lines}　　第一章說過的山。\n"})
    assert run_here("import", tmp_path / "a.txt", tmp_path / "b").code == 0
    one, two = (path.read_text() for path in sorted((tmp_path / "b/chapters").glob("*.md")))
    assert one.endswith("\n\n他說：「走。」\n\n1\\. \\*雨\\*\n\n---\n")
    assert two == "---\ntitle: 第二章 山\nnumbered: false\n---\n\n第一章說過的山。\n"
    settings = (tmp_path / "b/chapters/book.toml").read_text()
    assert 'title = "山海"' in settings
    assert "林一" in settings


def test_lines_that_a_program_broke_are_whole_again(tmp_path: Path, run_here: Here) -> None:
    words = "海上的船在霧裏走了很遠很遠的路才到" * 4
    broken = "\n".join(words[at : at + 20] for at in range(0, len(words), 20))
    files = {"第二回.txt": f"{broken}\n\n末段。\n", "第十回.txt": f"{broken}\n\n末段。\n"}
    book = imported(run_here, tmp_path, files | {"README.md": "# 船\n\n說明。\n"})
    assert f"\n\n{words}\n\n末段。\n" in book.chapter(2)
    assert book.body == ["01-readme.md", "02-第二回.md", "03-第十回.md"]


def test_one_text_is_divided_and_other_languages_left_out(tmp_path: Path, run_here: Here) -> None:
    text = "先說明。\n\n# 背景\n\n字。\n\n# 睡眠\n\n字。\n"
    book = imported(run_here, tmp_path, {"README.md": text, "README_en.md": "# Sleep\n\nText.\n"})
    assert book.settings["book"]["title"] == "source"
    assert [name[3:] for name in book.body] == ["前言.md", "背景.md", "睡眠.md"]
    assert "a text in another language" in book.run.out


def test_a_law_in_files_with_its_title_over_each(tmp_path: Path, run_here: Here) -> None:
    parts = {"分則": "第十二條", "總則": "第一條", "附則": "第二十條"}
    texts = {f"{n}.md": f"# 港口法\n\n# {n}\n\n{first} 字。\n" for n, first in parts.items()}
    book = imported(run_here, tmp_path, texts)
    assert book.settings["book"]["title"] == "港口法"
    assert [name[3:] for name in book.body] == ["總則.md", "分則.md", "附則.md"]
    assert "title: 總則\n---\n\n第一條" in book.chapter(1)
