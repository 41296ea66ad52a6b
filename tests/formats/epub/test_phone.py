"""The EPUB on a phone: every page walked in two reading systems, at two sizes of letters."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from judges import readers
from opened import Opened
from places import BOOKS
from publications import load, with_options

from nkbook.formats import epub
from nkbook.formats.base import FormatContext
from nkbook.model.publication import Publication

SCREENS = ("360x640@16", "360x640@32", "430x900@16", "430x900@32")


@pytest.fixture(scope="module")
def everything(
    source: tuple[Publication, FormatContext], tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    return Opened(epub.render(*source, tmp_path_factory.mktemp("all") / "everything.epub").path)


@pytest.fixture(scope="module")
def constructs(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    work = tmp_path_factory.mktemp("constructs")
    publication, context = load(BOOKS / "constructs", work)
    return Opened(epub.render(publication, context, work / "constructs.epub").path)


@pytest.mark.slow
@pytest.mark.parametrize("engine", readers.ENGINES)
@pytest.mark.parametrize("name", ["everything", "constructs"])
def test_no_page_makes_a_reader_stumble(
    name: str, engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    book: Opened = request.getfixturevalue(name)
    pages, found = readers.walk(engine, book.path, tmp_path, *SCREENS)
    assert found == ()
    assert pages > len(book.spine()) * len(SCREENS)


@pytest.mark.slow
def test_the_walk_finds_faults(everything: Opened, tmp_path: Path) -> None:
    """A table that is too wide, letters on letters, a page left empty, a heading by itself."""
    css = b"""
        pre, table { min-width: 60em }
        dd { margin-top: -1.6em }
        blockquote { -webkit-column-break-before: always; margin-bottom: 1200px }
        h3 { -webkit-column-break-after: always; break-after: column }
        a.noteref { padding: 0 }
    """
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(broken, "w") as archive:
        for name, data in everything.files.items():
            archive.writestr(name, data + css if name.endswith("newer.css") else data)
    _, found = readers.walk("foliate", broken, tmp_path, SCREENS[0])
    assert {"cut", "over", "alone", "small"} <= {one.fault for one in found}


@pytest.mark.slow
def test_vertical_pages_hold_their_text(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    publication, context = source
    upright = with_options(context, epub={"vertical": True})
    book = epub.render(publication, upright, tmp_path / "book.epub").path
    _, found = readers.walk("foliate", book, tmp_path, SCREENS[0])
    assert [one for one in found if one.fault != "small"] == []
