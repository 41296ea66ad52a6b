"""Files and folders named as people name theirs: in Chinese, with spaces, behind links."""

from __future__ import annotations

import shutil
from pathlib import Path

import pymupdf
import pytest
from conftest import run_nkbook
from judges import epubcheck
from places import BOOKS

CHAPTER = """---
title: 題目
---

見[](#停火)及[](#圖)。

## 停火 {#停火}

![圖說](<images/圖 片/地圖 一.svg>){#圖 alt="圖"}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><path d="M0 0h30v20z"/></svg>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a book in a folder, with chapters and pictures, whose names are Chinese."""
    folder = Path(shutil.copytree(BOOKS / "minimal", tmp_path / "我的 書"))
    settings = folder / "chapters/book.toml"
    text = settings.read_text(encoding="utf-8").replace("one.md", "卷 一/第一章 停火.md")
    settings.write_text(text.replace("[spine]", '[spine]\nfront = ["contents"]'), "utf-8")
    (folder / "chapters/one.md").unlink()
    (folder / "chapters/卷 一").mkdir()
    (folder / "chapters/卷 一/第一章 停火.md").write_text(CHAPTER, "utf-8")
    (folder / "chapters/images/圖 片").mkdir(parents=True)
    (folder / "chapters/images/圖 片/地圖 一.svg").write_text(SVG, "utf-8")
    return folder


@pytest.mark.slow
def test_names_in_chinese_and_with_spaces(project: Path, tmp_path: Path) -> None:
    run = run_nkbook("build", project.name, "-o", "成 品", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    folder = tmp_path / "成 品/zh-Hant-HK"
    assert epubcheck.judge(folder / "minimal.epub") == ()
    with pymupdf.open(folder / "minimal.pdf") as book:
        text = "".join(page.get_text() for page in book).replace("\n", "")
        assert "見「停火」（頁1）及圖一（頁1）" in text.replace(" ", "")
        assert len(book[-1].get_drawings()) > 0


@pytest.mark.slow
def test_a_project_behind_a_link(project: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(project, target_is_directory=True)
    run = run_nkbook("build", link, "-f", "epub")
    assert (run.code, run.err) == (0, "")
    assert (project / "output/zh-Hant-HK/minimal.epub").is_file()
