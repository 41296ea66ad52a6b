"""How problems are printed: one line for what is said of many places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Run
from places import BOOKS


def test_the_same_mark_in_many_places_is_one_warning(
    tmp_path: Path, run_here: Callable[..., Run]
) -> None:
    (tmp_path / "chapters").mkdir()
    settings = (BOOKS / "minimal/chapters/book.toml").read_text(encoding="utf-8")
    (tmp_path / "chapters/book.toml").write_text(settings, encoding="utf-8")
    marks = ("{{< a >}}", "{% b %}", "[[丙]]", "%%丁%%", "[TOC]")
    text = "\n\n".join(marks * 5)
    (tmp_path / "chapters/one.md").write_text(f"# 題\n\n{text}\n", encoding="utf-8")
    run = run_here("check", "--no-pandoc", tmp_path)
    assert run.code == 0
    lines = [line for line in run.err.splitlines() if "chapters/one.md" in line]
    assert [line.count("5 times") for line in lines if line.startswith("chapters")] == [1] * 5
    assert "25 × NK260" in run.err


def test_a_second_reading_says_where_pandoc_reads_otherwise(
    tmp_path: Path, run_here: Callable[..., Run]
) -> None:
    (tmp_path / "chapters").mkdir()
    settings = (BOOKS / "minimal/chapters/book.toml").read_text(encoding="utf-8")
    (tmp_path / "chapters/book.toml").write_text(settings, encoding="utf-8")
    text = "# 題\n\n甲。\n\n若 a<b>c 則停。\n"
    (tmp_path / "chapters/one.md").write_text(text, encoding="utf-8")
    assert "chapters/one.md:5: NK261" in run_here("check", "--pandoc", tmp_path).err.replace(
        "\x1b", ""
    )
    assert "NK261" not in run_here("check", "--no-pandoc", tmp_path).err
    # --strict has the same end on a machine without Pandoc, unless Pandoc is asked for.
    found = run_here("check", "--strict", "--ignore", "NK24", tmp_path)
    assert "NK261" in found.err
    assert found.code == 0
    assert run_here("check", "--strict", "--ignore", "NK24", "--pandoc", tmp_path).code == 1
