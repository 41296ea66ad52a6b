"""What a format asks processes to do for it, and how it goes on when that is done.

A format that is made in pieces is a generator: it yields the tasks that can be done now, in any
order and at the same time, and is sent what came of them, in the order of the tasks. So it needs to
know nothing of processes and machines, and a test can do its tasks one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from nkbook.formats.base import Artifact, FormatContext
from nkbook.model.pagemap import PageMap
from nkbook.model.publication import Publication
from nkbook.store import Store


@dataclass(frozen=True, slots=True)
class Setup:
    """What a process needs before it can do certain tasks, and keeps from one to the next.

    ``opener`` is named "package.module:function"; called with ``argument`` it returns a context
    manager. A process is only ever set up once, because libraries read their fonts once.
    """

    opener: str
    argument: Hashable


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a task may take: seconds of processor time, and megabytes of memory."""

    seconds: int
    megabytes: int


@dataclass(frozen=True, slots=True)
class Task:
    """Work for one process: a function by its name, "package.module:function", and its argument.

    It is called with the argument alone, or with what the set-up has opened and the argument. Its
    result depends on nothing else. Tasks with more ``weight``, a rough measure of the time that
    they take, go first. What can be done ``anywhere`` writes no file, and reads none but those
    whose paths are in its argument or set-up. ``about`` names what it makes, for who reads that it
    took more than its ``allowance``.
    """

    function: str
    argument: Any
    setup: Setup | None = None
    weight: float = 0
    anywhere: bool = False
    about: str = ""
    allowance: Allowance | None = None


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks that can be done at the same time; ``doing`` says in a few words what they do.

    ``pages`` tells of what came of a task how many pages it made, for who waits for the rest.
    ``taken`` is given the number of a task, from 0, and what came of it as soon as that is there;
    what it returns is the result: so not all results are in memory until the last is there, and
    what is kept is kept even if the rest is never made.
    """

    tasks: tuple[Task, ...]
    doing: str = ""
    pages: Callable[[Any], int] | None = None
    taken: Callable[[int, Any], Any] | None = None


_Made = TypeVar("_Made")

# What a format yields: tasks, or the page map as soon as it is known, to which None is the answer.
Steps: TypeAlias = Generator[Tasks | PageMap, Any, _Made]
Plan: TypeAlias = Callable[[Publication, FormatContext, Path, Store], Steps[Artifact]]
"""Makes a format of a publication in steps; raises NkbookError with all problems."""
