"""Reads lists of CSL items: CSL-YAML as Pandoc writes it, and CSL-JSON as Zotero exports it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.csl.item import CslItem
from nkbook.reading.parsed import ParsedFile, ValuePath
from nkbook.reading.schema import data_rules, validate
from nkbook.reading.yaml_file import parse_yaml

_PANDOC_END = re.compile(r"\n---\s*\Z")  # it ends its metadata as it begins them
TOPS = ("references", "items")  # the key of the list in files of Pandoc and Zotero
_PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
Found = tuple[CslItem | None, tuple[Diagnostic, ...], Location]


def read_works(
    text: str, shown: str, code: str, first_line: int
) -> tuple[list[Found], list[Diagnostic]]:
    """Return the works that a block of Pandoc's metadata lists, as ``read_csl_yaml`` does.

    The block begins at a line of its file; what it has besides is no concern of this.
    """
    file = parse_yaml(text, shown, first_line, as_text=True)
    path, rows = _rows(file)
    return [_item(file, (*path, number), code) for number in range(len(rows or ()))], []


def read_csl_yaml(text: str, shown: str, code: str) -> tuple[list[Found], list[Diagnostic]]:
    """Return the items of a list, or None for each that is wrong, with problems and places.

    Raises SourceError for broken YAML.
    """
    # As text: a volume 010, an edition 1.10 and a title 1984 print as they are written.
    file = parse_yaml(_PANDOC_END.sub("\n", text), shown, as_text=True)
    problems = [*file.unseen, *_other_keys(file, code)]
    path, rows = _rows(file)
    if rows is None:
        hint = "list the works: each begins with - id: …"
        return [], [*problems, diagnostic(code, "no list of references", file.at(), hint)]
    return [_item(file, (*path, number), code) for number in range(len(rows))], problems


def read_csl_json(text: str, shown: str, code: str) -> tuple[list[Found], list[Diagnostic]]:
    """Return the items of a list of CSL-JSON, as ``read_csl_yaml`` does.

    Keys that CSL does not have, which reference managers add, are left out.
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, too
        where = Location(shown, getattr(error, "lineno", 1), getattr(error, "colno", None))
        message, hint = (
            f"broken JSON: {getattr(error, 'msg', error)}",
            "export it again as CSL JSON",
        )
        return [], [diagnostic(code, message, where, hint)]
    # JSON is YAML but for its tabs and its halves of characters; so every value has its place.
    plain = _PAIR.sub(lambda pair: json.loads(f'"{pair[0]}"'), text.replace("\t", " "))
    file = parse_yaml(plain, shown, as_text=True)
    path, rows = _rows(file)
    if rows is None:
        hint = "write it as a list of works, each with id, type and title"
        return [], [diagnostic(code, "no list of references", file.at(), hint)]
    known = {str(info.alias).casefold() for info in CslItem.model_fields.values()}
    kept = [
        {key: value for key, value in row.items() if str(key).casefold() in known}
        if isinstance(row, dict)
        else row
        for row in rows
    ]
    file = replace(file, value={path[0]: kept} if path else kept)
    return [_item(file, (*path, number), code) for number in range(len(kept))], list(file.unseen)


def _rows(file: ParsedFile) -> tuple[ValuePath, Sequence[object] | None]:
    if not isinstance(file.value, dict):
        return (), file.value if isinstance(file.value, list) else None
    top = next((key for key in TOPS if key in file.value), TOPS[0])
    rows = file.value.get(top)
    return (top,), rows if isinstance(rows, list) else None


def _item(file: ParsedFile, path: ValuePath, code: str) -> Found:
    item, found = validate(file, CslItem, data_rules(code), path)
    return item, found, file.at(*path, "id")


def _other_keys(file: ParsedFile, code: str) -> list[Diagnostic]:
    """Return a problem for each key next to the list."""
    return list(_others(file, code)) if isinstance(file.value, dict) else []


def _others(file: ParsedFile, code: str) -> Iterator[Diagnostic]:
    hint = "the file has one key, references, or only the list"
    for key in file.value:
        if key not in TOPS:
            yield diagnostic(code, f'unknown key "{key}"', file.at(key), hint)
