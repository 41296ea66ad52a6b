"""Reads chapters/book.toml and reports every problem in it with its line and a remedy."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from nkbook.diagnostics.errors import ConfigError, SourceError
from nkbook.diagnostics.problems import diagnostic
from nkbook.project.config.problems import (
    repeated,
    schema_problems,
    subject_problems,
    syntax_problem,
)
from nkbook.project.config.settings import Config, OwnEdition, settings
from nkbook.project.config.tables import BOOK_TOML, BookToml
from nkbook.reading.text import read_text

__all__ = ["BOOK_TOML", "Config", "OwnEdition", "load", "parse"]


def load(root: Path) -> Config:
    """Return the settings of the book project in ``root``.

    Raises ConfigError with one diagnostic for each problem: NK101 to NK108, NK202, NK215.
    """
    path = root / BOOK_TOML
    if not path.exists():
        raise ConfigError(
            diagnostic(
                "NK105",
                f"no {BOOK_TOML} in {root}",
                hint="run nkbook in a book project's folder, or name one: nkbook build DIR",
            )
        )
    try:
        text = read_text(path, BOOK_TOML)
    except SourceError as error:
        raise ConfigError(error.diagnostics) from error
    return parse(text, root)


def parse(text: str, root: Path) -> Config:
    """Return the settings in a book.toml's ``text``; raises as ``load`` does."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(syntax_problem(error, text)) from error
    problems = [*repeated(data, text), *subject_problems(data, text)]
    try:
        file = BookToml.model_validate(data)
    except ValidationError as error:
        raise ConfigError([*schema_problems(error, text), *problems]) from error
    if problems:
        raise ConfigError(problems)
    return settings(file, root)
