"""Processes of this machine that do tasks, each set up for one kind of them."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from signal import SIGXCPU
from socket import socketpair
from typing import Protocol

from nkbook.formats.tasks import Setup, Task
from nkbook.output import write_errors
from nkbook.pipeline.copies.original import Original, program
from nkbook.pipeline.job import Done
from nkbook.pipeline.limits.allowance import over_time
from nkbook.store.pickling import dumps, loads

_MAIN = "from nkbook.pipeline.worker import main; main()"
_MOST_TASKS = 60  # that a process does before another takes its place: its caches only grow
_PATIENCE = 5  # seconds for a process that has nothing to do to end


class Hands(Protocol):
    """Who does tasks: processes of this machine, or others."""

    def free(self) -> int:
        """Return how many tasks can be begun now."""

    def is_ready(self, setup: Setup | None) -> bool:
        """Return whether somebody who is free needs no setting up for such tasks."""

    def begin(self, number: int, task: Task) -> None:
        """Begin a task; ``number`` is what the caller knows it by."""

    def ended(self) -> Mapping[int, Done | None]:
        """Wait until at least one task has ended, and return what came of those that have.

        None stands for a task whose process died.
        """


@dataclass(slots=True, eq=False)
class _Process:
    """A process, what it is set up for, and what it does now."""

    process: subprocess.Popen[bytes] | int  # a program, or the id of a copy
    connection: Connection
    setup: Setup | None
    doing: int | None = None
    task: Task | None = None  # the last one
    tasks: int = 0


@dataclass(slots=True)
class Processes:
    """At most so many processes at a time; those that fit a task are used again.

    What they write for the time being goes to ``scratch``, which they remove when this process is
    killed; None is the usual place, where they clean up if they can.
    """

    most: int
    scratch: Path | None = None
    original: Original | None = None  # of which they are copies, if there is one
    _all: list[_Process] = field(default_factory=list)

    def free(self) -> int:
        """Return how many tasks can be begun now."""
        return self.most - sum(one.doing is not None for one in self._all)

    def is_ready(self, setup: Setup | None) -> bool:
        """Return whether an idle process is set up so."""
        return any(one.doing is None and one.setup == setup for one in self._all)

    def begin(self, number: int, task: Task) -> None:
        """Begin a task in a process that is set up for it, a new one if there is none.

        A task without set-up always gets a process of its own, which ends with it.
        """
        idle = [one for one in self._all if one.doing is None]
        process = next((one for one in idle if one.setup == task.setup), None)
        if process is None:
            if len(self._all) >= self.most:
                self._end(idle[0])
            process = self._start(task.setup)
        process.doing, process.task = number, task
        process.tasks += 1
        data = dumps(task)
        with suppress(OSError):  # it has died: that is seen where its answer is waited for
            process.connection.send_bytes(data)

    def ended(self) -> Mapping[int, Done | None]:
        """Wait until at least one task has ended, and return what came of those that have."""
        busy = {one.connection: one for one in self._all if one.doing is not None}
        found: dict[int, Done | None] = {}
        for connection in wait(list(busy)):
            process = busy[connection]  # type: ignore[index]
            assert process.doing is not None  # noqa: S101 — it is among the busy ones
            try:
                found[process.doing] = loads(process.connection.recv_bytes())
            except (EOFError, OSError):
                found[process.doing] = _died(process, self._end(process, 0))
                continue
            process.doing = None
            if process.setup is None or process.tasks >= _MOST_TASKS:
                self._end(process)
        return found

    def has_ended(self) -> bool:
        """Return whether ``ended`` has something to return now."""
        return bool(wait([one.connection for one in self._all if one.doing is not None], 0))

    def close(self) -> None:
        """End all processes, those that are busy at once."""
        for process in list(self._all):
            self._end(process, _PATIENCE if process.doing is None else 0)

    def _start(self, setup: Setup | None) -> _Process:
        # Not a copy of this process: fonts must be chosen before the font libraries are loaded, and
        # the caller's main module is none of its business.
        ours, theirs = socketpair()
        scratch = str(self.scratch) if self.scratch else ""
        with theirs:
            made: subprocess.Popen[bytes] | int | None = None
            if self.original is not None:
                made = self.original.copy(theirs.fileno(), scratch)
            started = _Process(
                program(_MAIN, theirs.fileno(), scratch) if made is None else made,
                Connection(ours.detach()),
                setup,
            )
        self._all.append(started)
        return started

    def _end(self, process: _Process, patience: float = _PATIENCE) -> int | None:
        """Let a process end, which an idle one does when nobody can send it anything more.

        After so many seconds of patience it is killed. Return with what it ended, as subprocess
        counts, or None if nobody knows.
        """
        self._all.remove(process)
        process.connection.close()
        ended = process.process
        if isinstance(ended, int):
            return self.original.end(ended, patience) if self.original is not None else None
        with suppress(subprocess.TimeoutExpired):
            ended.wait(patience)
        ended.kill()  # which a process that has ended does not notice
        ended.wait()
        if ended.stdin is not None:
            ended.stdin.close()
        return ended.returncode


def _died(process: _Process, code: int | None) -> Done | None:
    """Return what to say of a process that has ended in its task: nothing, but for its time."""
    if code == -SIGXCPU and process.task is not None:
        return Done(over_time(process.task), 0)
    return None


@contextmanager
def processes(most: int, original: Original | None = None) -> Iterator[Processes]:
    """Yield at most ``most`` processes at a time, all of which end with the block.

    They are copies of ``original`` if there is one, or else new programs. Raises MissingToolError
    (NK603) if there is no room for what they write for the time being.
    """
    with ExitStack() as stack:
        with write_errors(Path(tempfile.gettempdir())):
            folder = tempfile.TemporaryDirectory(prefix="nkbook-", ignore_cleanup_errors=True)
        if original is not None:
            original.own(folder.name)
        started = Processes(most, Path(stack.enter_context(folder)), original)
        stack.callback(started.close)
        yield started
