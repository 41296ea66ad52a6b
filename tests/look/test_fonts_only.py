"""The same book on another machine: a copy of nkbook, its own fonts, and strangers beside them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from conftest import run_nkbook
from places import REPOSITORY


def copy_of_nkbook(folder: Path) -> Path:
    """Copy what nkbook is made of, and nothing else of the repository."""
    for name in ("nkbook", "styles", "fonts"):
        shutil.copytree(
            REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    return folder


def home_with_a_false_font(folder: Path) -> Path:
    """Return a home folder with another font under the name of one of the book's own."""
    fonts = folder / ".local/share/fonts"
    fonts.mkdir(parents=True)
    shutil.copy(
        REPOSITORY / "fonts/NKSerifLatin/NKSerifLatin-Bold.ttf", fonts / "NKSerifCJK-Regular.ttf"
    )
    return folder


@pytest.mark.slow
def test_a_copy_with_only_its_own_fonts_makes_the_same_files(
    book: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = book("everything")
    assert run_nkbook("build", folder, "-o", tmp_path / "here").code == 0
    elsewhere = run_nkbook(
        "build",
        folder,
        "-o",
        tmp_path / "there",
        cwd=tmp_path,
        PYTHONPATH=str(copy_of_nkbook(tmp_path / "copy")),
        HOME=str(home_with_a_false_font(tmp_path / "home")),
        XDG_CACHE_HOME=str(tmp_path / "cache"),
        LANG="ja_JP.UTF-8",
        PYTHONHASHSEED="7",
        FONTCONFIG_FILE="/dev/null",
    )
    assert elsewhere.code == 0, elsewhere.err
    for name in ("everything.pdf", "everything.epub"):
        here, there = (
            hashlib.sha256((tmp_path / place / "zh-Hant-HK" / name).read_bytes()).hexdigest()
            for place in ("here", "there")
        )
        assert here == there, name


@pytest.mark.slow
def test_only_the_books_fonts_are_in_the_pdf_and_all_are_embedded(
    book: Callable[[str], Path],
) -> None:
    folder = book("everything")
    assert run_nkbook("build", folder, "-f", "pdf").code == 0
    with pymupdf.open(folder / "output/zh-Hant-HK/everything.pdf") as pdf:
        fonts = {font[:6] for page in pdf for font in page.get_fonts(full=True)}
        assert fonts
        for xref, extension, _, name, _, _ in fonts:
            assert name.split("+")[-1].replace(" ", "").replace("-", "").startswith("NK")
            assert extension in ("cff", "ttf", "otf"), f"{name} is not embedded"
            assert pdf.extract_font(xref)[3], f"{name} is empty"
