"""Reads the glossary, data/names.yaml, and editors' decisions, data/conversion.yaml."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, RootModel, model_validator

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.model.book import Decision, Name
from nkbook.model.rows import Row, wrong
from nkbook.reading.schema import data_rules, validate
from nkbook.reading.text import read_optional
from nkbook.reading.yaml_file import parse_yaml
from nkbook.store import Store
from nkbook.store.reading import kept

NAMES = "data/names.yaml"
DECISIONS = "data/conversion.yaml"
_CODE = "NK220"
_DECISION_CODE = "NK279"
_Text = Annotated[str, Field(min_length=1)]


class NameEntry(Row):
    """A row: ``variants`` and ``note`` are for its editors; no edition prints them."""

    id: _Text
    kind: str = ""
    forms: dict[str, _Text] = Field(min_length=1)
    variants: tuple[_Text, ...] = ()
    unsure: bool = False
    unsure_forms: tuple[str, ...] = Field((), alias="unsure_forms")
    decision: _Text | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _unsure_of_its_forms(self) -> NameEntry:
        for number, tag in enumerate(self.unsure_forms):
            if tag not in self.forms:
                hint = f"its forms: {', '.join(self.forms)}"
                message = f'no form for "{tag}"'
                raise wrong(message, hint, at=("unsure_forms", number))
        return self


def load_names(
    chapters: Path, store: Store | None = None
) -> tuple[tuple[Name, ...], tuple[Diagnostic, ...]]:
    """Return the names, and NK220 for each problem; a book without the file has none.

    What the file was read as is kept in ``store``. Raises SourceError for a file that cannot be
    read.
    """
    shown = f"chapters/{NAMES}"
    text = read_optional(chapters / NAMES, shown)
    return ((), ()) if text is None else kept(store, _names, text, shown)


def _names(text: str, shown: str) -> tuple[tuple[Name, ...], tuple[Diagnostic, ...]]:
    file = parse_yaml(text, shown, as_text=True)
    if not isinstance(file.value, list):
        hint = "- id: …, forms: { zh-Hant-HK: … }"
        return (), (diagnostic(_CODE, "no list of names", file.at(), hint),)
    names: dict[str, Name] = {}
    problems = list(file.unseen)
    for number in range(len(file.value)):
        entry, found = validate(file, NameEntry, data_rules(_CODE), (number,))
        problems.extend(found)
        if entry is None:
            continue
        where = file.at(number)
        if entry.id in names:
            message = f'id "{entry.id}" is given twice'
            problems.append(diagnostic(_CODE, message, file.at(number, "id")))
            continue
        unsure = entry.unsure_forms or (entry.forms if entry.unsure else ())
        forms = MappingProxyType(dict(entry.forms))
        names[entry.id] = Name(
            entry.id, forms, frozenset(unsure), entry.decision, where, entry.kind
        )
    return tuple(names.values()), tuple(problems)


class _Row(Row):
    edition: _Text
    source: _Text
    print_: _Text | None = None
    right: _Text | None = None
    word: _Text | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> _Row:
        if (self.print_ is None) == (self.right is None):
            message = "a row has print: or right:, one of them"
            raise wrong(message, "print: what to print instead; right: what is printed and right")
        return self


class _Rows(RootModel[list[_Row]]):
    """The whole file."""


def load_decisions(chapters: Path) -> tuple[tuple[Decision, ...], tuple[Diagnostic, ...]]:
    """Return the decisions of a book, which need not have any; NK279 for mistakes in the file.

    Raises SourceError for a file that cannot be read.
    """
    shown = f"chapters/{DECISIONS}"
    text = read_optional(chapters / DECISIONS, shown)
    if text is None:
        return (), ()
    file = parse_yaml(text, shown, as_text=True)
    rows, problems = validate(file, _Rows, data_rules(_DECISION_CODE))
    if rows is None:
        return (), (*file.unseen, *problems)
    return tuple(
        Decision(
            row.edition,
            row.source,
            row.print_ or row.right or "",
            row.print_ is not None,
            row.word or "",
            file.at(number),
        )
        for number, row in enumerate(rows.root)
    ), file.unseen
