"""Pandoc as a second reader: a warning wherever it reads a chapter in another way than nkbook.

The dialect is Pandoc's (docs/guide/dialect.md). No list of constructs can say what is missing from
nkbook's reading of it; a second reader can, for everything that Pandoc knows.
"""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from nkbook.checks.second_reading import ours, theirs
from nkbook.checks.second_reading.compare import Parting, partings
from nkbook.checks.second_reading.nodes import Node
from nkbook.checks.second_reading.pandoc import read
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.document import Document
from nkbook.reading.pandoc import find_pandoc

__all__ = ["second_readings"]


def second_readings(documents: Iterable[Document]) -> tuple[Diagnostic, ...]:
    """Return NK261 for each place that Pandoc reads differently; NK262 if it cannot be asked."""
    chapters = list(documents)
    program = find_pandoc()
    if program is None:
        hint = 'pip install "nkbook[pandoc]", or put Pandoc 3 on PATH'
        return (diagnostic("NK262", "Pandoc 3 is not there to read the chapters", hint=hint),)
    try:
        found = read(program, [document.chapter.text for document in chapters])
    except (OSError, subprocess.SubprocessError, ValueError, RecursionError) as error:
        message = f"Pandoc at {program} does not answer: {error}"
        return (diagnostic("NK262", message, hint="nkbook needs Pandoc 3 for a second reading"),)
    return tuple(
        problem
        for document, blocks in zip(chapters, found, strict=True)
        for problem in _problems(document, blocks)
    )


def _problems(document: Document, blocks: Sequence[Any] | None) -> Iterator[Diagnostic]:
    if blocks is None:
        where = Location(document.chapter.source)
        yield diagnostic("NK262", "Pandoc cannot read the chapter", where)
        return
    reading = ours.Reading.of(document)
    cited = {item.key for citation in document.citations for item in citation.items}
    pandocs = list(theirs.blocks(_without_names(blocks, cited)))
    # The title is in the header, which Pandoc is not given.
    nkbooks = [one for one in reading.blocks(document.tree) if not _in_header(one, document)]
    for parting in partings(pandocs, nkbooks):
        where = Location(document.chapter.source, parting.line or document.chapter.first_line)
        yield diagnostic("NK261", _message(parting), where, "nkbook's own reading is printed")


def _in_header(one: Node, document: Document) -> bool:
    return 0 < one.line < document.chapter.first_line


def _without_names(content: Any, cited: Collection[str]) -> Any:
    """Return JSON of Pandoc's with the words of citations of what the book does not cite: @name."""
    if isinstance(content, dict):
        if content.get("t") == "Cite" and not any(
            item["citationId"] in cited for item in content["c"][0]
        ):
            return {"t": "Span", "c": [["", [], []], content["c"][1]]}
        return {key: _without_names(value, cited) for key, value in content.items()}
    if isinstance(content, list):
        return [_without_names(one, cited) for one in content]
    return content


def _message(parting: Parting) -> str:
    theirs, ours = parting.theirs, parting.ours
    if theirs and ours:
        return f"Pandoc reads {theirs} here, nkbook {ours}"
    if theirs:
        return f"Pandoc reads {theirs} here that nkbook reads as text"
    if ours:
        return f"nkbook reads {ours} here that Pandoc reads as text"
    left, right = parting.words
    if left != right:
        return f'Pandoc reads "{left}" here, nkbook "{right}"'
    return "Pandoc reads other attributes here than nkbook"
