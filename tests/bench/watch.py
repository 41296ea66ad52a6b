"""Runs a command, and writes what it and all its descendants took of the machine.

    python watch.py RESULT LOG COMMAND…

A program of its own, and a small one: what it waits for is what is counted. On Linux it adopts the
processes that a browser or a cluster leaves behind, so that their time is counted too, and ends
those that have nothing to do any more. RESULT gets JSON: exit code, seconds of the processor (user
and system), seconds of the clock until the command ended, and the peak memory of the largest
process in MB.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic, perf_counter, sleep

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h
_PATIENCE = 5  # seconds for what is left when the command has ended


def _left() -> list[int]:
    """Return the processes whose parent is this one."""
    with suppress(OSError):
        return [
            int(one) for one in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        ]
    return []


def _wait_for_others() -> None:
    """Wait for the children that are left, and end those that do not end by themselves."""
    until = monotonic() + _PATIENCE
    with suppress(ChildProcessError):
        while True:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid:
                continue
            if monotonic() > until:
                for child in _left():
                    os.kill(child, signal.SIGKILL)
            sleep(0.02)


def main() -> None:
    """Run the command that is named."""
    result, log, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)
    streams = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    start = perf_counter()
    first = os.posix_spawnp(command[0], command, os.environ, file_actions=streams)
    pid, status = os.wait()
    while pid != first:
        pid, status = os.wait()
    wall = perf_counter() - start
    _wait_for_others()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    found = {
        "code": os.waitstatus_to_exitcode(status),
        "cpu": used.ru_utime + used.ru_stime,
        "wall": wall,
        "peak": used.ru_maxrss / unit,
    }
    Path(result).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
