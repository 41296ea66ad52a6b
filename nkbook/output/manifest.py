"""manifest.json: what a build made, with the digest of every file and folder."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NotRequired, TypedDict, TypeGuard

MANIFEST = "manifest.json"
_LONGEST = 64_000_000  # bytes of a manifest
_WORDS = ("path", "edition", "format", "sha256")


class Row(TypedDict):
    r"""What the manifest says of one output; ``files`` counts those of an output that is a folder.

    The digest of a file is its SHA-256. That of a folder is the SHA-256 of the listing that the
    program sha256sum prints of its files, named relative to it and sorted by their names' bytes:
    ``find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum``.
    """

    path: str  # POSIX path relative to the output folder
    edition: str
    format: str
    sha256: str
    bytes: int  # of a folder: of all its files together
    pages: int | None
    files: NotRequired[int]


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished file or folder in the work folder, and its place below the output folder."""

    made: Path
    place: str  # POSIX path relative to the output folder
    edition: str
    format: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class _Measured:
    sha256: str
    bytes: int
    files: int | None  # None for a file


def row(file: Finished) -> Row:
    """Return the manifest's row of a finished file or folder."""
    measured = _measured(file.made)
    found = Row(
        path=file.place,
        edition=file.edition,
        format=file.format,
        sha256=measured.sha256,
        bytes=measured.bytes,
        pages=file.pages,
    )
    if measured.files is not None:
        found["files"] = measured.files
    return found


def listed(output: Path) -> list[Row]:
    """Return the rows of the last manifest, none if there is none or it is not one of ours."""
    try:
        rows = json.loads(_text(output / MANIFEST))["files"]
        return [row for row in rows if _is_row(row)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


def _text(path: Path) -> str:
    """Return the text of a regular file of a sane length; raises OSError, ValueError."""
    # A pipe would wait for a writer.
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is no file")
        data = file.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise ValueError(f"{path} is too long")
    return data.decode()


def kept(output: Path) -> list[Row]:
    """Return the rows of the last manifest whose files and folders are still as it says."""
    return [row for row in listed(output) if _is_as_listed(output / row["path"], row)]


def listing(rows: Iterable[Row], facts: Mapping[str, Any]) -> str:
    """Return the text of the manifest: facts of the build, then the rows by path."""
    files = sorted(rows, key=lambda row: row["path"])
    return json.dumps({**facts, "files": files}, ensure_ascii=False, indent=2) + "\n"


def _is_row(value: Any) -> TypeGuard[Row]:
    """Return True for a row such as ``row`` makes, of something in the output folder."""
    return (
        isinstance(value, dict)
        and value.keys() >= {*_WORDS, "bytes", "pages"}
        and all(isinstance(value[key], str) for key in _WORDS)
        and not PurePosixPath(value["path"]).is_absolute()
        and ".." not in PurePosixPath(value["path"]).parts
    )


def _is_as_listed(path: Path, row: Row) -> bool:
    try:
        return (path.is_file() or path.is_dir()) and _measured(path).sha256 == row["sha256"]
    except (OSError, ValueError):
        return False


def _measured(path: Path) -> _Measured:
    if not path.is_dir():
        return _Measured(_digest(path), path.stat().st_size, None)
    digest = hashlib.sha256()
    size = 0
    files = {item.relative_to(path).as_posix(): item for item in path.rglob("*") if item.is_file()}
    for name in sorted(files):
        digest.update(f"{_digest(files[name])}  {name}\n".encode())
        size += files[name].stat().st_size
    return _Measured(digest.hexdigest(), size, len(files))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
