"""An entry of the store as a file: a head, which has the checksum of all, and the content."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

NEW = ".new-"  # begins the name of an entry that is being written
_MAGIC = b"nkbook-1"
_HEAD = len(_MAGIC) + hashlib.sha256().digest_size
_BLOCK = 1 << 20
_TOUCHED = 3600  # seconds: an entry in use is marked as such once an hour
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def opened(path: Path, seed: bytes) -> BinaryIO | None:
    """Open an entry that is whole and ours, at its content; remove one that is not.

    ``seed`` is what went before the content in its checksum.
    """
    try:
        # What lies there may be anything: a pipe would wait for a writer, a folder is no file.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        remove(path)
        return None
    file = os.fdopen(handle, "rb")
    try:
        found = os.fstat(handle)
        if _is_ours(found) and _is_whole(file, seed):
            if time.time() - found.st_mtime > _TOUCHED:
                os.utime(handle)  # in use, so not among the oldest
            return file
    except OSError:
        pass  # as good as nothing
    file.close()
    remove(path)
    return None


def _is_ours(found: os.stat_result) -> bool:
    return (
        stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & _OTHERS
    )


def _is_whole(file: BinaryIO, seed: bytes) -> bool:
    """Return True if an entry is as it was written, and leave the file at its content."""
    head = file.read(_HEAD)
    digest = hashlib.sha256(seed)
    while block := file.read(_BLOCK):
        digest.update(block)
    file.seek(_HEAD)
    return head == _MAGIC + digest.digest()


def write(path: Path, seed: bytes, pieces: Iterable[bytes]) -> None:
    """Write an entry under a name of its own and give it the right one when it is whole.

    Raises OSError, and what ``pieces`` raises; the entry that was there before stays then.
    """
    handle, made = _temporary(path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            digest = hashlib.sha256(seed)
            file.write(bytes(_HEAD))
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            file.seek(0)
            file.write(_MAGIC + digest.digest())
        Path(made).replace(path)
    except BaseException:
        remove(Path(made))
        raise


def _temporary(folder: Path) -> tuple[int, str]:
    """Return a new file in a folder that may be removed at any moment."""
    for _ in range(3):
        with suppress(FileNotFoundError):
            _make(folder)
            return tempfile.mkstemp(prefix=NEW, dir=folder)
    raise FileNotFoundError(2, "it is removed again and again", str(folder))


def _make(folder: Path) -> None:
    """Make a folder and those above it for nobody but the user, as far as they are not there."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def by_age(folder: Path) -> list[Path]:
    """Return the entries of a folder, the youngest first."""
    found: list[tuple[float, str]] = []
    with suppress(OSError), os.scandir(folder) as listed:
        found.extend(
            (-entry.stat().st_mtime, entry.path)
            for entry in listed
            if not entry.name.startswith(".")
        )
    return [Path(path) for _, path in sorted(found)]


def remove(path: Path) -> None:
    """Remove an entry, or an empty folder in its place, if that can be done."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()
