"""Does tasks on the workers of a Dask cluster, and here what has to be done here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import local
from typing import Any

import distributed as dask

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic
from nkbook.formats.tasks import Setup, Task
from nkbook.pipeline.cluster.node import Node, ProcessDiedError, digest_of_versions, do
from nkbook.pipeline.cluster.parcels import packed
from nkbook.pipeline.job import Done
from nkbook.pipeline.processes import Processes
from nkbook.store.pickling import loads

LOCAL = "local"
_HERE = "127.0.0.1"  # nobody else is to send tasks to a cluster of this machine
_dask: Any = dask  # it has types for some of its functions
_RETRIES = 2  # of a task whose process died; a lost worker's tasks are done again anyway
_AHEAD = 2  # tasks that wait at a worker, so that none waits for the network
_CONNECT = 20  # seconds


class ClusterHands:
    """Hands on a cluster."""

    def __init__(self, client: Any, digest: Callable[[Path], str], here: int = 1) -> None:
        """Use a cluster's workers, and ``here`` processes of this machine."""
        self._client, self._digest = client, digest
        self._versions = digest_of_versions()
        self._ended: SimpleQueue[tuple[int, Done | None]] = SimpleQueue()
        self._files: dict[str, Any] = {}  # what has been sent, by SHA-256: futures
        self._running: dict[int, Any] = {}
        self._here = ThreadPoolExecutor(here)
        self._own = local()
        self._started: list[Processes] = []

    def free(self) -> int:
        """Return how many tasks can be begun now."""
        threads = sum(self._client.nthreads().values())
        return max(0, _AHEAD * max(int(threads), 1) - len(self._running))

    def is_ready(self, setup: Setup | None) -> bool:  # noqa: ARG002 — of the protocol
        """Return True: which worker gets a task is the scheduler's choice."""
        return True

    def begin(self, number: int, task: Task) -> None:
        """Begin a task on some worker, or here if it reads or writes files of this machine."""
        if not task.anywhere:
            self._running[number] = None
            self._here.submit(self._do_here, number, task)
            return
        parcel = packed(task, self._digest)
        for sha256, path in parcel.files.items():
            if sha256 not in self._files:
                # Known by its content: a worker gets it once, when its first task needs it.
                self._files[sha256] = self._client.scatter(path.read_bytes(), hash=True)
        names = tuple(parcel.files)
        future = self._client.submit(
            do,
            parcel.data,
            self._versions,
            names,
            tuple(self._files[name] for name in names),
            pure=False,
            retries=_RETRIES,
        )
        self._running[number] = future
        future.add_done_callback(lambda done: self._take(number, done))

    def ended(self) -> Mapping[int, Done | None]:
        """Wait until at least one task has ended, and return what came of those that have."""
        found = dict([self._ended.get()])
        try:
            while True:
                number, done = self._ended.get_nowait()
                found[number] = done
        except Empty:
            pass
        for number in found:
            del self._running[number]
        return found

    def close(self) -> None:
        """Give up what is not done."""
        self._client.cancel([one for one in self._running.values() if one is not None])
        for processes in self._started:
            processes.close()
        self._here.shutdown(cancel_futures=True)

    def _take(self, number: int, future: Any) -> None:
        """Put what came of a task with the others: None when its process died, or its workers."""
        if future.status == "finished":
            done: Done | None = loads(future.result())
        elif future.status == "error":
            error = future.exception()
            died = isinstance(error, ProcessDiedError | _dask.KilledWorker)
            done = None if died else Done(error, 0)
        else:  # lost or given up
            done = None
        self._ended.put((number, done))

    def _do_here(self, number: int, task: Task) -> None:
        if not hasattr(self._own, "processes"):
            self._own.processes = Processes(1)
            self._started.append(self._own.processes)
        processes: Processes = self._own.processes
        try:
            processes.begin(number, task)
            done = processes.ended()[number]
        except Exception as error:  # noqa: BLE001 — nobody asks this thread for it: the caller raises it
            done = Done(error, 0)
        self._ended.put((number, done))


@contextmanager
def cluster(address: str, jobs: int, digest: Callable[[Path], str]) -> Iterator[ClusterHands]:
    """Yield hands on the cluster whose scheduler has an address, tcp://HOST:PORT.

    "local" starts one on this machine with ``jobs`` workers. Raises MissingToolError (NK609) when
    there is none at the address.
    """
    with connected(address, jobs) as client:
        hands = ClusterHands(client, digest)
        try:
            yield hands
        finally:
            hands.close()


@contextmanager
def connected(address: str, jobs: int) -> Iterator[Any]:
    """Yield a client of a cluster whose workers are ready for tasks; raises as ``cluster``."""
    if address == LOCAL:
        with (
            _dask.LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                host=_HERE,
                dashboard_address=f"{_HERE}:0",
                worker_dashboard_address=f"{_HERE}:0",
            ) as own,
            _dask.Client(own) as client,
        ):
            client.register_plugin(Node())
            yield client
        return
    try:
        client = _dask.Client(address, timeout=_CONNECT)
    except (OSError, ValueError) as error:
        raise MissingToolError(
            diagnostic(
                "NK609",
                f"there is no cluster at {address}: {error}",
                hint="start one with `dask scheduler` and `dask worker`, or write --cluster local",
            )
        ) from error
    with client:
        client.register_plugin(Node())
        yield client
