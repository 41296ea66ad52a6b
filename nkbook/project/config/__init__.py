"""Reads chapters/book.toml and reports every problem in it with its place and a remedy."""

from __future__ import annotations

from pathlib import Path

from nkbook.diagnostics.errors import ConfigError, SourceError
from nkbook.diagnostics.problems import diagnostic
from nkbook.project.config.problems import RULES, repeated, spine_names, subject_problems
from nkbook.project.config.settings import Config, OwnEdition, settings
from nkbook.project.config.tables import BOOK_TOML, BookToml
from nkbook.reading.schema import validate
from nkbook.reading.text import read_optional
from nkbook.reading.toml_file import parse_toml

__all__ = ["BOOK_TOML", "Config", "OwnEdition", "load", "parse", "spine_names"]


def load(root: Path) -> Config:
    """Return the settings of the book project in ``root``.

    Raises ConfigError with one diagnostic for each problem: NK101 to NK108, NK202, NK215.
    """
    try:
        text = read_optional(root / BOOK_TOML, BOOK_TOML)
    except SourceError as error:
        raise ConfigError(error.diagnostics) from error
    if text is None:
        raise ConfigError(
            diagnostic(
                "NK105",
                f"no {BOOK_TOML} in {root}",
                hint="run nkbook in a book project's folder, or name one: nkbook build DIR",
            )
        )
    return parse(text, root)


def parse(text: str, root: Path) -> Config:
    """Return the settings in a book.toml's ``text``; raises as ``load`` does."""
    try:
        source = parse_toml(text, BOOK_TOML)
    except SourceError as error:
        raise ConfigError(error.diagnostics) from error
    file, problems = validate(source, BookToml, RULES)
    problems = (*problems, *repeated(source), *subject_problems(source))
    if file is None or problems:
        raise ConfigError(problems)
    return settings(file, root, source)
