"""Texts of Org: included files, and what an agenda needs and a book does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Run
from imports import write
from test_word import imported

Here = Callable[..., Run]


def test_included_files_and_what_is_for_agendas(tmp_path: Path, run_here: Here) -> None:
    text = """
        #+TITLE: 港口
        #+AUTHOR: 陳大文
        * TODO [#A] 碼頭 [1/2] :work:
        見[[*燈塔][燈塔]]，中\u200b*粗*\u200b字。
        #+begin_center
        中
        #+end_center
        ** 草稿 :noexport:
        不印
        * DONE 燈塔
        #+INCLUDE: "more/lamp.org" :minlevel 2
        #+INCLUDE: "lamp.el" src elisp
    """
    files = {"a.org": text, "more/lamp.org": "#+TITLE: 別\n* 燈\n亮。\n", "lamp.el": "* (on)\n"}
    book = imported(run_here, write(tmp_path / "source", files) / "a.org")
    assert book.body == ["01-碼頭.md", "02-燈塔.md"]
    assert "title: 碼頭\n" in book.chapter(1)
    assert "見[燈塔](#02-燈塔)，中**粗**字。\n\n::: center\n中\n:::" in book.chapter(1)
    assert "## 燈\n\n亮。\n\n``` elisp\n* (on)\n```" in book.chapter(2)
    assert "a section that is not for export" in book.report


def test_lines_that_pandoc_cannot_read(tmp_path: Path, run_here: Here) -> None:
    (tmp_path / "a.org").write_text("* 甲\n寫成=\\\\=或者=\\u005c=。\n* 乙\n字。\n", "utf-8")
    book = imported(run_here, tmp_path / "a.org")
    assert r"寫成=\\\\=或者=\\u005c=。" in book.chapter(1)
    assert book.body == ["01-甲.md", "02-乙.md"]


def test_marks_at_chinese_punctuation(tmp_path: Path, run_here: Here) -> None:
    text = "* 甲\n說：*粗*。寫“=碼=”，三*四*五。\n\n#+begin_src c\n/* a：*b*。*/\n#+end_src\n"
    (tmp_path / "a.org").write_text(text, "utf-8")
    written = imported(run_here, tmp_path / "a.org").chapter(1)
    assert "說：**粗**。寫“`碼`”，三\\*四\\*五。" in written
    assert "/* a：*b*。*/" in written
