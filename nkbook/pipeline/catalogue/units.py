"""Editions of a book, built somewhere: its files go there, what was made of them comes back."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.formats.tasks import Task
from nkbook.output import MANIFEST, write_errors
from nkbook.pipeline import api
from nkbook.pipeline.catalogue.listing import CatalogueBook
from nkbook.pipeline.request import Request

_LEFT_OUT = frozenset(("output", "node_modules", "__pycache__"))


@dataclass(frozen=True, slots=True)
class Manner:
    """How all books of a catalogue are built: see ``nkbook.build``."""

    strict: bool = False
    use_cache: bool = True
    untrusted: bool = False
    confined: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """Editions of a book to be built, mostly one; ``files`` are the book's, by path in its folder.

    ``outside`` are links that lead out of the folder, which the build is to find and refuse.
    """

    files: Mapping[str, Path]
    editions: tuple[str, ...]
    formats: tuple[str, ...]
    manner: Manner
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a unit: files by their paths below the output folder, and their rows."""

    contents: Mapping[str, bytes]
    rows: tuple[Mapping[str, Any], ...]
    diagnostics: tuple[Diagnostic, ...]
    facts: Mapping[str, Any]
    seconds: float


def task(book: CatalogueBook, editions: tuple[str, ...], manner: Manner) -> Task:
    """Return the task that builds editions of a book together, on any machine."""
    files = dict(_files(book.root))
    root = book.root.resolve()
    outside = tuple(
        place for place, path in files.items() if not path.resolve().is_relative_to(root)
    )
    files = {place: path for place, path in files.items() if place not in outside}
    weight = sum(path.stat().st_size for path in files.values() if path.suffix == ".md")
    unit = Unit(files, editions, book.formats, manner, outside)
    return Task(f"{__name__}:built", unit, weight=weight, anywhere=True)


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a book's folder, but for what is hidden or was made."""
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(
            name for name in inner if not name.startswith(".") and name not in _LEFT_OUT
        )
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file():
                yield path.relative_to(root).as_posix(), path


def built(unit: Unit) -> Made:
    """Build a unit in a folder of its own and return what was made; raises as a build does."""
    with (
        write_errors(Path(tempfile.gettempdir())),
        tempfile.TemporaryDirectory(prefix="nkbook-book-") as name,
    ):
        root = Path(name) / "book"
        for place, source in unit.files.items():
            path = root / place
            path.parent.mkdir(parents=True, exist_ok=True)
            _put(source, path, place)
        for place in unit.outside:
            path = root / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(Path(os.devnull))
        output = Path(name) / "output"
        request = Request(
            root,
            formats=unit.formats,
            editions=unit.editions,
            output=output,
            strict=unit.manner.strict,
            use_cache=unit.manner.use_cache,
            untrusted=unit.manner.untrusted,
            confined=unit.manner.confined,
        )
        result = api.build(request)
        listing = json.loads((output / MANIFEST).read_text(encoding="utf-8"))
        contents = {
            path.relative_to(output).as_posix(): path.read_bytes()
            for row in listing["files"]
            for path in _inside(output / row["path"])
        }
    facts = {key: value for key, value in listing.items() if key != "files"}
    return Made(contents, tuple(listing["files"]), result.diagnostics, facts, result.seconds)


def _put(source: Path, path: Path, shown: str) -> None:
    """Give a file a second place, without a copy where that can be.

    Raises SourceError NK215 for one that cannot be read, MissingToolError for no room.
    """
    with suppress(OSError):
        path.hardlink_to(source.resolve())
        return
    try:
        data = source.read_bytes()
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise SourceError(diagnostic("NK215", reason, Location(shown))) from error
    with write_errors(path.parent):
        path.write_bytes(data)


def _inside(path: Path) -> Iterator[Path]:
    """Yield a file, or the files in a folder."""
    if path.is_dir():
        yield from sorted(inner for inner in path.rglob("*") if inner.is_file())
    else:
        yield path
