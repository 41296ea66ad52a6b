"""The folder in which a build works, and what goes wrong when it writes."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic

_WORK_PREFIX = ".nkbook-"
_REFUSED = (
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENOENT,
    errno.ENAMETOOLONG, errno.ELOOP, errno.EISDIR, errno.ENXIO,
)  # fmt: skip
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


@contextmanager
def workspace(output: Path) -> Iterator[Path]:
    """Yield a temporary folder inside the output folder, locked against other builds.

    It is removed at the end. The lock is released when its process ends, so the next build removes
    what a killed one left behind.
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
    """Turn errors of writing into MissingToolError: NK602 no permission, NK603 no room."""
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
