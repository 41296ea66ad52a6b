"""What a task may take of the machine, and what is said when it takes more.

The system itself keeps to it, whatever the process does: processor time is counted, not the clock,
so that a slow or busy machine ends nothing.
"""

from __future__ import annotations

import math
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

from nkbook.diagnostics.errors import ProblemsError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.formats.tasks import Allowance, Task
from nkbook.project.config.tables import BOOK_TOML

MEGA = 1_000_000


@contextmanager
def within(allowance: Allowance | None) -> Iterator[None]:
    """Hold this process to an allowance for the time of the block.

    Beyond its time the process is ended by SIGXCPU; beyond its memory there is a MemoryError, or a
    library ends the process.
    """
    if allowance is None:
        yield
        return
    used = math.ceil(process_time())
    with (
        _limited(resource.RLIMIT_CPU, used + allowance.seconds),
        _limited(resource.RLIMIT_DATA, allowance.megabytes * MEGA),
    ):
        yield


def forget() -> None:
    """Take back what the process that started this one keeps to: tasks have their own allowance."""
    for kind in (resource.RLIMIT_CPU, resource.RLIMIT_DATA):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (hard, hard))


@contextmanager
def _limited(kind: int, most: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(kind)
    least = min((one for one in (soft, hard) if one != resource.RLIM_INFINITY), default=most)
    resource.setrlimit(kind, (min(most, least), hard))
    try:
        yield
    finally:
        resource.setrlimit(kind, (soft, hard))


def over_time(task: Task) -> ProblemsError:
    """Return the problem of a task that took more processor time than it may: NK120."""
    seconds = task.allowance.seconds if task.allowance else 0
    return ProblemsError(
        diagnostic(
            "NK120",
            f"{task.about} took more than {seconds:,} s of processor time",
            Location(BOOK_TOML),
            "look for what repeats itself in it, or raise task-seconds in [limits]",
        )
    )


def over_memory(task: Task) -> ProblemsError:
    """Return the problem of a task that asked for more memory than it may have: NK121."""
    megabytes = task.allowance.megabytes if task.allowance else 0
    return ProblemsError(
        diagnostic(
            "NK121",
            f"{task.about} needs more than {megabytes:,} MB of memory",
            Location(BOOK_TOML),
            "make its pictures smaller, or raise task-memory in [limits]",
        )
    )
