"""What runs in a worker of Dask: it keeps the files that come, and a process for each thread."""

from __future__ import annotations

import os
import sys
import tempfile
from functools import cached_property
from pathlib import Path
from threading import Lock, local
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic
from nkbook.formats.tasks import Task
from nkbook.pipeline.cluster.parcels import unpacked
from nkbook.pipeline.copies.original import BUILDS, Original
from nkbook.pipeline.job import Done
from nkbook.pipeline.processes import Processes
from nkbook.store import Store
from nkbook.store.pickling import dumps

NAME = "nkbook"


class ProcessDiedError(Exception):
    """The process of a task died; the task is to be tried again."""


class Node(WorkerPlugin):
    """The files and processes of one worker.

    Tasks are done in processes of our own, as on one machine: a library that crashes takes no
    worker with it, and fonts are chosen before libraries are loaded.
    """

    name = NAME

    def setup(self, worker: Worker) -> None:  # noqa: ARG002 — Dask's signature
        """Make the folder of files."""
        self._folder = tempfile.TemporaryDirectory(prefix="nkbook-node-")
        self._lock = Lock()
        self._own = local()
        self._started: list[Processes] = []
        self._original: Original | None = None

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 — likewise
        """End the processes and remove the files."""
        for processes in self._started:
            processes.close()
        if self._original is not None:
            self._original.close()
        self._folder.cleanup()

    @cached_property
    def versions(self) -> str:
        """Return a digest of the versions of all code on this machine."""
        return digest_of_versions()

    @property
    def folder(self) -> Path:
        """Return where files lie, under their SHA-256."""
        return Path(self._folder.name)

    def keep(self, sha256: str, data: bytes) -> None:
        """Keep a file that came."""
        path = self.folder / sha256
        if path.exists():
            return
        handle, name = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)

    def do(self, task: Task) -> Done:
        """Do a task in the process of this thread; raises ProcessDiedError when it died."""
        if not hasattr(self._own, "processes"):
            self._own.processes = Processes(1)
            with self._lock:
                self._started.append(self._own.processes)
        processes: Processes = self._own.processes
        if task.setup is None and sys.platform == "linux":
            # A book of a catalogue, which has a process of its own: copies begin at once.
            with self._lock:
                self._original = self._original or Original(BUILDS)
            processes.original = self._original
        processes.begin(0, task)
        done = processes.ended()[0]
        if done is None:
            raise ProcessDiedError
        return done


def do(parcel: bytes, versions: str, names: tuple[str, ...], files: tuple[bytes, ...]) -> bytes:
    """Do a task that was sent, with its files by SHA-256; return a Done as bytes.

    On a machine with other ``versions`` of code it would have another result: that is a problem,
    NK610.
    """
    node: Any = get_worker().plugins[NAME]
    if node.versions != versions:
        return dumps(Done(_other_versions(get_worker().address), 0))
    for sha256, data in zip(names, files, strict=True):
        node.keep(sha256, data)
    return dumps(node.do(unpacked(parcel, node.folder)))


def digest_of_versions() -> str:
    """Return a digest of the versions of all code that takes part in results."""
    return Store(None).key("versions").digest


def _other_versions(address: str) -> MissingToolError:
    return MissingToolError(
        diagnostic(
            "NK610",
            f"the worker at {address} has another nkbook, or other libraries, than this machine",
            hint="install the same packages on all machines, with the same lock file",
        )
    )
