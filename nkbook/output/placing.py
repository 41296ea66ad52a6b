"""Puts a finished file or folder in the place of an older one, at one stroke."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

_HERE = -100  # AT_FDCWD of fcntl.h: paths are relative to the working folder
_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_CANNOT = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}  # this file system, this kernel


def put(made: Path, place: Path) -> None:
    """Flush a file or folder to disk and give it the name ``place``; both on one file system.

    What had that name is gone afterwards, or has the name ``made``: the caller removes it. At every
    moment ``place`` is whole, old or new, but for a folder where the system cannot exchange two
    names (anything but Linux, some network drives): there it is missing for an instant.
    """
    _flush(made)
    is_folder = made.is_dir() or (place.is_dir() and not place.is_symlink())
    if not is_folder:
        made.replace(place)
    elif not os.path.lexists(place):
        made.rename(place)
    elif not _exchanged(made, place):
        _renamed_in_turn(made, place)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange the names of two files or folders (renameat2(2)); return False if that cannot be."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _renamed_in_turn(made: Path, place: Path) -> None:
    """Rename the old one away, then the new one into its place; undo the first if that fails."""
    old = made.with_name(f"{made.name}.old")
    place.rename(old)
    try:
        made.rename(place)
    except OSError:
        old.rename(place)
        raise


def _flush(path: Path) -> None:
    """Have the system write a file, or a folder with all that is in it, to the disk."""
    for item in [*path.rglob("*"), path] if path.is_dir() else [path]:
        handle = os.open(item, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
