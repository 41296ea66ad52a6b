"""book.toml: what it may say, and the line of everything that is wrong in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from places import BOOKS
from pydantic import BaseModel, ValidationError

from nkbook.diagnostics.errors import ConfigError
from nkbook.formats import paged
from nkbook.formats.base import FormatContext
from nkbook.locales.labels import load_labels
from nkbook.model.metadata import Matter
from nkbook.model.publication import Publication
from nkbook.project import config
from nkbook.project.config.options import Options, PdfTable, TextTable
from nkbook.project.config.tables import BookToml
from nkbook.typesetting.policy import POLICIES


def test_everything_that_can_be_said() -> None:
    loaded = config.load(BOOKS / "everything")
    assert loaded.metadata.subtitle == "一本甚麼都有的書"
    assert loaded.metadata.creators[0].file_as == "Chan, Tai Man"
    assert loaded.metadata.release.date == datetime.date(2026, 3, 4)
    assert loaded.metadata.imprint.isbn == {"pdf": "978-962-00-0000-3"}
    assert loaded.parts["forms"].chapters == ("blocks", "inlines")
    assert [(item.kind, item.ref) for item in loaded.spine if item.matter is Matter.BODY] == [
        ("chapter", "opening"),
        ("part", "forms"),
        ("chapter", "blocks"),
        ("chapter", "inlines"),
        ("part", "sources"),
        ("chapter", "notes"),
    ]
    assert loaded.options.pdf.trim == "a5"


def test_identifier_is_stable_and_depends_on_the_book_alone() -> None:
    text = (BOOKS / "minimal/chapters/book.toml").read_text(encoding="utf-8")
    first = config.parse(text, Path("/somewhere")).metadata.identifier
    second = config.parse(text.replace("小書", "改名"), Path("/elsewhere")).metadata.identifier
    assert first == second
    assert first.startswith("urn:uuid:")


def test_unknown_pages_and_twice_named_chapters() -> None:
    text = (BOOKS / "minimal/chapters/book.toml").read_text(encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        config.parse(text.replace('["one.md"]', '["one.md", "one.md", "indexes"]'), Path())
    messages = [str(item) for item in raised.value.diagnostics]
    assert any('names "one.md" twice' in message for message in messages)
    assert any('"indexes" is no chapter file' in message for message in messages)


def test_every_trim_size_can_be_named() -> None:
    text = (BOOKS / "minimal/chapters/book.toml").read_text(encoding="utf-8")
    for name in paged.TRIMS:
        assert config.parse(f'{text}\n[pdf]\ntrim = "{name}"\n', Path()).options.pdf.trim == name


def test_every_value_of_a_choice_is_one_that_the_code_has() -> None:
    """And all that it has can be named: the tables of book.toml list them for messages and docs."""
    pdf = PdfTable.model_fields
    assert set(get_args(pdf["trim"].annotation)) == set(paged.TRIMS)
    (names,) = (part for part in get_args(pdf["punctuation"].annotation) if get_args(part))
    assert set(get_args(names)) == set(POLICIES)


def tables(model: type[BaseModel] = BookToml) -> Iterator[type[BaseModel]]:
    """Yield a table and all tables inside it."""
    yield model
    for info in model.model_fields.values():
        for inner in inside(info.annotation):
            yield from tables(inner)


def inside(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from inside(part)


def test_every_table_and_key_says_what_it_is_for() -> None:
    """The reference of settings in the documentation is made from it."""
    found = dict.fromkeys(tables())
    assert len(found) > 15
    for table in found:
        assert table.__doc__, table
        for name, info in table.model_fields.items():
            is_table = isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel)
            assert is_table or info.description, f"{table.__name__}.{name}"


def test_settings_cannot_be_changed(source: tuple[Publication, FormatContext]) -> None:
    """What the formats get is what was validated."""
    options = source[1].options
    with pytest.raises(ValidationError):
        options.pdf.trim = "18k"  # type: ignore[misc]
    assert options.pdf.trim == "a5"
    assert options.text == TextTable()
    assert set(Options.model_fields) < set(BookToml.model_fields)


def test_a_byte_order_mark_and_line_ends_of_windows_are_read(tmp_path: Path) -> None:
    """Notepad writes both."""
    text = (BOOKS / "minimal/chapters/book.toml").read_text(encoding="utf-8")
    (tmp_path / "chapters").mkdir()
    path = tmp_path / "chapters/book.toml"
    path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert config.load(tmp_path).metadata == config.parse(text, tmp_path).metadata


def test_a_books_own_words_win() -> None:
    assert load_labels("zh-Hant-HK", {"contents": "目錄"})["contents"] == "目錄"


def test_a_problem_is_reported_where_it_is_and_not_inside_a_text() -> None:
    """A text in three quotes may look like tables and keys."""
    text = (BOOKS / "minimal/chapters/book.toml").read_text(encoding="utf-8")
    trap = 'description = """\n[release]\nversion = 1\nrole = 2\n"""\n'
    text = text.replace("[release]", f"{trap}\n[release]").replace('version = "', 'version = 7 # "')
    with pytest.raises(ConfigError) as raised:
        config.parse(text, Path())
    (problem,) = raised.value.diagnostics
    assert problem.location is not None
    assert (
        problem.location.line
        == text.split("\n").index(
            next(line for line in text.split("\n") if line.startswith("version = 7"))
        )
        + 1
    )
    assert problem.location.column == 1


def test_settings_know_the_places_of_their_file() -> None:
    """What is found wrong later, such as a missing chapter, is shown there."""
    lines = (BOOKS / "everything/chapters/book.toml").read_text(encoding="utf-8").splitlines()
    source = config.load(BOOKS / "everything").source
    for path, _, name in config.spine_names(source):
        where = source.at(*path)
        assert where.line is not None
        assert where.column is not None
        shown = lines[where.line - 1][where.column - 1 :]
        assert shown.startswith((f'"{name}"', "id = "))


@pytest.mark.parametrize("epoch", ["²", "-1", "1.5", "today", "253402300800", "9" * 5000])
def test_a_source_date_that_is_none(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    loaded = config.load(BOOKS / "minimal")
    with pytest.raises(ConfigError) as raised:
        _ = loaded.source_date
    assert [found.code for found in raised.value.diagnostics] == ["NK618"]


@pytest.mark.parametrize("website", ["example.org", "ftp://a", "http://a b/", "javascript:a"])
def test_a_website_that_is_none(website: str) -> None:
    text = (BOOKS / "minimal/chapters/book.toml").read_text(encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        config.parse(f'{text}\n[publisher]\nname = "社"\nwebsite = "{website}"\n', Path())
    assert [found.code for found in raised.value.diagnostics] == ["NK106"]
