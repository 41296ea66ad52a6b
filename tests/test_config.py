"""book.toml: what it may say, and the line of everything that is wrong in it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from conftest import BOOKS, REPOSITORY

from nkbook.diagnostics.errors import ConfigError
from nkbook.formats import paged
from nkbook.locales.labels import load_labels
from nkbook.model.metadata import Matter
from nkbook.project import config
from nkbook.reading.toml_lines import locate


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
    assert loaded.pdf["trim"] == "a5"


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
        assert config.parse(f'{text}\n[pdf]\ntrim = "{name}"\n', Path()).pdf["trim"] == name


def test_a_byte_order_mark_and_line_ends_of_windows_are_read(tmp_path: Path) -> None:
    """Notepad writes both."""
    text = (BOOKS / "minimal/chapters/book.toml").read_text(encoding="utf-8")
    (tmp_path / "chapters").mkdir()
    path = tmp_path / "chapters/book.toml"
    path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert config.load(tmp_path).metadata == config.parse(text, tmp_path).metadata


def test_a_books_own_words_win() -> None:
    assert load_labels("zh-Hant-HK", {"contents": "目錄"})["contents"] == "目錄"


def test_lines_of_the_flagships_settings() -> None:
    text = (REPOSITORY / "chapters/book.toml").read_text(encoding="utf-8")
    lines = text.splitlines()
    for path, value, shown in [
        (("book", "title"), None, "title ="),
        (("book", "creators", 0, "role"), "edt", "edt"),
        (("spine", "body"), "positions.md", "positions.md"),
        (("release",), None, "[release]"),
    ]:
        line = locate(text, path, value)
        assert line is not None
        assert shown in lines[line - 1]
    assert locate(text, ("nothing", "here")) is None
