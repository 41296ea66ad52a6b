"""Addresses in the EPUB's stylesheet: none leads out of it, and those inside are right."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run
from judges import epubcheck
from PIL import Image
from publications import BOOK_TOML

CSS = """
@import "https://example.org/a.css";
@font-face { font-family: x; src: url(https://example.org/a.woff) }
h1 { background: url(images/a.png) }
h2 { background: url(images/b.png) }
p { background: u\\72l(//example.org/a.png); color: navy }
"""


@pytest.mark.slow
def test_a_stylesheet_names_only_what_is_in_the_epub(
    tmp_path: Path, run_here: Callable[..., Run]
) -> None:
    (tmp_path / "chapters/images").mkdir(parents=True)
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/book.css").write_text(CSS)
    (tmp_path / "chapters/book.toml").write_text(f'{BOOK_TOML}body = ["a.md"]\n')
    (tmp_path / "chapters/a.md").write_text("---\ntitle: 題\n---\n\n![圖說](images/a.png)\n")
    data = io.BytesIO()
    Image.new("L", (9, 9)).save(data, "PNG")
    (tmp_path / "chapters/images/a.png").write_bytes(data.getvalue())

    run = run_here("-v", "build", tmp_path, "-f", "epub")

    assert run.code == 0, run.err
    assert [run.err.count(f"styles/book.css:{line}: NK317") for line in (2, 3, 6)] == [1, 1, 1]
    assert '"images/b.png", which a stylesheet names, is not in the EPUB' in run.err
    (file,) = (tmp_path / "output").rglob("*.epub")
    with zipfile.ZipFile(file) as archive:
        css = " ".join(archive.read("EPUB/styles/book.css").decode().split())
    assert "example.org" not in css
    assert 'h1 { background: url("../images/a.png"); }' in css
    assert "h2 { background: none; }" in css
    assert "color: navy" in css
    assert epubcheck.judge(file) == ()
