"""The output folder: files are made in a temporary folder and put in place together."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic

MANIFEST = "manifest.json"
_WORK_PREFIX = ".nkbook-"
_REFUSED = (
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENOENT,
    errno.ENAMETOOLONG, errno.ELOOP,
)  # fmt: skip
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished file in the work folder, and where it belongs below the output folder."""

    made: Path
    place: str  # POSIX path relative to the output folder
    edition: str
    format: str
    pages: int | None


@contextmanager
def workspace(output: Path) -> Iterator[Path]:
    """Yield a temporary folder beside the outputs, locked against other builds, removed at the end.

    The lock dies with its process, so what a killed build left behind is cleared by the next one.
    Raises MissingToolError: NK602 not writable or in use, NK603 disk full.
    """
    with write_errors(output):
        output.mkdir(parents=True, exist_ok=True)
        lock = os.open(output / ".lock", os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise MissingToolError(
                diagnostic(
                    "NK602",
                    f"another build is writing to {output}",
                    hint="wait for it, or give another folder with -o",
                )
            ) from error
        for stale in output.glob(f"{_WORK_PREFIX}*"):
            shutil.rmtree(stale, ignore_errors=True)
        with write_errors(output):
            work = Path(tempfile.mkdtemp(prefix=_WORK_PREFIX, dir=output))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
    finally:
        os.close(lock)


@contextmanager
def write_errors(place: Path) -> Iterator[None]:
    """Turn the system's refusal to write into NK602 (no permission) or NK603 (no room)."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise MissingToolError(
                diagnostic(
                    "NK603",
                    f"writing to {place} failed: {error.strerror}",
                    hint="make room on the disk; the files of the last build are untouched",
                )
            ) from error
        if error.errno in _REFUSED:
            raise MissingToolError(
                diagnostic(
                    "NK602",
                    f"output folder {place} is not writable: {error.strerror}",
                    hint="change its permissions, or give another folder with -o",
                )
            ) from error
        raise


def publish(output: Path, work: Path, files: Iterable[Finished], facts: Mapping[str, Any]) -> Path:
    """Put finished files in place, then the manifest that lists them; return the manifest's path.

    Each file is flushed to disk and renamed over its predecessor, so that at every moment each
    name holds a whole file, old or new.
    """
    finished = list(files)
    with write_errors(output):
        rows = {row["path"]: row for row in _kept(output)}
        for file in finished:
            rows[file.place] = _row(file)
        listing = work / MANIFEST
        listing.write_text(
            json.dumps(
                {**facts, "files": [rows[path] for path in sorted(rows)]},
                ensure_ascii=False,
                indent=2,
            )
            + "\n",
            encoding="utf-8",
        )
        for file in finished:
            (output / file.place).parent.mkdir(parents=True, exist_ok=True)
        for made, place in [*((f.made, f.place) for f in finished), (listing, MANIFEST)]:
            _flush(made)
            made.replace(output / place)
    return output / MANIFEST


def _row(file: Finished) -> dict[str, Any]:
    data = file.made.read_bytes()
    return {
        "path": file.place,
        "edition": file.edition,
        "format": file.format,
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "pages": file.pages,
    }


def _kept(output: Path) -> list[dict[str, Any]]:
    """Return the rows of the last manifest whose files are still as it says."""
    try:
        rows = json.loads((output / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (FileNotFoundError, ValueError, KeyError):
        return []
    kept = []
    for row in rows:
        path = output / row["path"]
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]:
            kept.append(row)
    return kept


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
