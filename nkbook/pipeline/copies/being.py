"""Which processes may be copied: what an original and its copies know of each other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

MOST = 5000  # bytes of a request, which may name a folder, and of an answer
OWNS = b"owns "  # how a message begins that names a folder, to be removed after a killed parent
_IS_COPY: ContextVar[bool] = ContextVar("is_copy", default=False)
_IS_OURS: ContextVar[bool] = ContextVar("is_ours", default=False)


def is_copy() -> bool:
    """Return True in a process that is a copy, and has imported what tasks need."""
    return _IS_COPY.get()


@contextmanager
def being_copy() -> Iterator[None]:
    """Say for the time of the block that this process is a copy."""
    token = _IS_COPY.set(True)
    try:
        yield
    finally:
        _IS_COPY.reset(token)


def may_be_copied() -> bool:
    """Return True in a process of nkbook's own that a copy would be as good as a new one of.

    Not one with other threads, which a copy would lack while it holds their locks, nor one that
    has loaded WeasyPrint, which may have chosen its fonts.
    """
    return _IS_OURS.get() and _threads() == 1 and "weasyprint" not in sys.modules


def _threads() -> int | None:
    """Return how many threads this process has, those of libraries too; None if nobody knows."""
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return None


@contextmanager
def being_ours() -> Iterator[None]:
    """Say for the time of the block that this process runs nothing but nkbook's command line."""
    token = _IS_OURS.set(True)
    try:
        yield
    finally:
        _IS_OURS.reset(token)
