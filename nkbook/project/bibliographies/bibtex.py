"""Reads .bib files, of BibTeX and of BibLaTeX: entries, macros, and what one takes from another.

bibtexparser 2 knows the line of each field and goes on after a broken entry, and so names it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic

CODE = "NK249"
_LONGEST = 10_000  # characters of a @string, which is a name or a series
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_KEY = re.compile(r"@\s*\w+\s*[{(]\s*([^\s,{}=]+)")
_PIECE = re.compile(r'"((?:[^"{}]|\{[^{}]*\})*)"|([^\s#"{}]+)|(\{)')
# BibLaTeX's names for what a part takes from the book that it is in (its manual, appendix B).
_HOLDS = {"title": "booktitle", "subtitle": "booksubtitle", "author": "bookauthor"}
_PARTS = frozenset(("inbook", "incollection", "inproceedings", "inreference", "conference"))
_OWN = frozenset(("crossref", "xref", "shorttitle", "label", "options", "keywords", "titleaddon"))
_MOST_PARENTS = 5
_NO_WORKS = frozenset(("set", "xdata"))


@dataclass(frozen=True, slots=True)
class BibEntry:
    """An entry of a .bib file: its fields in TeX, by lower-case name, and where they are."""

    kind: str  # lower case: book, article, phdthesis
    key: str
    fields: Mapping[str, str]
    lines: Mapping[str, int] = field(default_factory=dict)
    line: int = 1

    def at(self, shown: str, name: str = "") -> Location:
        """Return the place of a field in the file ``shown``, or of the entry."""
        return Location(shown, self.lines.get(name, self.line))


def read_bibtex(text: str, shown: str) -> tuple[list[BibEntry], list[Diagnostic]]:
    """Return the entries of a .bib file and NK249 for each that cannot be read."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it says is reported below
    library = parse_string(text, parse_stack=[])
    problems = list(_broken(library, shown))
    macros = {name: str(number) for number, name in enumerate(_MONTHS, 1)}
    for string in library.strings:
        value = _value(string.value, macros)
        if len(value) > _LONGEST:  # each may be the last one twice
            message = (
                f'the string "{string.key}" has more than {_LONGEST:,} characters: it is left out'
            )
            problems.append(
                diagnostic("NK249", message, Location(shown, (string.start_line or 0) + 1))
            )
            value = ""
        macros[string.key.lower()] = value
    entries: dict[str, BibEntry] = {}
    for entry in [*library.entries, *_repeated(library)]:
        entries.setdefault(entry.key, _entry(entry, macros))
    whole = [
        _inherited(_with_data(entry, entries), entries)
        for entry in entries.values()
        if entry.kind not in _NO_WORKS
    ]
    return sorted(whole, key=lambda entry: entry.line), problems


def _repeated(library: Library) -> Iterator[Entry]:
    """Yield the entries that have a field twice, of which the first holds."""
    for block in library.failed_blocks:
        if isinstance(block, DuplicateFieldKeyBlock) and isinstance(
            block.ignore_error_block, Entry
        ):
            yield block.ignore_error_block


def _broken(library: Library, shown: str) -> Iterator[Diagnostic]:
    for block in library.failed_blocks:
        where = Location(shown, (block.start_line or 0) + 1)
        if isinstance(block, DuplicateBlockKeyBlock):
            if block.raw == block.previous_block.raw:
                continue
            message = f'entry "{block.key}" is there already; the first one is used'
            yield diagnostic(CODE, message, where, f"it is at line {_line(block.previous_block)}")
        elif isinstance(block, DuplicateFieldKeyBlock):
            names = ", ".join(sorted(block.duplicate_keys))
            yield diagnostic(CODE, f"a field is given twice ({names}); the first is used", where)
        else:
            found = _KEY.match(block.raw or "")
            name = f'entry "{found[1]}"' if found else "an entry"
            yield diagnostic(
                CODE,
                f"{name} cannot be read, and is left out",
                where,
                "look for a brace or a quotation mark that is not closed, or a comma left out",
            )


def _line(block: object) -> int:
    return (getattr(block, "start_line", 0) or 0) + 1


def _entry(entry: Entry, macros: Mapping[str, str]) -> BibEntry:
    fields: dict[str, str] = {}
    lines: dict[str, int] = {}
    for item in entry.fields:
        name = item.key.strip().lower()
        fields.setdefault(name, _value(str(item.value), macros))
        lines.setdefault(name, _line(item))
    return BibEntry(entry.entry_type.strip().lower(), entry.key, fields, lines, _line(entry))


def _value(written: str, macros: Mapping[str, str]) -> str:
    """Return a value without what encloses it, its macros replaced: ``cup # " Press"``."""
    text, parts, position = written.strip(), [], 0
    while found := _PIECE.search(text, position):
        position = found.end()
        if found[3]:
            end = _closing(text, found.start())
            parts.append(text[found.end() : end])
            position = end + 1
        elif found[1] is not None:
            parts.append(found[1])
        else:
            parts.append(macros.get(found[2].lower(), found[2]))
    return " ".join("".join(parts).split())


def _closing(text: str, start: int) -> int:
    """Return the position of the brace that closes the one at ``start``, or the end."""
    depth = 0
    for position in range(start, len(text)):
        if text[position] in "{}" and text[position - 1 : position] != "\\":
            depth += 1 if text[position] == "{" else -1
            if depth == 0:
                return position
    return len(text)


def _with_data(entry: BibEntry, entries: Mapping[str, BibEntry]) -> BibEntry:
    """Return an entry with the fields of the ``xdata`` that it names, which may name others."""
    fields = dict(entry.fields)
    waiting, seen = fields.get("xdata", "").split(","), set[str]()
    while waiting:
        name = waiting.pop(0).strip()
        if name in seen or name not in entries:
            continue
        seen.add(name)
        for key, value in entries[name].fields.items():
            fields.setdefault(key, value)
        waiting += entries[name].fields.get("xdata", "").split(",")
    return BibEntry(entry.kind, entry.key, fields, entry.lines, entry.line)


def _inherited(entry: BibEntry, entries: Mapping[str, BibEntry]) -> BibEntry:
    """Return an entry with the fields that it takes from its ``crossref``."""
    fields = dict(entry.fields)
    parent, kind = entry, entry.kind
    for _ in range(_MOST_PARENTS):  # a chain of them may be a circle
        name = parent.fields.get("crossref", "")
        if not name or name not in entries:
            break
        parent = entries[name]
        for key, value in parent.fields.items():
            target = _HOLDS.get(key, key) if kind in _PARTS else key
            if key not in _OWN and not (kind in _PARTS and key in _PARTS):
                fields.setdefault(target, value)
        kind = parent.kind
    return BibEntry(entry.kind, entry.key, fields, entry.lines, entry.line)
