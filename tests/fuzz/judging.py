"""What must hold of a reading, whatever was read: the oracle of all fuzzers."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from nkbook.diagnostics.errors import NkbookError
from nkbook.diagnostics.problems import Diagnostic

LOST = {"NK227", "NK263", "NK264", "NK265", "NK266", "NK503"}
SECONDS = 20  # of CPU: a thousand times what the longest of these texts needs
MEGABYTES = 1_000  # that reading one of them may take besides what is taken already: fifty times


class FoundError(AssertionError):
    """nkbook did what it must not do with a text."""


@contextmanager
def bounded() -> Iterator[None]:
    """Raise FoundError in the block when it has used too much of the processor, or of memory."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise FoundError(f"not done in {SECONDS} s of CPU")

    before = signal.signal(signal.SIGPROF, late)
    limits = resource.getrlimit(resource.RLIMIT_DATA)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    resource.setrlimit(resource.RLIMIT_DATA, (_data() + (MEGABYTES << 20), limits[1]))
    try:
        yield
    except MemoryError as error:
        raise FoundError(f"more than {MEGABYTES} MB of memory") from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_DATA, limits)


def _data() -> int:
    """Return the bytes of data that this process has (elsewhere than on Linux: all there are)."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    except OSError:
        return 1 << 50
    return pages * resource.getpagesize()


def memory_of_at_most(megabytes: int) -> None:
    """Let this process fail (MemoryError) that asks for more."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def judge_error(error: NkbookError) -> None:
    """Judge what a reading raises: what it took too much of is a fault, and all that is lost."""
    if any(one.code in ("NK120", "NK121", "NK123") for one in error.diagnostics):
        raise FoundError(f"beyond its limits: {error}")
    judge(error.diagnostics)


def judge(problems: Iterable[Diagnostic]) -> None:
    """Raise FoundError for problems that say too little, or that text was lost."""
    for problem in problems:
        if problem.code in LOST:
            raise FoundError(f"lost: {problem}")
        if problem.location is None:
            raise FoundError(f"without a place: {problem}")
