"""What runs in a process of the pool: it is set up once, and does one task after another."""

from __future__ import annotations

import gc
import importlib
import os
import shutil
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Any

from nkbook.diagnostics.errors import NkbookError
from nkbook.formats.base import Artifact
from nkbook.formats.registry import renderer
from nkbook.formats.tasks import Setup, Task
from nkbook.look.drawings import LARGE_PICTURE
from nkbook.output import write_errors
from nkbook.pipeline.job import Done, Job
from nkbook.pipeline.limits.allowance import forget, over_memory, within
from nkbook.store.pickling import dumps, loads

# Objects that tasks leave behind, some 60 MB of a layout, before the garbage among them is looked
# for: what is left when a process ends needs no looking for, and for few sections that is most.
_LEFT = 500_000


def serve(connection: Connection, clock: Callable[[], float] = perf_counter) -> None:
    """Do the tasks that come in over a connection until it is closed, and answer each with a Done.

    All tasks have the same set-up, which the first one opens. The problems of the book are a
    result; any other exception is passed on too, with its traceback as a note.
    """
    with ExitStack() as stack:
        opened: list[Any] = []
        kept = sys.getallocatedblocks()
        while (data := _received(connection)) is not None:
            if sys.getallocatedblocks() - kept > _LEFT:
                # What then is left lives as long as the process, and is not gone through again.
                gc.collect()
                gc.freeze()
                kept = sys.getallocatedblocks()
            start = clock()
            result: Any
            try:
                task: Task = loads(data)
                if task.setup is None:
                    gc.disable()  # the process ends with its task, and its garbage with it
                elif not opened:
                    with write_errors(Path(tempfile.gettempdir())):
                        opened.append(stack.enter_context(_open(task.setup)))
                    gc.freeze()  # it lives as long as the process
                    kept = sys.getallocatedblocks()
                with within(task.allowance):
                    result = named(task.function)(*opened, task.argument)
            except NkbookError as error:
                result = error
            except MemoryError:
                result = over_memory(task)
            except Exception as error:  # noqa: BLE001 — the parent raises it
                result = _told(error)
            with suppress(ConnectionError):  # nobody waits any more: the next reception ends it
                connection.send_bytes(dumps(Done(result, clock() - start)))
            del data, result


def main() -> None:
    """Serve the process that started this one, over the socket whose number is the argument.

    The second argument is the folder for what is written for the time being, "" for the usual one.
    """
    # They go to the whole group; the parent ends us.
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    forget()
    serve_until_parent_ends(Connection(int(sys.argv[1])), sys.argv[2])


def serve_until_parent_ends(connection: Connection, scratch: str) -> None:
    """Serve a connection, but for no longer than the process lives that has the other end.

    What is written for the time being goes to the folder ``scratch``; "" is the usual one.
    """
    if scratch:
        tempfile.tempdir = scratch
    warnings.filterwarnings("ignore", LARGE_PICTURE)
    end_with_parent(scratch)
    serve(connection)


def end_with_parent(scratch: str = "") -> None:
    """Let this process end, whatever it does, when its parent has ended, however it did.

    A parent that was killed has removed nothing: the folder ``scratch`` goes too.
    """
    Thread(target=_wait_for_parent, args=(scratch,), daemon=True).start()


def _wait_for_parent(scratch: str) -> None:
    """End this process when its standard input ends: nobody writes to it."""
    os.read(0, 1)
    if scratch:
        shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)


def _told(error: Exception) -> Exception:
    """Return an exception that can be sent, and says where it was raised."""
    trace = traceback.format_exc()
    try:
        loads(dumps(error))
    except Exception:  # noqa: BLE001 — whatever its class does when it is pickled
        error = RuntimeError(f"{type(error).__name__}: {error}")
    error.add_note(trace)
    return error


def _received(connection: Connection) -> bytes | None:
    """Return the next message, or None when the parent has closed the connection, or died."""
    try:
        return connection.recv_bytes()
    except (EOFError, OSError):
        return None


@contextmanager
def _open(setup: Setup) -> Iterator[Any]:
    with named(setup.opener)(setup.argument) as opened:
        yield opened


def named(function: str) -> Callable[..., Any]:
    """Return a function by its name, "package.module:function"."""
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def render(job: Job) -> Artifact:
    """Make the file of a job whose format is made in one piece."""
    with write_errors(job.target.parent):
        _make_folders(job.target.parent, job.context.work)
        return renderer(job.format)(job.publication, job.context, job.target)


def _make_folders(*folders: Path) -> None:
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
