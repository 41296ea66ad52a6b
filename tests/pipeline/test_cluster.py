"""A book that is made on a cluster is the book that is made here, whatever happens to workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import Any

import publications
import pytest
from conftest import Run, run_nkbook
from places import BOOKS

from nkbook.diagnostics.errors import ConfigError, MissingToolError
from nkbook.formats.tasks import Task
from nkbook.pipeline.cluster.hands import ClusterHands, cluster, connected
from nkbook.pipeline.cluster.parcels import Parcel, packed, unpacked
from nkbook.pipeline.job import Done
from nkbook.store import Store

pytestmark = [
    pytest.mark.slow,
    # Dask leaves sockets to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def hands() -> Iterator[ClusterHands]:
    with cluster("local", 2, Store(None).digest) as started:
        yield started


def answers(hands: ClusterHands, *tasks: Task) -> list[Any]:
    """Return what comes of tasks."""
    for number, task in enumerate(tasks):
        hands.begin(number, task)
    found: dict[int, Done | None] = {}
    while len(found) < len(tasks):
        found |= hands.ended()
    return [done and done.result for _, done in sorted(found.items())]


def test_a_file_travels_by_its_content(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    for path in (first, second):
        path.write_text("字", "utf-8")
    parcel = packed({"one": first, "two": second, "folder": tmp_path}, Store(None).digest)
    ((sha256, sent),) = parcel.files.items()
    there = tmp_path / "there"
    there.mkdir()
    (there / sha256).write_bytes(sent.read_bytes())
    value = unpacked(parcel.data, there)
    assert value["one"] == value["two"] == there / f"{sha256}.txt"
    assert value["one"].read_text("utf-8") == "字"
    assert value["folder"] == tmp_path  # no file: it is not sent


def test_tasks_are_done_on_workers_and_here(hands: ClusterHands) -> None:
    tasks = [Task("made_in_steps:squared", number, anywhere=True) for number in range(6)]
    tasks.append(Task("made_in_steps:squared", 6))
    found = answers(hands, *tasks)
    assert [square for square, _ in found] == [number * number for number in range(7)]
    assert os.getpid() not in {process for _, process in found}


def test_problems_and_mistakes_come_back(hands: ClusterHands) -> None:
    refused, broken = answers(
        hands,
        Task("made_in_steps:refused", "a wrong setting", anywhere=True),
        Task("made_in_steps:broken", "a mistake", anywhere=True),
    )
    assert isinstance(refused, ConfigError)
    assert isinstance(broken, RuntimeError)
    assert "in broken" in "".join(broken.__notes__)


def test_a_process_that_always_dies_is_said(hands: ClusterHands) -> None:
    (found,) = answers(hands, Task("made_in_steps:killed", None, anywhere=True))
    assert found is None


def test_what_a_worker_cannot_even_begin_comes_back(
    hands: ClusterHands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task that cannot be read there, or not be written here, is no process that died."""
    monkeypatch.setattr("nkbook.pipeline.cluster.hands.packed", lambda *_: Parcel(b"?", {}))
    (unread,) = answers(hands, Task("made_in_steps:squared", 1, anywhere=True))
    assert isinstance(unread, Exception)
    (unwritten,) = answers(hands, Task("made_in_steps:squared", lambda: 1))
    assert isinstance(unwritten, Exception)


def test_a_worker_that_is_lost_is_survived(tmp_path: Path) -> None:
    with connected("local", 2) as client:
        own = ClusterHands(client, Store(None).digest)
        for number in range(4):
            task = Task("made_in_steps:late", (number, tmp_path), anywhere=True)
            own.begin(number, task)
        while len(list(tmp_path.iterdir())) < 2:  # both workers have begun
            sleep(0.05)
        lost = client.run(os.getpid)
        os.kill(next(iter(lost.values())), signal.SIGKILL)
        found: dict[int, Done | None] = {}
        while len(found) < 4:
            found |= own.ended()
        assert [done and done.result for _, done in sorted(found.items())] == [0, 1, 4, 9]
        own.close()


def test_a_machine_with_other_versions_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nkbook.pipeline.cluster.hands.digest_of_versions", lambda: "others")
    with cluster("local", 1, Store(None).digest) as own:
        (found,) = answers(own, Task("made_in_steps:squared", 1, anywhere=True))
    assert isinstance(found, MissingToolError)
    assert [problem.code for problem in found.diagnostics] == ["NK610"]


def test_where_no_cluster_is(
    tmp_path: Path, run_here: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nkbook.pipeline.cluster.hands._CONNECT", 1)  # second, of 20
    publications.written(tmp_path, "文。")
    run = run_here("build", tmp_path, "--cluster", "tcp://127.0.0.1:9", "--no-cache")
    assert run.code == 5
    assert "NK609" in run.err


def test_a_book_has_the_same_bytes(tmp_path: Path) -> None:
    for name, options in (("here", ()), ("there", ("--cluster", "local"))):
        run = run_nkbook(
            "build", BOOKS / "everything", "-o", tmp_path / name, "--no-cache", *options
        )
        assert run.code == 0, run.err
    here, there = tmp_path / "here/zh-Hant-HK", tmp_path / "there/zh-Hant-HK"
    names = sorted(path.name for path in here.iterdir())
    assert sorted(path.name for path in there.iterdir()) == names
    assert "everything.pdf" in names
    for name in names:
        assert (here / name).read_bytes() == (there / name).read_bytes(), name
