"""Publications for tests, made as nkbook makes them: from the chapters of a small real book."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from places import BOOKS

from nkbook.diagnostics.codes import Severity
from nkbook.formats.base import FormatContext
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.model.publication import Publication
from nkbook.pipeline import steps as pipeline
from nkbook.project import config
from nkbook.project.config.options import Options

BOOK_TOML = """
[book]
slug = "small"
title = "小書"
language = "zh-Hant-HK"
creators = [{ name = "甲" }]

[release]
version = "1"
date = 2026-03-04

[spine]
"""


def load(folder: Path, work: Path) -> tuple[Publication, FormatContext]:
    """Return the manuscript's own edition of a book without problems, and its formats' context."""
    settings = config.load(folder)
    theme = Theme(folder)
    prepared = prepare(settings, theme, (settings.metadata.language,))
    found = [one for one in prepared.diagnostics if one.severity is not Severity.NOTE]
    assert found == [], "\n".join(map(str, found))
    (publication,) = prepared.publications.values()
    return publication, pipeline.context(settings, theme, work)


def named(name: str, work: Path) -> tuple[Publication, FormatContext]:
    """Return a book of tests/books."""
    return load(BOOKS / name, work)


def written(
    folder: Path, *chapters: str, front: str = "", back: str = "", settings: str = ""
) -> tuple[Publication, FormatContext]:
    """Write a book of chapters given as Markdown without header, and return it.

    The chapters are one.md, two.md and so on; ``front`` and ``back`` are the spine's lists as TOML.
    """
    names = ("one", "two", "three", "four")[: len(chapters)]
    (folder / "chapters").mkdir(parents=True, exist_ok=True)
    for name, text in zip(names, chapters, strict=True):
        path = folder / "chapters" / f"{name}.md"
        path.write_text(f"---\ntitle: 題目{name}\n---\n\n{text}\n", encoding="utf-8")
    body = ", ".join(f'"{name}.md"' for name in names)
    toml = f"{BOOK_TOML}front = [{front}]\nbody = [{body}]\nback = [{back}]\n{settings}\n"
    (folder / "chapters" / "book.toml").write_text(toml, encoding="utf-8")
    work = folder / "work"
    work.mkdir()
    return load(folder, work)


def with_options(context: FormatContext, **tables: dict[str, Any]) -> FormatContext:
    """Return a context with other settings: keys and values of tables, as in book.toml."""
    settings = context.options.model_dump(by_alias=True)
    for name, table in tables.items():
        settings[name] |= table
    return replace(context, options=Options.model_validate(settings))
