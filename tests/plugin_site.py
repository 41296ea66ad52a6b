"""The site that its tests look at: of a book of three editions, with all that can be downloaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from places import BOOKS
from shared import once

ADDRESS = "https://books.example/caspian"
SETTINGS = f"""
[site]
base-url = "{ADDRESS}"
[epub]
embed-fonts = false
"""


def make(book: Path, output: Path) -> None:
    """Build a book's site with its PDFs and EPUBs; what is laid out is kept beside the book."""
    from conftest import run_nkbook  # noqa: PLC0415 — pytest loads it after its plugins

    formats = [word for name in ("site", "pdf", "epub") for word in ("-f", name)]
    cache = str(book / "cache")
    run = run_nkbook("build", book, *formats, "-o", output, "--force", NKBOOK_CACHE=cache)
    assert run.code == 0, run.err


@pytest.fixture(scope="session")
def site_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the book is built into, once for all workers."""

    def build(folder: Path) -> None:
        book = Path(shutil.copytree(BOOKS / "editions", folder / "book"))
        settings = book / "chapters/book.toml"
        settings.write_text(settings.read_text("utf-8") + SETTINGS, "utf-8")
        make(book, book / "output")

    return once(tmp_path_factory, "site", build) / "book/output"


@pytest.fixture(scope="session")
def site(site_output: Path) -> Path:
    """Return the folder of the site."""
    return site_output / "site"
