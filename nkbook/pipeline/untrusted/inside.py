"""What runs in the confined process: it confines itself, and then reads the book."""

from __future__ import annotations

import ctypes
import signal
import sys
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from nkbook.diagnostics.errors import MissingToolError, NkbookError
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.diagnostics.system import refused
from nkbook.pipeline.request import Request
from nkbook.pipeline.untrusted.answers import written
from nkbook.pipeline.untrusted.confinement import confine
from nkbook.pipeline.worker import end_with_parent
from nkbook.store.pickling import loads

_PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(frozen=True, slots=True)
class Order:
    """What the confined process is to do: "build", "check" or name the "editions" of a book."""

    what: str
    request: Request
    writable: tuple[Path, ...]
    second_reading: bool = False


def main() -> None:
    """Do what the process that started this one asks, over the socket that the argument names."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    _die_with_parent()
    connection = Connection(int(sys.argv[1]))
    order: Order = loads(connection.recv_bytes())
    kind, value = "error", None
    try:
        missing = confine((order.request.root,), order.writable)
        end_with_parent()  # a thread that began before would not be confined
        said = _said(missing, required=order.request.confined)
        kind, value = _done(order, connection, said)
    except NkbookError as error:
        value = error
    except MemoryError:
        value = MissingToolError(diagnostic("NK604", "the book needs more memory than it may have"))
    except Exception as error:  # noqa: BLE001 — the parent raises it
        known = refused(error) if isinstance(error, OSError) else None
        kind, value = ("error", known) if known else ("failure", traceback.format_exc())
    connection.send_bytes(written(kind, value))


def _die_with_parent() -> None:
    """Let the kernel end this process with its parent, even while a library does not listen."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def _said(missing: tuple[str, ...], *, required: bool) -> tuple[Diagnostic, ...]:
    """Return NK611 for what this machine cannot keep the book from; raises NK612 if it must."""
    if not missing:
        return ()
    hint = "on Linux 5.19 or newer: pip install landlockpy pyseccomp; apt install libseccomp2"
    what = " and ".join(reversed(missing))
    if required:
        message = f"the book is not built: this machine cannot keep it from {what}"
        raise MissingToolError(diagnostic("NK612", message, hint=hint))
    message = f"this machine cannot keep the book from {what}; only nkbook's own rules do"
    return (diagnostic("NK611", message, hint=hint),)


def _done(order: Order, connection: Connection, said: tuple[Diagnostic, ...]) -> tuple[str, Any]:
    # These load the libraries that read books, after the process has been confined.
    from nkbook.pipeline import steps  # noqa: PLC0415
    from nkbook.project import config  # noqa: PLC0415

    request = order.request
    if order.what == "editions":
        return "names", list(config.load(request.root).editions)
    if order.what == "check":
        found = steps.check(
            request.root, request.editions, second_reading=order.second_reading, untrusted=True
        )
        return "diagnostics", (*said, *found)

    def say(text: str) -> None:
        connection.send_bytes(written("said", text))

    return "result", steps.build(request, say, said=said)
