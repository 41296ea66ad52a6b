"""Every page of the flagship and of the book with every construct, in engines of many makers.

These take long and need what .ci/setup.sh readers installs: `make readers` runs them.
"""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pymupdf
import pytest
from conftest import EDITIONS
from judges import PATIENCE, node, old_webkit, readers
from opened import Opened
from places import BOOKS
from publications import load, with_options

from nkbook.formats import epub

pytestmark = [pytest.mark.readers, pytest.mark.slow]

UPRIGHT = ("360x640@16", "360x640@32", "430x900@16", "430x900@32")
ACROSS = ("640x360@16", "900x430@32")
MORE = ("360x640@16", "360x640@32")
NAME = "nagorno-karabakh.epub"


@pytest.fixture(scope="module")
def constructs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made("constructs", tmp_path_factory.mktemp("constructs"))


def _made(name: str, work: Path, **options: bool) -> Path:
    publication, context = load(BOOKS / name, work)
    return epub.render(publication, with_options(context, epub=options), work / "book.epub").path


@pytest.mark.parametrize("engine", readers.ENGINES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_flagship_by_day_and_night_upright_and_across(
    flagship: Path, edition: str, engine: str, tmp_path: Path
) -> None:
    pages, found = readers.walk(engine, flagship / edition / NAME, tmp_path, *UPRIGHT, *ACROSS)
    assert found == ()
    assert pages > 1000


@pytest.mark.parametrize("engine", readers.MORE)
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_flagship_in_more_engines(
    flagship: Path, edition: str, engine: str, tmp_path: Path
) -> None:
    pages, found = readers.walk(engine, flagship / edition / NAME, tmp_path, *MORE)
    assert [one for one in found if one.fault != "small"] == []
    assert pages > 500


@pytest.mark.parametrize("engine", readers.MORE)
def test_every_construct_in_more_engines(constructs: Path, engine: str, tmp_path: Path) -> None:
    _, found = readers.walk(engine, constructs, tmp_path, *MORE)
    assert [one for one in found if one.fault != "small"] == []


@pytest.mark.parametrize("name", ["constructs", "everything"])
def test_axe_finds_nothing_in_any_file(name: str, tmp_path: Path) -> None:
    book = _made(name, tmp_path)
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(book) as archive:
        archive.extractall(folder)
    files = [f"EPUB/{file}" for file in Opened(book).spine()]
    seen = node.run("axe.mjs", str(folder), *files, work=tmp_path)
    assert seen["errors"] == []
    assert seen["found"] == []


@pytest.mark.parametrize("compatible", [False, True])
def test_mupdf_cuts_nothing_off(compatible: bool, tmp_path: Path) -> None:
    """MuPDF knows the CSS of 2011 and no more, as many e-ink readers do."""
    book = _made("constructs", tmp_path, compatible=compatible)
    for letters in (12, 20):
        with pymupdf.open(book) as document:
            document.layout(width=360, height=640, fontsize=letters)
            assert document.page_count > 20
            cut = [
                (number, line["spans"][0]["text"][:20])
                for number, page in enumerate(document)
                for block in page.get_text("dict")["blocks"]
                for line in block.get("lines", ())
                if (line["bbox"][0] < -1 or line["bbox"][2] > page.rect.width + 1)
                and "".join(span["text"] for span in line["spans"]).strip()
            ]
            assert cut == []


def test_old_webkit_paints_every_letter(constructs: Path, tmp_path: Path) -> None:
    """QtWebKit of 2016 stands for readers of its age, with the sheet that all engines read."""
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(constructs) as archive:
        archive.extractall(folder)
    # Beside Arabic, in scripts.xhtml, the engine itself drops a letter of a line.
    files = [
        f"EPUB/{file}"
        for file in Opened(constructs).spine()
        if Path(file).stem not in ("cover", "scripts")
    ]
    assert old_webkit.losses(folder, files, tmp_path / "work") == ()


@pytest.mark.parametrize("format", ["azw3", "epub"])
def test_calibre_converts_it(constructs: Path, format: str, tmp_path: Path) -> None:
    made = tmp_path / f"out.{format}"
    done = subprocess.run(
        ["ebook-convert", str(constructs), str(made)],
        env=node.environment(tmp_path, QTWEBENGINE_CHROMIUM_FLAGS="--no-sandbox"),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    assert "Generating in-line ToC" not in done.stdout
    assert made.stat().st_size > 20_000
