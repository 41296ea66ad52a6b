"""Reading systems: foliate-js, epub.js and others open a book in Chromium and say what they see."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from judges import node

ENGINES = ("foliate", "epubjs")
MORE = ("readium", "vivliostyle")  # of tests/reader/more, for make readers


def read(engine: str, epub: Path, chapter: str, shots: Path) -> dict[str, Any]:
    """Return what an engine makes of a book, and put pictures of ``chapter`` into ``shots``.

    ``chapter`` is a file of the book with notes, named from the package document. The keys are
    those of the objects that tests/reader/*.mjs print.
    """
    shots.mkdir(parents=True, exist_ok=True)
    seen = node.run(f"{engine}.mjs", str(epub), chapter, str(shots), work=shots)
    assert isinstance(seen, dict)
    return seen


@dataclass(frozen=True, slots=True)
class Stumble:
    """What a reader would stumble over, on a screen of "WIDTHxHEIGHT@LETTERS" in pixels."""

    fault: str  # cut, over, blank, alone or small, as tests/reader/walk.mjs says
    file: str
    screen: str
    what: str


def walk(engine: str, epub: Path, work: Path, *screens: str) -> tuple[int, tuple[Stumble, ...]]:
    """Walk a book's pages, on the first screen by night too; return how many, and what is wrong."""
    work.mkdir(parents=True, exist_ok=True)
    if engine in ENGINES:
        seen = node.run("walk.mjs", str(epub), engine, *screens, work=work)
    else:
        folder = work / "unpacked"
        with zipfile.ZipFile(epub) as archive:
            archive.extractall(folder)
        seen = node.run(f"{engine}.mjs", str(folder), *screens, work=work)
    assert seen["errors"] == []
    rows = [
        Stumble(row["fault"], Path(row["file"]).name, row["screen"], row["what"])
        for row in seen["found"]
    ]
    return seen["pages"], tuple(dict.fromkeys(rows))
