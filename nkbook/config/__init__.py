"""Reads chapters/book.toml and reports every problem in it with its line and a remedy."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from nkbook.config.problems import (
    isbn_problems,
    language_problems,
    schema_problems,
    spine_problems,
    syntax_problem,
)
from nkbook.config.settings import Config, OwnEdition, settings
from nkbook.config.tables import BOOK_TOML, FORMAT_NAMES, BookToml
from nkbook.errors import ConfigError, Location, diagnostic

__all__ = ["BOOK_TOML", "FORMAT_NAMES", "Config", "OwnEdition", "load", "parse"]


def load(root: Path) -> Config:
    """Return the settings of the book project in ``root``.

    Raises ConfigError with one diagnostic for each problem: NK101 to NK106.
    """
    path = root / BOOK_TOML
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(
            diagnostic(
                "NK105",
                f"no {BOOK_TOML} in {root}",
                hint="run nkbook in a book project's folder, or name one: nkbook build DIR",
            )
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            diagnostic("NK202", "book.toml is not UTF-8", Location(BOOK_TOML), "save it as UTF-8")
        ) from error
    except OSError as error:
        raise ConfigError(
            diagnostic("NK215", f"cannot be read: {error.strerror}", Location(BOOK_TOML))
        ) from error
    return parse(text, root)


def parse(text: str, root: Path) -> Config:
    """Return the settings in a book.toml's ``text``; raises as ``load`` does."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(syntax_problem(error)) from error
    try:
        file = BookToml.model_validate(data)
    except ValidationError as error:
        raise ConfigError(schema_problems(error, text)) from error
    problems = [
        *language_problems(file, text),
        *spine_problems(file, text),
        *isbn_problems(file, text),
    ]
    if problems:
        raise ConfigError(problems)
    return settings(file, root)
