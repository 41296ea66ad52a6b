"""A book that is laid out section by section is the book that is laid out as a whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import publications
import pytest
from judges import sameness
from places import BOOKS, REPOSITORY

from nkbook.formats.base import FormatContext
from nkbook.formats.registry import renderer
from nkbook.model.publication import Publication
from nkbook.pipeline.job import Job
from nkbook.pipeline.pool import run_all
from nkbook.pipeline.processes import processes
from nkbook.project.config.formats import BOOKLET, PDF, PRINT, Format
from nkbook.store import open_store

pytestmark = pytest.mark.slow

Source = tuple[Publication, FormatContext]


def whole(source: Source, format: Format, target: Path) -> Path:
    """Return a file of a book that is laid out as a whole."""
    publication, context = source
    target.parent.mkdir(parents=True)
    context.work.mkdir(parents=True, exist_ok=True)
    renderer(format)(publication, context, target)
    return target


def joined(source: Source, format: Format, target: Path) -> Path:
    """Return a file of a book that is laid out section by section; fail if it could not be."""
    publication, context = source
    job = Job(format, publication, context, target)
    said: list[str] = []
    with processes(2) as hands:
        store = open_store(target.parent.parent / "store")
        run_all([job], hands, store, lambda *_: None, said.append)
    assert not [line for line in said if "as a whole" in line]
    assert [line for line in said if "sections" in line]
    return target


def same(source: Source, format: Format, tmp_path: Path) -> None:
    """Compare both."""
    name = format.file_name("book")
    expected = sameness.described(whole(source, format, tmp_path / "whole" / name))
    found = sameness.described(joined(source, format, tmp_path / "joined" / name))
    assert found.keys() == expected.keys()
    for kind, rows in expected.items():
        assert found[kind] == rows, kind


@pytest.mark.parametrize("format", [PDF, PRINT, BOOKLET], ids=str)
@pytest.mark.parametrize("name", sorted(folder.name for folder in BOOKS.iterdir()))
def test_every_book_of_the_tests(name: str, format: Format, tmp_path: Path) -> None:
    same(publications.named(name, tmp_path / "work"), format, tmp_path)
