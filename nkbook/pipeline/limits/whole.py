"""What a whole run may take: the clock, and the processor time and memory of its own process.

The process that reads a book, converts it and puts it together is no task, but has the time and
memory of one. What strikes is an exception in the main thread, so all that the run has begun is
cleaned up: folders go, processes end.
"""

from __future__ import annotations

import resource
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, process_time
from types import FrameType

from nkbook.diagnostics.doing import Doing, told
from nkbook.diagnostics.errors import ProblemsError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.pipeline.limits.allowance import MEGA
from nkbook.project.config.limits import Limits

_AGAIN = 30  # seconds in which what a first strike began to clean up is not disturbed
_TOLD = {
    "config": "reading the settings",
    "load": "reading the chapters and data",
    "markdown": "reading the chapters and pictures",
    "editions": "converting the chapters and drawing the figures",
    "references": "writing the notes and the bibliography",
    "links": "putting the book together",
    "checks": "checking the book",
    "output": "putting the files in place",
    "second reading": "letting Pandoc read the chapters too",
    "files": "making the files",
}

_DATA = 5  # the field of statm that says how much is data and stack


def _held() -> int:
    """Return how much memory the process has for its data (proc(5), statm), 0 if nobody says."""
    try:
        fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:  # not Linux, or nothing is mounted there
        return 0
    return int(fields[_DATA]) * resource.getpagesize()


class _OverError(BaseException):
    """The run took too long; no handler of ordinary exceptions may take it for its own."""


@dataclass(slots=True)
class Bound:
    """The limits of a run that goes on, which its settings may change."""

    limits: Limits
    before: Mapping[int, tuple[int, int]]  # of the system, by kind
    began: float = field(default_factory=monotonic)
    used: float = field(default_factory=process_time)
    held: int = field(default_factory=_held)  # bytes that others had before the run
    late: bool = False  # by the clock
    more_time: str | None = None
    _ended: threading.Event | None = None
    _struck: float | None = None

    def hold(self, limits: Limits) -> None:
        """Keep to these limits from now on, counted from the beginning."""
        self.limits = limits
        self.stop()
        self._ended = threading.Event()
        left = self.began + limits.build_seconds - monotonic()
        watch = (self._ended, max(left, 0), threading.get_ident())
        # A thread for which there is no memory left never says that it has begun: it begins before
        # the limits are set.
        self.lift()
        threading.Thread(target=self._watch, args=watch, daemon=True).start()
        wanted = {
            resource.RLIMIT_CPU: int(self.used) + 1 + limits.task_seconds,
            resource.RLIMIT_DATA: self.held + limits.task_memory * MEGA,
        }
        for kind, most in wanted.items():
            _lower(kind, most, self.before[kind])

    def lift(self) -> None:
        """Give the process back the limits that it had."""
        for kind, pair in self.before.items():
            resource.setrlimit(kind, pair)

    def stop(self) -> None:
        """Do not look at the clock any more."""
        if self._ended is not None:
            self._ended.set()

    def strike(self, _number: int, _frame: FrameType | None) -> None:
        """Break off what the main thread does, unless it does so already."""
        now = monotonic()
        if self._struck is None or now > self._struck + _AGAIN:
            self._struck = now
            raise _OverError

    def _watch(self, ended: threading.Event, seconds: float, main: int) -> None:
        """Break off a run that has not ended after so many seconds, and again if it goes on."""
        while not ended.wait(seconds):
            self.late, seconds = True, _AGAIN
            signal.pthread_kill(main, signal.SIGXCPU)


_BOUND: ContextVar[Bound | None] = ContextVar("bound", default=None)


@contextmanager
def bounded(
    limits: Limits,
    root: Path,
    of: str = "reading the book",
    *,
    more_time: str | None = None,
    heard: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Hold a run that reads a folder to limits, which ``hold`` changes when its settings are known.

    ``of`` says what is done as long as no stage is told, ``more_time`` how a user gives a run more
    time that has no [limits], and ``heard`` is called with each file that is read.

    Raises ProblemsError, which says what was being done: NK120 for too much processor time, NK121
    for too much memory, NK123 if it took too long. Only the main thread is held to limits: signals
    reach no other, and memory is that of all.
    """
    mine = threading.current_thread() is threading.main_thread()
    kinds = (resource.RLIMIT_CPU, resource.RLIMIT_DATA) if mine else ()
    before = {kind: resource.getrlimit(kind) for kind in kinds}
    bound = Bound(limits, before, more_time=more_time)
    handler = signal.signal(signal.SIGXCPU, bound.strike) if mine else None
    token = _BOUND.set(bound if mine else None)
    with told(of, heard) as doing:
        try:
            if mine:
                bound.hold(limits)
            yield
        except _OverError:
            raise ProblemsError(_too_long(bound, doing, root)) from None
        except MemoryError as error:
            raise ProblemsError(_too_much(bound, doing, root)) from error
        finally:
            bound.stop()
            bound.lift()
            if mine:
                signal.signal(signal.SIGXCPU, handler)
            _BOUND.reset(token)


def hold(limits: Limits) -> None:
    """Hold the run that goes on to other limits: those of its settings."""
    if (bound := _BOUND.get()) is not None:
        bound.hold(limits)


def _lower(kind: int, most: int, before: tuple[int, int]) -> None:
    """Set this process a limit that can be taken back, no higher than one that it had before."""
    known = [limit for limit in before if limit != resource.RLIM_INFINITY]
    resource.setrlimit(kind, (min([most, *known]), before[1]))


def _too_long(bound: Bound, doing: Doing, root: Path) -> Diagnostic:
    where, what = _place(doing, root)
    named = "build-seconds" if bound.late else "task-seconds"
    more = bound.more_time or f"raise {named} in [limits]"
    if bound.late:
        seconds = bound.limits.build_seconds
        message = f"the whole took more than {seconds:,} s; it was {what}"
        hint = f"look for what is large or repeats itself, or {more}"
        return diagnostic("NK123", message, where, hint)
    message = f"{what} took more than {bound.limits.task_seconds:,} s of processor time"
    hint = f"look for what repeats itself there, or {more}"
    return diagnostic("NK120", message, where, hint)


def _too_much(bound: Bound, doing: Doing, root: Path) -> Diagnostic:
    where, what = _place(doing, root)
    message = f"{what} needs more than {bound.limits.task_memory:,} MB of memory"
    more = "" if bound.more_time else ", or raise task-memory in [limits]"
    hint = f"look for what is large or repeats itself there{more}"
    return diagnostic("NK121", message, where, hint)


def _place(doing: Doing, root: Path) -> tuple[Location, str]:
    """Return the file that a run was at, or the folder, and what it did."""
    what = _TOLD.get(doing.stage, doing.stage)
    file = Path(doing.file)
    if doing.file and file.is_absolute() and file.is_relative_to(root):
        file = file.relative_to(root)
    return (Location(file.as_posix() if doing.file else str(root))), what
