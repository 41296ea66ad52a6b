"""Reads data/references.yaml: the works that the book cites, as CSL items."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.model.csl.item import CslItem
from nkbook.reading.parsed import ParsedFile, ValuePath
from nkbook.reading.schema import data_rules, validate
from nkbook.reading.text import read_optional
from nkbook.reading.yaml_file import parse_yaml

REFERENCES = "data/references.yaml"
_CODE = "NK214"
_PANDOC_END = re.compile(r"\n---\s*\Z")  # it ends its metadata as it begins them
_TOP = "references"  # the key of the list in Pandoc's and Zotero's files


def load_references(chapters: Path) -> tuple[Mapping[str, CslItem], tuple[Diagnostic, ...]]:
    """Return the works by id, and NK214 for each problem; a book without the file has none.

    An entry with a problem is left out, the others are kept. Raises SourceError for a file that
    cannot be read.
    """
    shown = f"chapters/{REFERENCES}"
    text = read_optional(chapters / REFERENCES, shown)
    if text is None:
        return MappingProxyType({}), ()
    # As text: a volume 010, an edition 1.10 and a title 1984 print as they are written.
    file = parse_yaml(_PANDOC_END.sub("\n", text), shown, as_text=True)
    path: ValuePath = (_TOP,) if isinstance(file.value, dict) else ()
    rows = file.value.get(_TOP) if isinstance(file.value, dict) else file.value
    problems = _other_keys(file)
    if not isinstance(rows, list):
        hint = "list the works: each begins with - id: …"
        return MappingProxyType({}), (
            *problems,
            diagnostic(_CODE, "no list of references", file.at(), hint),
        )
    items: dict[str, CslItem] = {}
    for number in range(len(rows)):
        item, found = validate(file, CslItem, data_rules(_CODE), (*path, number))
        problems.extend(found)
        if item is None:
            continue
        if item.id in items:
            where = file.at(*path, number, "id")
            problems.append(diagnostic(_CODE, f'id "{item.id}" is given twice', where))
        items.setdefault(item.id, item)
    return MappingProxyType(items), tuple(problems)


def _other_keys(file: ParsedFile) -> list[Diagnostic]:
    """Return a problem for each key next to the list."""
    if not isinstance(file.value, dict):
        return []
    hint = "the file has one key, references, or only the list"
    return [
        diagnostic(_CODE, f'unknown key "{key}"', file.at(key), hint)
        for key in file.value
        if key != _TOP
    ]
