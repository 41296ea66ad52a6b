"""Reads the files of code that chapters print: ``{.python include=code/a.py lines=3-9}``."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.document import Document, Element
from nkbook.reading.files import real
from nkbook.reading.numbers import whole
from nkbook.reading.parsed import NOT_IN_XML
from nkbook.reading.text import read_text

_INCLUDE = "data-include"
_RANGE = re.compile(r"(\d+)?\s*(?:(-)\s*(\d+)?)?\Z")


def include(
    documents: Mapping[str, Document], folder: Path
) -> tuple[dict[str, Document], tuple[Diagnostic, ...]]:
    """Return the documents with the files in the blocks that name them, and NK256 for bad names.

    ``folder`` is the book's chapters/ folder: a file outside the book's folder is refused.
    """
    problems: list[Diagnostic] = []
    filled = {}
    for name, document in documents.items():
        filled[name] = document
        if any(_INCLUDE in block.attrib for block in document.tree.iter("pre")):
            tree = copy.deepcopy(document.tree)
            for block in tree.iter("pre"):
                if source := block.attrib.pop(_INCLUDE, None):
                    line = int(block.get("data-line", 0)) or None
                    where = Location(document.chapter.source, line)
                    if problem := _fill(block, str(source), folder, where):
                        problems.append(problem)
            filled[name] = replace(document, tree=tree)
    return filled, tuple(problems)


def _fill(block: Element, source: str, folder: Path, where: Location) -> Diagnostic | None:
    """Put a file's lines before what the block holds; return what is wrong."""
    lines = str(block.attrib.pop("data-lines", ""))
    path = _inside(folder, unquote(source))
    if path is None:
        return diagnostic(
            "NK256",
            f'the file of code "{source}" lies outside the book',
            where,
            "put it into the book's folder; paths are relative to chapters/",
        )
    try:
        text = read_text(path, source)
    except SourceError as error:
        (cause,) = error.diagnostics
        return diagnostic(
            "NK256",
            f'the file of code "{source}" cannot be printed: {cause.message}',
            where,
            "paths are relative to chapters/",
        )
    text, problem = _printable(text, source)
    rows = text.removesuffix("\n").split("\n")
    found = _RANGE.match(lines)
    first = whole(found[1] or "1") if found else 0
    last = (
        ((whole(found[3]) if found[3] else len(rows)) if found[2] or not found[1] else first)
        if found
        else 0
    )
    if not 1 <= first <= last <= len(rows):
        return diagnostic(
            "NK256",
            f'"{source}" has no lines {lines}: it has {len(rows)}',
            where,
            "lines=3-9, lines=3- or lines=3",
        )
    code = block[0]
    code.text = "\n".join([*rows[first - 1 : last], code.text or ""])
    return problem


def _printable(text: str, source: str) -> tuple[str, Diagnostic | None]:
    """Return a text without the characters that no format can hold, and NK236 at the first."""
    found = NOT_IN_XML.search(text)
    if not found:
        return text, None
    before = text[: found.start()]
    where = Location(source, before.count("\n") + 1, len(before) - before.rfind("\n"))
    message = f"characters that no book can hold are left out, U+{ord(found[0]):04X} first"
    return NOT_IN_XML.sub("", text), diagnostic("NK236", message, where)


def _inside(folder: Path, name: str) -> Path | None:
    """Return the path of a file of the book, None for one that leads out of its folder."""
    try:
        path = real(folder / name)
        return path if path.is_relative_to(real(folder.parent)) else None
    except (OSError, RuntimeError, ValueError):
        return None
