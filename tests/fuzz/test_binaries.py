"""Damaged pictures and fonts are refused with a code, or shown; nothing else comes of them."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from judges import epubcheck
from places import BOOKS

import nkbook
from fuzz.binaries import damaged, font, mended, pictures, without, write
from fuzz.books import epub_of, faults
from fuzz.judging import bounded, judge_error
from nkbook.diagnostics.errors import NkbookError
from nkbook.formats.base import FormatContext
from nkbook.formats.pictures import on_screen
from nkbook.look.fonts import own_fonts
from nkbook.model.book import Resource
from nkbook.model.publication import Publication
from nkbook.project.config.limits import Limits
from nkbook.project.image_files import Picture, UnusableError, examine
from nkbook.store import Store

OF_EACH = 60
TABLES = ("cmap", "name", "OS/2", "head", "hhea", "hmtx", "maxp", "post", "glyf", "loca", "CFF ")


def copies(name: str, number: int) -> list[bytes]:
    """Return damaged copies of a picture, of a PNG some with checksums that are right again."""
    made = list(damaged(pictures()[name], number, Random(name)))  # noqa: S311
    return [*made, *map(mended, made)] if name.startswith("png") else made


def looked_at(name: str, data: bytes) -> Picture | None:
    """Return what nkbook makes of a picture, None if it refuses it."""
    with bounded():
        try:
            suffix = name.partition("-")[0]
            return examine(Path(f"a.{suffix}"), data, lambda _: None, Store(None), Limits())
        except UnusableError:
            return None


@pytest.mark.slow
@pytest.mark.parametrize("name", pictures())
def test_damaged_pictures(
    name: str, source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    assert looked_at(name, pictures()[name]) or name == "png"  # whose profile is junk
    for data in copies(name, OF_EACH):
        picture = looked_at(name, data)
        if picture is not None:
            content = data if picture.data is None else picture.data
            resource = Resource("a", tmp_path, picture.media_type, content)
            with bounded():
                assert on_screen(resource, source[1]).read()


@pytest.mark.slow
def test_a_book_of_damaged_pictures(tmp_path: Path) -> None:
    """All that passes is printed, or said not to be, and makes no EPUB invalid."""
    taken: list[str] = []
    chapters = tmp_path / "book/chapters"
    for name in pictures():
        passing = [data for data in copies(name, OF_EACH) if looked_at(name, data)]
        for number, data in enumerate(passing[:3]):
            shown_path = f"images/{name}{number}.{name.partition('-')[0]}"
            taken.append(shown_path)
            write(chapters / shown_path, data)
    assert len(taken) > len(pictures())
    shown = "\n\n".join(f"![畫]({path}){{alt=畫}}" for path in taken)
    write(chapters / "one.md", f"---\ntitle: 題\n---\n\n{shown}\n".encode())
    head = (BOOKS / "minimal/chapters/book.toml").read_text("utf-8").partition("[spine]")[0]
    write(chapters / "book.toml", f'{head}[spine]\nbody = ["one.md"]\n'.encode())

    path, problems = epub_of(tmp_path / "book", tmp_path / "work")

    assert path is not None, problems
    assert faults(epubcheck.judge(path)) == []
    result = nkbook.build(tmp_path / "book", formats=["pdf"], jobs=1)
    assert all(one.location for one in result.diagnostics)


def font_problem(folder: Path, data: bytes) -> bool:
    """Return True if a font is refused with a code, False if it is taken."""
    write(folder / "fonts/a.ttf", data)
    with bounded():
        try:
            own_fonts(folder / "fonts")
        except NkbookError as error:
            judge_error(error)
            return True
    return False


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_damaged_fonts(tmp_path: Path) -> None:
    assert not font_problem(tmp_path, font())
    for data in damaged(font(), 4 * OF_EACH, Random(1)):  # noqa: S311
        font_problem(tmp_path, data)
    for table in TABLES:
        font_problem(tmp_path, without(font(), table))
    for table in ("cmap", "name", "OS/2"):
        assert font_problem(tmp_path, without(font(), table))


@pytest.mark.parametrize("flavour", ["woff", "woff2"])
def test_packed_fonts_are_refused_unread(flavour: str, tmp_path: Path) -> None:
    """Some hundred bytes of one may be a thousand megabytes."""
    assert font_problem(tmp_path, font(flavour))
