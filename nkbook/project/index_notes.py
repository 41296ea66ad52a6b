"""Reads data/index.yaml: what the index needs to know beyond the marks in the text."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, RootModel, field_validator

from nkbook.collation import SYLLABLE
from nkbook.diagnostics.problems import Diagnostic, Location
from nkbook.model.book import IndexNote
from nkbook.reading.schema import Row, read
from nkbook.reading.text import read_text
from nkbook.reading.yaml_data import parse_yaml

INDEX = "data/index.yaml"
UNDER = " > "  # between an entry and one under it


def entry_path(words: str) -> str:
    """Return an entry's path written in the one way: 聯合國 > 決議."""
    return UNDER.join(filter(None, map(str.strip, words.split(UNDER.strip()))))


class _Note(Row):
    term: str = Field(min_length=1)
    reading: str | None = None
    strokes: int | list[int] | None = None
    see: str | None = Field(None, min_length=1)
    see_also: tuple[str, ...] = ()

    @field_validator("reading")
    @classmethod
    def _pinyin(cls, reading: str | None) -> str | None:
        if reading and not all(map(SYLLABLE.match, reading.split())):
            raise ValueError("pinyin syllables parted by spaces are wanted: chóng qìng")
        return reading


class _Notes(RootModel[list[_Note]]):
    """The whole file."""


def load_index_notes(chapters: Path) -> tuple[tuple[IndexNote, ...], tuple[Diagnostic, ...]]:
    """Return the notes of a book's data/index.yaml, which it need not have; NK226 for mistakes."""
    path, shown = chapters / INDEX, f"chapters/{INDEX}"
    if not path.exists():
        return (), ()
    model, problems = read(path, shown, _Notes, "NK226")
    if model is None:
        return (), problems
    lines = parse_yaml(read_text(path, shown), shown).lines
    return tuple(
        IndexNote(
            term=entry_path(note.term),
            location=Location(shown, lines.get((number,), 1)),
            reading=tuple(re.split(r"\s+", note.reading.strip())) if note.reading else (),
            strokes=_counts(note.strokes),
            see=entry_path(note.see) if note.see else None,
            see_also=tuple(map(entry_path, note.see_also)),
        )
        for number, note in enumerate(model.root)
    ), ()


def _counts(strokes: int | list[int] | None) -> tuple[int, ...]:
    if strokes is None:
        return ()
    return (strokes,) if isinstance(strokes, int) else tuple(strokes)
