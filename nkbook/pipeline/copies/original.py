"""A process that imports once what tasks need, and becomes another whenever one is wanted.

To start Python and import nkbook takes half a second of each process, to copy one that has done so
next to nothing (fork(2)). The original has one thread, and has loaded WeasyPrint and its libraries
but asked them for no font, which is when they choose their fonts: so its copies are as good as new.
It is itself a copy of the command line's process; a program that uses nkbook is not copied, since
nobody knows what else it holds.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

from nkbook.pipeline.copies.being import MOST, OWNS, is_copy, may_be_copied

_MAIN = "from nkbook.pipeline.copies.copying import main; main()"
BUILDS = "nkbook.pipeline.steps"  # what a process imports that builds whole books


class Original:
    """The process as its parent sees it: one that copies itself, and ends its copies."""

    def __init__(self, more: str = "") -> None:
        """Start it; it imports while its parent does something else.

        ``more`` is a module that its copies need besides. In a copy that has imported all, and
        builds a book, it is one more copy.
        """
        self._process: subprocess.Popen[bytes] | int
        self._held: int | None = None  # its standard input, whose end says that we have ended
        if of_ours := may_be_copied():
            importlib.import_module(BUILDS)  # which both need
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            if is_copy():
                self._process = _forked(theirs, ours)
            elif of_ours:
                self._process, self._held = _forked_of_ours(theirs, more)
            else:
                self._process = program(_MAIN, theirs.fileno(), more)
        self._control = ours
        self._lock = Lock()  # threads of a cluster's worker ask at the same time

    def copy(self, connection: int, scratch: str) -> int | None:
        """Have a copy serve a connection, and return its process id; None if there is none.

        What it writes for the time being goes to the folder ``scratch``; "" is the usual one.
        """
        try:
            with self._lock:
                socket.send_fds(self._control, [b"copy " + os.fsencode(scratch)], [connection])
                return int(self._control.recv(MOST))
        except (OSError, ValueError):
            return None

    def own(self, folder: str) -> None:
        """Name a folder for the time being, which the process removes if this one is killed."""
        with suppress(OSError), self._lock:
            self._control.send(OWNS + os.fsencode(folder))

    def end(self, copy: int, patience: float) -> int | None:
        """Wait so many seconds for a copy to end, then end it; return with what it ended.

        If the original has died, its copies end with their work, or with this process.
        """
        with suppress(OSError, ValueError), self._lock:
            self._control.send(b"%d %f" % (copy, patience))
            return int(self._control.recv(MOST))
        return None

    def close(self) -> None:
        """End it, whatever it does; its copies have ended."""
        self._control.close()
        if isinstance(self._process, int):
            with suppress(OSError):
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)
            if self._held is not None:
                os.close(self._held)
            return
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()


def _forked(theirs: socket.socket, ours: socket.socket) -> int:
    """Be copied once more, by a copy whose only other thread waits for its parent's end."""
    copy = os.fork()
    if not copy:
        ours.close()
        _serve(lambda copying: copying.serve_copies(theirs))
    return copy


def _forked_of_ours(theirs: socket.socket, more: str) -> tuple[int, int]:
    """Be copied as the command line's process; return the copy and what ends its standard input."""
    read, held = os.pipe()
    copy = os.fork()
    if not copy:
        for kind in (signal.SIGTERM, signal.SIGXCPU):
            signal.signal(kind, signal.SIG_DFL)
        os.dup2(read, 0)
        # What else is open is our parent's: locks that it would give up, and its end of both.
        for fd in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
            if fd not in (0, 1, 2, theirs.fileno()):
                with suppress(OSError):  # what listed them is closed already
                    os.close(fd)
        _serve(lambda copying: copying.serve_new_copies(theirs, *filter(None, (more,))))
    os.close(read)
    return copy, held


def _serve(serve: Callable[[Any], None]) -> NoReturn:
    """Be an original, and end without taking apart what is the parent's."""
    code = 1
    try:
        from nkbook.pipeline.copies import copying  # noqa: PLC0415 — it imports this

        serve(copying)
        code = 0
    except BaseException:  # noqa: BLE001 — this process must not go on as its parent
        traceback.print_exc()
    finally:
        os._exit(code)


def program(main: str, connection: int, scratch: str = "") -> subprocess.Popen[bytes]:
    """Start Python with a text of ours, which serves a connection.

    Nothing is written to its standard input, whose end says that this process has ended.
    """
    return subprocess.Popen(  # noqa: S603 — see above
        [sys.executable, "-c", main, str(connection), scratch],
        pass_fds=(connection,),
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@contextmanager
def original(more: str = "") -> Iterator[Original | None]:
    """Yield a process to be copied, where the system lets processes be copied."""
    # Elsewhere its own libraries may not be used in a copy.
    if sys.platform != "linux":
        yield None
        return
    started = Original(more)
    try:
        yield started
    finally:
        started.close()
