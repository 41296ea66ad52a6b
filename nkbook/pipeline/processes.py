"""Processes of this machine that do tasks, each set up for one kind of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from signal import SIGXCPU
from socket import socketpair
from typing import Protocol

from nkbook.formats.tasks import Setup, Task
from nkbook.pipeline.allowance import over_time
from nkbook.pipeline.job import Done, dumps, loads

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

    process: subprocess.Popen[bytes]
    connection: Connection
    setup: Setup | None
    doing: int | None = None
    task: Task | None = None  # the last one
    tasks: int = 0


@dataclass(slots=True)
class Processes:
    """At most so many processes at a time; those that fit a task are used again."""

    most: int
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
                self._kill(process)
                found[process.doing] = _died(process)
                continue
            process.doing = None
            if process.setup is None or process.tasks >= _MOST_TASKS:
                self._end(process)
        return found

    def close(self) -> None:
        """End all processes, those that are busy at once."""
        for process in list(self._all):
            if process.doing is None:
                self._end(process)
            else:
                self._kill(process)

    def _start(self, setup: Setup | None) -> _Process:
        # A new program, not a copy of this one: fonts must be chosen before the font libraries are
        # loaded, and the caller's main module is none of its business.
        ours, theirs = socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 — Python, with a text of ours
                [sys.executable, "-c", _MAIN, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
        started = _Process(process, Connection(ours.detach()), setup)
        self._all.append(started)
        return started

    def _end(self, process: _Process) -> None:
        """Let an idle process end: it does when nobody can send it anything more."""
        process.connection.close()
        with suppress(subprocess.TimeoutExpired):
            process.process.wait(_PATIENCE)
        self._kill(process)

    def _kill(self, process: _Process) -> None:
        self._all.remove(process)
        process.connection.close()
        process.process.kill()  # which a process that has ended does not notice
        process.process.wait()
        if process.process.stdin is not None:
            process.process.stdin.close()


def _died(process: _Process) -> Done | None:
    """Return what to say of a process that has ended in its task: nothing, but for its time."""
    if process.process.returncode == -SIGXCPU and process.task is not None:
        return Done(over_time(process.task), 0)
    return None


@contextmanager
def processes(most: int) -> Iterator[Processes]:
    """Yield at most ``most`` processes at a time, all of which end with the block."""
    started = Processes(most)
    try:
        yield started
    finally:
        started.close()
