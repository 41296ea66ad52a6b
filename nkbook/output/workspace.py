"""The folder in which a build works, and what goes wrong when it writes."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic

_WORK_PREFIX = ".nkbook-"
_REFUSED = (
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENOENT,
    errno.ENAMETOOLONG, errno.ELOOP, errno.EISDIR, errno.ENOTEMPTY, errno.EBUSY, errno.EXDEV,
    errno.ENXIO, errno.ETXTBSY, errno.EINVAL,
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
        lock = _open_lock(output / ".lock")
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
            if (
                stale.is_dir() and not stale.is_symlink()
            ):  # to remove a pipe would wait for a writer
                shutil.rmtree(stale, ignore_errors=True)
        with write_errors(output):
            work = Path(tempfile.mkdtemp(prefix=_WORK_PREFIX, dir=output))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
    finally:
        os.close(lock)


def _open_lock(path: Path) -> int:
    """Open the file that is locked, and no other: a link might lead anywhere."""
    flags = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        lock = os.open(path, flags, 0o644)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise not_ours(path, "is no file of nkbook's") from error
        raise
    if not stat.S_ISREG(os.fstat(lock).st_mode):
        os.close(lock)
        raise not_ours(path, "is no file of nkbook's")
    return lock


def not_ours(path: Path, what: str) -> MissingToolError:
    """Return NK602 for something in the output folder that a build would destroy or follow."""
    hint = "move it away, or give another folder with -o"
    return MissingToolError(diagnostic("NK602", f"{path} {what}", hint=hint))


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
                    f"output folder {place} is not writable: {_reason(error, place)}",
                    hint="change its permissions, or give another folder with -o",
                )
            ) from error
        raise


def _reason(error: OSError, place: Path) -> str:
    """Return what the system said, with the path in the folder that it said it of."""
    where = str(error.filename or "")
    reason = error.strerror or str(error)
    inside = where.startswith(f"{place}/") and "/.nkbook-" not in where
    return f"{where.removeprefix(f'{place}/')}: {reason}" if inside else reason
