"""Reads data/index.yaml: what the index needs to know beyond the marks in the text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, RootModel

from nkbook.collation import SYLLABLE
from nkbook.diagnostics.problems import Diagnostic
from nkbook.model.book import IndexNote
from nkbook.model.rows import Row, wrong
from nkbook.reading.schema import data_rules, validate
from nkbook.reading.text import read_optional
from nkbook.reading.yaml_file import parse_yaml

INDEX = "data/index.yaml"
UNDER = " > "  # between an entry and one under it
_CODE = "NK226"
_MOST_STROKES = 99
_DEEPEST = 9  # levels of entries under entries


def entry_path(words: str) -> str:
    """Return an entry's path written in the one way: 聯合國 > 決議."""
    return UNDER.join(filter(None, map(str.strip, words.split(UNDER.strip()))))


def _pinyin(reading: str) -> str:
    if reading and not all(map(SYLLABLE.match, reading.split())):
        raise wrong("write pinyin syllables separated by spaces: chóng qìng")
    return reading


def _entry(words: str) -> str:
    path = entry_path(words)
    if not path:
        raise wrong("an entry has words: 聯合國, or 聯合國 > 決議")
    if path.count(UNDER) >= _DEEPEST:
        raise wrong(f"an entry has at most {_DEEPEST} levels")
    return path


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


_Entry = Annotated[str, AfterValidator(_entry)]
_Count = Annotated[int, Field(ge=1, le=_MOST_STROKES)]
_Counts = _Count | tuple[_Count, ...]  # as the file may have them


class _Note(Row):
    term: _Entry
    reading: Annotated[str, AfterValidator(_pinyin)] | None = None
    strokes: Annotated[
        tuple[_Count, ...], BeforeValidator(_as_list, json_schema_input_type=_Counts)
    ] = ()
    see: _Entry | None = None
    see_also: tuple[_Entry, ...] = ()


class IndexFile(RootModel[list[_Note]]):
    """The whole file."""


def load_index_notes(chapters: Path) -> tuple[tuple[IndexNote, ...], tuple[Diagnostic, ...]]:
    """Return the notes of a book's data/index.yaml, which it need not have; NK226 for mistakes.

    Raises SourceError for a file that cannot be read.
    """
    shown = f"chapters/{INDEX}"
    text = read_optional(chapters / INDEX, shown)
    if text is None:
        return (), ()
    file = parse_yaml(text, shown, as_text=True)
    notes, problems = validate(file, IndexFile, data_rules(_CODE))
    if notes is None:
        return (), (*file.unseen, *problems)
    return tuple(
        IndexNote(
            term=note.term,
            location=file.at(number),
            reading=tuple(re.split(r"\s+", note.reading.strip())) if note.reading else (),
            strokes=note.strokes,
            see=note.see,
            see_also=note.see_also,
        )
        for number, note in enumerate(notes.root)
    ), file.unseen
