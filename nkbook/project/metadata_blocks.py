"""Blocks of YAML below a chapter's header, as Pandoc reads them (yaml_metadata_block).

They stand between a line of --- after an empty line, or at the beginning, and one of --- or of
three dots, often at the end of a file, with the works that it cites. Nothing of them is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Location
from nkbook.reading.yaml_file import parse_yaml

_CODE_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(`{3,}|~{3,})")
_BEGIN = re.compile(r"---[ \t]*\Z")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*\Z")
# Words of text between two rules may look like a key; one of these says that they are settings.
_KEYS = """
abstract author authors bibliography biblio-style categories citation-style class classoption
colorlinks csl date description documentclass draft fontsize geometry header-includes
include-before institute keywords lang layout link-citations linkcolor linestretch lof lot
mainfont CJKmainfont nocite numbersections output papersize permalink reference-section-title
references rights secnumdepth slug subject subtitle suppress-bibliography tags title toc
toc-depth toc-title
"""
_KNOWN = frozenset(_KEYS.split())
WORKS = "references"  # the key under which Pandoc's metadata lists the works that a text cites


class Works(NamedTuple):
    """The YAML of works in a chapter's file, and the line of the file that it begins at."""

    text: str
    shown: str
    first_line: int


class Blocks(NamedTuple):
    """A text with its blocks of YAML blank, their keys, and the works that they list."""

    text: str
    keys: tuple[tuple[str, Location], ...]
    works: tuple[Works, ...]


def without_blocks(text: str, shown: str, first_line: int) -> Blocks:
    """Return a chapter's text, which begins at a line of its file, without its blocks of YAML.

    Its lines stay, so that all others keep their numbers. What is no mapping of settings is text.
    """
    if "\n---" not in f"\n{text}":
        return Blocks(text, (), ())
    lines = text.split("\n")
    keys: list[tuple[str, Location]] = []
    works: list[Works] = []
    for start, end in _between_rules(lines):
        inner = "\n".join(lines[start + 1 : end]) + "\n"
        line = first_line + start + 1
        try:
            file = parse_yaml(inner, shown, line)
        except SourceError:
            continue
        if not isinstance(file.value, dict) or _KNOWN.isdisjoint(map(str, file.value)):
            continue
        if isinstance(file.value.get(WORKS), list):
            works.append(Works(inner, shown, line))
        keys += [(str(key), file.at(key)) for key in file.value if key != WORKS or not works]
        lines[start : end + 1] = [""] * (end + 1 - start)
    return Blocks("\n".join(lines), tuple(keys), tuple(works))


def _between_rules(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the lines of each pair of rules with something right below the first, outside code."""
    fence, number = "", 0
    while number < len(lines):
        line = lines[number]
        if found := _CODE_FENCE.match(line):
            if not fence:
                fence = found[1]
            elif found[1].startswith(fence) and not line[found.end() :].strip():
                fence = ""
        elif not fence and _BEGIN.match(line) and (not number or not lines[number - 1].strip()):
            end = _end(lines, number)
            if end:
                yield number, end
                number = end
        number += 1


def _end(lines: Sequence[str], start: int) -> int:
    """Return the line that ends a block, or 0; an empty line right below ``start`` makes none."""
    if not "".join(lines[start + 1 : start + 2]).strip():
        return 0
    return next((number for number in range(start + 1, len(lines)) if _END.match(lines[number])), 0)
