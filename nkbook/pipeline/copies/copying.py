"""What runs in a process that imports what tasks need, and copies itself: see ``original``."""

from __future__ import annotations

import gc
import importlib
import os
import shutil
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection

from nkbook.pipeline import worker
from nkbook.pipeline.copies.being import MOST, OWNS, being_copy
from nkbook.weasy.reading import environment

# What the processes of a book import before anything of the book matters.
_IMPORTED = (
    "nkbook.formats.paged.apart.work",
    "nkbook.formats.epub",
    *("cffi", "cssselect2", "fontTools.subset", "fontTools.varLib.instancer"),
    *("pydyf", "tinycss2", "tinyhtml5"),
)
# What lays out and joins; each imports WeasyPrint, so not before that is known to load.
_ENGINE = (
    "weasyprint",
    "nkbook.weasy.patches.installing",
    "nkbook.weasy.sections.furniture",
    "nkbook.weasy.sections.laying",
    "nkbook.weasy.output.join.book",
)
_PATIENCE = 5  # seconds for a process to end whose parent has
_STEP = 0.005  # seconds between two looks at a process that is about to end


def main() -> None:
    """Copy this process for its parent, over the socket whose number is the argument."""
    with socket.socket(fileno=int(sys.argv[1])) as control:
        serve_new_copies(control, *filter(None, sys.argv[2:]))


def serve_new_copies(control: socket.socket, *more: str) -> None:
    """Import what copies need, with the modules ``more``, and copy this process when asked to."""
    # They go to the whole group; the parent ends us.
    for kind in (signal.SIGINT, signal.SIGHUP):
        signal.signal(kind, signal.SIG_IGN)
    for name in (*_IMPORTED, *more):
        importlib.import_module(name)
    with suppress(Exception):  # which a copy tells whoever has asked for pages
        _load_engine()
    serve_copies(control)


def _load_engine() -> None:
    """Load WeasyPrint and its libraries, for which each copy would need a fifth of a second.

    They ask for fonts only when something is laid out: what fonts there are is chosen in the copy.
    """
    environment.load()
    for name in _ENGINE:
        importlib.import_module(name)


def serve_copies(control: socket.socket) -> None:
    """Copy this process as often as it is asked over a socket, and end the copies with it."""
    gc.collect()
    gc.freeze()  # so that no copy goes through it, which would make it its own
    copies: set[int] = set()
    folders: set[str] = set()
    with control:
        while True:
            request, connections, *_ = socket.recv_fds(control, MOST, 1)
            if connections:
                (connection,) = connections
                scratch = os.fsdecode(request.partition(b" ")[2])
                folders.add(scratch)
                copy = os.fork()
                if not copy:
                    control.close()
                    _serve(connection, scratch)
                os.close(connection)
                copies.add(copy)
                control.send(b"%d" % copy)
            elif request.startswith(OWNS):
                folders.add(os.fsdecode(request.removeprefix(OWNS)))
            elif request:
                asked, patience = request.split()
                code = b"unknown"
                if int(asked) in copies:
                    copies.remove(int(asked))
                    code = b"%d" % _end(int(asked), float(patience))
                control.send(code)
            else:
                break
    # They see that nobody is there any more, unless they are deep in a library.
    for copy in copies:
        _end(copy, _PATIENCE)
    for folder in filter(None, folders):  # which are no more if the parent has ended well
        shutil.rmtree(folder, ignore_errors=True)


def _serve(connection: int, scratch: str) -> None:
    """Be a worker, and end without taking apart all that was made."""
    code = 1
    try:
        with being_copy():
            worker.serve_until_parent_ends(Connection(connection), scratch)
        code = 0
    except BaseException:  # noqa: BLE001 — this process must not go on as its original
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                if stream is not None:  # it was closed when nkbook began
                    stream.flush()
        os._exit(code)


def _end(copy: int, patience: float) -> int:
    """Wait for a copy to end, and kill it if it takes too long; return with what it ended."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        ended, status = os.waitpid(copy, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(_STEP)
    os.kill(copy, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
