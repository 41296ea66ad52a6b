"""What is in a store, and how it is kept small: the entries that were not used longest go first."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nkbook.store.entries import NEW

MOST_DAYS = 60
MOST_BYTES = 2_000_000_000
_DAY = 86_400  # seconds
_PRUNED = "pruned"  # the file whose time says when a store was pruned


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a store; ``used`` is when it was, as seconds since 1970, to the hour."""

    path: Path
    kind: str
    bytes: int
    used: float


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many entries were removed, and their bytes."""

    entries: int
    bytes: int


def entries(folder: Path) -> Iterator[Entry]:
    """Yield all files of a store but the one that says when it was pruned."""
    for kind in _folders(folder):
        for place, _, names in os.walk(kind):
            for name in names:
                path = Path(place, name)
                with suppress(OSError):  # another build has removed it
                    found = path.lstat()
                    yield Entry(path, kind.name, found.st_size, found.st_mtime)


def prune(folder: Path, days: float = MOST_DAYS, most: int = MOST_BYTES) -> Pruned:
    """Remove the entries that were not used for some days, then the oldest until few are left.

    ``most`` is the number of bytes that may stay. Builds may be at work: what they have open they
    keep, and what is removed they make again. Raises OSError when the folder cannot be written to.
    """
    now = time.time()
    kept: list[Entry] = []
    removed: list[Entry] = []
    for entry in entries(folder):
        age = now - entry.used
        if entry.path.name.startswith(NEW):
            if age > _DAY:  # else a build may be writing it
                removed.append(entry)
        else:
            (removed if age > days * _DAY else kept).append(entry)
    size = sum(entry.bytes for entry in kept)
    kept.sort(key=lambda entry: entry.used)
    for entry in kept:
        if size <= most:
            break
        removed.append(entry)
        size -= entry.bytes
    for entry in removed:
        entry.path.unlink(missing_ok=True)
    _remove_empty(folder)
    (folder / _PRUNED).touch(mode=0o600)
    return Pruned(len(removed), sum(entry.bytes for entry in removed))


def prune_daily(folder: Path) -> None:
    """Prune a store if that was not done for a day, as well as it can be done."""
    with suppress(OSError):
        if time.time() - _pruned(folder) > _DAY:
            prune(folder)


def _pruned(folder: Path) -> float:
    try:
        return (folder / _PRUNED).stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())


def _remove_empty(folder: Path) -> None:
    """Remove the folders in which nothing is left; a build makes them again when it needs them."""
    for kind in _folders(folder):
        for place, *_ in os.walk(kind, topdown=False):
            with suppress(OSError):  # not empty
                Path(place).rmdir()
