"""What this process does at the moment, for whoever has to say where it was stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Doing:
    """The stage of a run, and the file that it works on; "" is not known.

    ``heard`` is called with each file that the run comes to.
    """

    stage: str = ""
    file: str = ""
    heard: Callable[[str], None] | None = None


_DOING: ContextVar[Doing | None] = ContextVar("doing", default=None)


@contextmanager
def told(stage: str, heard: Callable[[str], None] | None = None) -> Iterator[Doing]:
    """Yield what will say all through the block what the run does, at first a stage."""
    doing = Doing(stage, heard=heard)
    token = _DOING.set(doing)
    try:
        yield doing
    finally:
        _DOING.reset(token)


def at_stage(stage: str) -> None:
    """Say that the run has come to a stage; it works on no file as yet."""
    if (doing := _DOING.get()) is not None:
        doing.stage, doing.file = stage, ""


def at_file(file: str) -> None:
    """Say that the run works on a file now."""
    if (doing := _DOING.get()) is not None and doing.file != file:
        doing.file = file
        if doing.heard is not None:
            doing.heard(file)
