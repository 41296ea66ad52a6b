"""Starts the confined process, and takes what it answers for what a stranger says."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from signal import SIGKILL
from socket import socketpair
from time import monotonic
from typing import Any, cast

from nkbook.diagnostics.errors import ConfigError, MissingToolError, ProblemsError
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.output import write_errors
from nkbook.pipeline.request import Request, Result
from nkbook.pipeline.untrusted.answers import read
from nkbook.pipeline.untrusted.inside import Order
from nkbook.project.config.limits import Limits
from nkbook.reading.files import real
from nkbook.store.pickling import dumps

_MAIN = "from nkbook.pipeline.untrusted.inside import main; main()"
# What comes of an answer that breaks off, or is none.
_UNREADABLE = (
    *(EOFError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError),
)
_PATIENCE = 20  # seconds: the process itself knows better where it was
_LONGEST = 64_000_000  # bytes of an answer
# Variables that the confined process needs; others may hold secrets.
_VARIABLES = ("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "PATH", "SOURCE_DATE_EPOCH", "TZ",
              "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONHASHSEED", "PYTHONUTF8")  # fmt: skip


def build(request: Request, progress: Callable[[str], None] = lambda _: None) -> Result:
    """Build the book of a stranger; raises as ``nkbook.build`` does, and NK602, NK604, NK612."""
    if request.cluster is not None:
        hint = "build it without --cluster"
        raise ConfigError(diagnostic("NK613", "a book of strangers is built here alone", hint=hint))
    place = request.place
    with write_errors(place):
        if request.output is None and not real(place).is_relative_to(real(request.root)):
            message = f"the output folder {place} is a link that leads out of the book"
            hint = "give another folder with -o"
            raise MissingToolError(diagnostic("NK602", message, hint=hint))
        place.mkdir(parents=True, exist_ok=True)
    order = Order("build", replace(request, use_cache=False), (place,))
    return cast("Result", _answer(order, "result", progress))


def check(request: Request, *, second_reading: bool = False) -> tuple[Diagnostic, ...]:
    """Return the problems of a stranger's book; raises as ``nkbook.check`` does, and NK612."""
    order = Order("check", request, (), second_reading)
    return cast("tuple[Diagnostic, ...]", _answer(order, "diagnostics"))


def editions(root: Path, *, confined: bool = False) -> tuple[str, ...]:
    """Return the editions that a stranger's book lists; raises as reading its settings does."""
    order = Order("editions", Request(root, untrusted=True, confined=confined), ())
    return tuple(map(str, _answer(order, "names")))


def _answer(order: Order, wanted: str, progress: Callable[[str], None] = lambda _: None) -> Any:
    with tempfile.TemporaryDirectory(prefix="nkbook-") as name:
        scratch = Path(name)
        order = replace(order, writable=(*order.writable, scratch))
        until = monotonic() + Limits.strict().build_seconds + _PATIENCE
        with _started(scratch) as connection:
            try:
                connection.send_bytes(dumps(order))
                last = "nothing yet"
                while True:
                    if not connection.poll(max(until - monotonic(), 0)):
                        raise _too_long(last)
                    kind, value = read(connection.recv_bytes(_LONGEST))
                    if kind != "said":
                        break
                    last = str(value)
                    progress(last)
            except _UNREADABLE as error:
                message = "the process that read the book died"
                hint = "the book may need more time or memory than one of strangers may have"
                raise MissingToolError(diagnostic("NK604", message, hint=hint)) from error
    if kind == "error":
        raise value
    if kind != wanted:
        raise RuntimeError(f"the confined process failed: {value}")
    return value


def _too_long(last: str) -> ProblemsError:
    """Return NK123 of a process that has not even said that it takes too long."""
    seconds = Limits.strict().build_seconds
    message = f"the whole took more than {seconds:,} s; the last that was said of it: {last}"
    return ProblemsError(diagnostic("NK123", message, hint="a book of strangers may not raise it"))


@contextmanager
def _started(scratch: Path) -> Iterator[Connection]:
    """Start the process; it ends with the block, or when this one does, and all that it started."""
    ours, theirs = socketpair()
    variables = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
    variables |= {
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "NKBOOK_CACHE": "",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with theirs:
        process = subprocess.Popen(  # noqa: S603 — Python, with a text of ours
            [sys.executable, "-c", _MAIN, str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.PIPE,
            env=variables,
            start_new_session=True,  # so that all of it can be ended at once
        )
    connection = Connection(ours.detach())
    try:
        yield connection
    finally:
        connection.close()
        with suppress(OSError):  # it has ended, and so has all that it started
            os.killpg(process.pid, SIGKILL)
        process.wait()
        if process.stdin is not None:
            process.stdin.close()
