"""What an original and its copies know of each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST = 5000  # bytes of a request, which may name a folder, and of an answer
OWNS = b"owns "  # how a message begins that names a folder, to be removed after a killed parent
_IS_COPY: ContextVar[bool] = ContextVar("is_copy", default=False)


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
