"""Reads a catalogue: a file of TOML that lists the books to build.

    output = "made"        # a folder for each book goes there; beside the file if left out
    title = "我的書架"     # of the page of all books, if any has an online edition

    [[book]]
    path = "books/one"     # the folder that holds chapters/
    editions = ["zh-Hant-HK"]
    formats = ["pdf", "epub"]

Paths are relative to the file. Editions and formats left out are those of the book's own book.toml.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from nkbook.diagnostics.errors import ConfigError, SourceError
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.project.config.problems import RULES
from nkbook.project.config.table import Name, Table
from nkbook.reading.files import real
from nkbook.reading.schema import validate
from nkbook.reading.toml_file import read_toml

_SECOND = 2


class _BookTable(Table):
    """A book of the catalogue."""

    path: Name
    name: Name | None = None
    editions: list[Name] = Field(default_factory=list)
    formats: list[Name] = Field(default_factory=list)


class CatalogueFile(Table):
    """A catalogue as its file has it."""

    output: Name = "output"
    title: Name | None = None
    book: list[_BookTable] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class CatalogueBook:
    """A book to build: its folder, its name in the output folder, and what of it."""

    root: Path
    name: str
    editions: tuple[str, ...]
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Books to build, and the folder that gets a folder for each."""

    output: Path
    books: tuple[CatalogueBook, ...]
    title: str | None = None  # of the shelf


def load(path: Path) -> Catalogue:
    """Return the catalogue of a file.

    Raises ConfigError for what is wrong in it: NK101 to NK106, also for two books of one name.
    """
    try:
        source = read_toml(path, path.name)
    except SourceError as error:
        raise ConfigError(error.diagnostics) from error
    file, problems = validate(source, CatalogueFile, RULES)
    if file is None or problems:
        raise ConfigError(problems)
    folder = path.parent
    books = tuple(
        CatalogueBook(
            folder / table.path,
            table.name or _name_of(folder / table.path),
            tuple(table.editions),
            tuple(table.formats),
        )
        for table in file.book
    )
    wrong: list[Diagnostic] = []
    hint = 'give each book a name = "…" of its own'
    names = Counter[str]()
    for number, book in enumerate(books):
        names[book.name] += 1
        where = source.at("book", number, "name" if file.book[number].name else "path")
        if names[book.name] == _SECOND:
            message = f'two books would be written to "{book.name}"'
            wrong.append(diagnostic("NK106", message, where, hint))
        if book.name in ("", "..") or Path(book.name).name != book.name:
            message = f'"{book.name}" cannot be the name of a folder'
            wrong.append(diagnostic("NK106", message, where, hint))
    if wrong:
        raise ConfigError(wrong)
    return Catalogue(folder / file.output, books, file.title)


def _name_of(folder: Path) -> str:
    """Return the name of a book's folder; where a path leads nowhere, its build says so."""
    try:
        return real(folder).name
    except (OSError, ValueError):
        return folder.name
