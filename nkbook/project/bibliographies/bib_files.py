"""Reads .bib files as CSL items."""

from __future__ import annotations

from pydantic import ValidationError

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.model.csl.item import CslItem
from nkbook.project.bibliographies.bibtex import CODE, BibEntry, read_bibtex
from nkbook.project.bibliographies.csl_files import Found
from nkbook.project.bibliographies.fields import csl_item
from nkbook.reading.text import printable

# The fields of .bib files that CSL's variables are made from, where the names differ.
_FIELDS = {"issued": "date", "accessed": "urldate", "original-date": "origdate"}


def read_bib(text: str, shown: str) -> tuple[list[Found], list[Diagnostic]]:
    """Return the items of a .bib file, or None for each that is wrong, with problems and places."""
    text, unseen = printable(text, shown)
    entries, problems = read_bibtex(text, shown)
    return [_item(entry, shown) for entry in entries], [*unseen, *problems]


def _item(entry: BibEntry, shown: str) -> Found:
    values = csl_item(entry)
    try:
        return CslItem.model_validate(values), (), entry.at(shown)
    except ValidationError as error:
        problems = []
        for details in error.errors(include_url=False):
            key = str(details["loc"][0]) if details["loc"] else ""
            field = _FIELDS.get(key, key)
            message = details["msg"].removeprefix("Value error, ")
            if details["type"] == "missing":
                message = f"it has no {field}"
            problems.append(
                diagnostic(
                    CODE,
                    f'entry "{entry.key}" is left out: {message}',
                    entry.at(shown, field),
                    "complete the entry: a citation of it prints its key",
                )
            )
        return None, tuple(problems), entry.at(shown)
