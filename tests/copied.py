"""Runs nkbook's command line in copies of a process that has imported it already.

Each is a process of its own, with the folder, environment and output that it is given, as nkbook's
own builds of many books are copies (``nkbook.pipeline.copies``). The process has checked a book, so
that none of them compiles the theme's templates again. What Python itself reads of the
environment when it begins cannot be given to a copy: ``can_run`` says so.

As a program: serves the socket whose path is the argument until its standard input ends.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from places import BOOKS, REPOSITORY

_LONGEST = 1 << 20  # bytes of a request
_VERBS = ("nkbook.cli.build", "nkbook.cli.check", "nkbook.cli.import_", "nkbook.importing.run")
_READ_AT_START = ("PYTHON", "LC_", "LANG", "LD_", "TZ")  # how such variables begin


def can_run(environment: Mapping[str, str]) -> bool:
    """Return whether a copy would be the same as a program started with an environment."""
    started = _program().environment
    changed = {name for name, value in environment.items() ^ started.items() if value}
    return not any(name.startswith(_READ_AT_START) for name in changed)


def run(
    arguments: Sequence[str],
    cwd: Path | None,
    environment: Mapping[str, str],
    patience: float,
    first: Path | None = None,
) -> tuple[int, str, str]:
    """Return with what a run of nkbook ended, and what it wrote to both outputs.

    ``first`` is a folder whose modules Python finds before all others when it begins.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as err,
        socket.socket(socket.AF_UNIX) as link,
    ):
        link.settimeout(patience)
        link.connect(_program(first).address)
        asked = json.dumps([list(arguments), str(cwd or Path.cwd()), dict(environment)])
        socket.send_fds(link, [asked.encode()], [out.fileno(), err.fileno()])
        code = int(link.recv(99))
        out.seek(0)
        err.seek(0)
        return code, out.read(), err.read()


class _Program:
    """The process that is copied."""

    def __init__(self, first: Path | None) -> None:
        self.folder = tempfile.mkdtemp(prefix="nkbook-copied-")
        self.address = f"{self.folder}/socket"
        places = os.pathsep.join(map(str, filter(None, (first, REPOSITORY))))
        self.environment = {**os.environ, "PYTHONPATH": places}
        self._process = subprocess.Popen(
            [sys.executable, __file__, self.address],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline(), "nkbook cannot be imported"
        atexit.register(self._close)

    def _close(self) -> None:
        self._process.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)


@functools.cache
def _program(first: Path | None = None) -> _Program:
    return _Program(first)


def _serve(address: str) -> tuple[list[str], str, dict[str, str]]:
    """Return in each copy with what it is to run; end when standard input does."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        print("ready", flush=True)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that wait
        while True:
            ready, _, _ = select.select([listening, sys.stdin], [], [])
            if sys.stdin in ready:
                sys.exit()
            link, _ = listening.accept()
            if os.fork():
                link.close()
                continue
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            data, descriptors, _, _ = socket.recv_fds(link, _LONGEST, 2)
            copy = os.fork()
            if copy:
                _, status = os.waitpid(copy, 0)
                link.send(b"%d" % os.waitstatus_to_exitcode(status))
                os._exit(0)
            link.close()
            # Standard input stays: its end tells copies of the copy that nobody is there.
            for number, descriptor in enumerate(descriptors, 1):
                os.dup2(descriptor, number)
                os.close(descriptor)
            arguments, cwd, environment = json.loads(data)
            return arguments, cwd, environment


def _warm() -> None:
    """Let nkbook do once what each copy would: compile the theme's templates, read its tables.

    All that a process keeps of it belongs to the package or is kept by its content.
    """
    import nkbook  # noqa: PLC0415 — as above

    for name in ("apparatus", "editions"):
        nkbook.check(BOOKS / name)


def main() -> None:
    """Import what builds need, and run nkbook in each copy."""
    from nkbook.pipeline.copies import copying  # noqa: PLC0415 — tests that ask only need none
    from nkbook.pipeline.copies.being import being_copy  # noqa: PLC0415
    from nkbook.pipeline.copies.original import BUILDS  # noqa: PLC0415

    for name in (*copying._IMPORTED, BUILDS, *_VERBS):
        importlib.import_module(name)
    copying._load_engine()
    _warm()
    gc.collect()
    gc.freeze()
    arguments, cwd, environment = _serve(sys.argv[1])
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["nkbook", *arguments]
    sys.path[0] = cwd
    with being_copy():
        runpy.run_module("nkbook", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
