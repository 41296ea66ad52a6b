"""Tasks of all jobs are done together in processes, and what goes wrong in one is said."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import made_in_steps
import publications
import pytest
from alive import is_alive
from places import TESTS

from nkbook.diagnostics.errors import (
    ConfigError,
    InvalidOutputError,
    MissingToolError,
    ProblemsError,
)
from nkbook.diagnostics.problems import diagnostic
from nkbook.formats.base import Artifact
from nkbook.formats.tasks import Allowance, Setup, Steps, Task, Tasks
from nkbook.pipeline.job import Done, Job
from nkbook.pipeline.pool import _TimeLeft, run_all
from nkbook.pipeline.processes import Processes, processes
from nkbook.project.config.limits import Limits
from nkbook.store import Store, open_store

pytestmark = pytest.mark.slow


@pytest.fixture
def hands() -> Iterator[Processes]:
    with processes(2) as started:
        yield started


def answer(hands: Processes, task: Task) -> Any:
    """Return what comes of one task."""
    hands.begin(1, task)
    (found,) = hands.ended().values()
    return found.result if isinstance(found, Done) else found


def test_a_format_goes_on_when_its_tasks_are_done(hands: Processes, tmp_path: Path) -> None:
    publications.written(tmp_path, "文。")
    publication, context = publications.load(tmp_path, tmp_path / "scratch")
    job = Job(made_in_steps.SQUARES, publication, context, tmp_path / "made/squares")
    said: list[str] = []
    store = open_store(tmp_path / "store")
    made = run_all([job], hands, store, lambda *_: None, said.append)
    lines = (tmp_path / "made/squares").read_text("utf-8").splitlines()
    assert [line.split()[0] for line in lines] == ["0", "1", "4", "9"]
    assert 1 <= len({line.split()[-1] for line in lines}) <= 2  # at most so many processes
    assert [artifact.path for artifact in made.values()] == [job.target]
    so_far = [f"zh-Hant-HK/squares: squares, {pages} pages so far" for pages in (3, 6, 9)]
    assert said == [*so_far, "zh-Hant-HK/squares: squares", "zh-Hant-HK/squares: lines"]


def test_a_process_is_set_up_once_and_used_again(hands: Processes) -> None:
    first = answer(hands, Task("made_in_steps:written", 1, made_in_steps.SETUP))
    again = answer(hands, Task("made_in_steps:written", 2, made_in_steps.SETUP))
    other = answer(hands, Task("made_in_steps:written", 3, Setup("made_in_steps:opened", "lead")))
    assert first.replace("1 in", "2 in") == again
    assert "lead" in other
    assert other.split()[-1] != first.split()[-1]


class OneHand:
    """Does one task at a time, and remembers what it was set up for."""

    def __init__(self) -> None:
        self.setups: list[Setup | None] = []
        self.doing: int | None = None

    def free(self) -> int:
        return int(self.doing is None)

    def is_ready(self, setup: Setup | None) -> bool:
        return self.setups[-1:] == [setup]

    def begin(self, number: int, task: Task) -> None:
        self.setups.append(task.setup)
        self.doing = number

    def ended(self) -> dict[int, Done]:
        assert self.doing is not None
        number, self.doing = self.doing, None
        return {number: Done(None, 0)}


def test_no_process_is_set_up_anew_while_it_can_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publications.written(tmp_path, "文。")
    publication, context = publications.load(tmp_path, tmp_path / "scratch")
    job = Job(made_in_steps.SQUARES, publication, context, tmp_path / "made/squares")
    lead = Setup("made_in_steps:opened", "lead")

    def steps(job: Job, _: Store) -> Steps[Artifact]:
        mixed = (made_in_steps.SETUP, lead) * 3  # the third is the heaviest
        yield Tasks(tuple(Task("", n, one, -abs(n - 2)) for n, one in enumerate(mixed)))
        return Artifact(job.target)

    monkeypatch.setattr("nkbook.pipeline.pool.steps", steps)
    hands = OneHand()
    run_all([job], hands, open_store(tmp_path / "store"), lambda *_: None)
    assert hands.setups == [made_in_steps.SETUP] * 3 + [lead] * 3


def test_what_comes_of_a_task_is_taken_when_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not when all are done: what was made by then is kept, and need not be in memory."""
    publications.written(tmp_path, "文。")
    publication, context = publications.load(tmp_path, tmp_path / "scratch")
    job = Job(made_in_steps.SQUARES, publication, context, tmp_path / "made/squares")
    hands = OneHand()
    taken: list[tuple[int, int]] = []
    answers: list[list[str]] = []

    def take(number: int, result: None) -> str:
        taken.append((number, len(hands.setups)))
        if number == 2:
            raise InvalidOutputError((diagnostic("NK603", "no room"),))
        return f"{number} {result}"

    def steps(job: Job, _: Store) -> Steps[Artifact]:
        answers.append((yield Tasks((Task("", 0), Task("", 1)), taken=take)))
        yield Tasks((Task("", 2), Task("", 3)), taken=lambda number, _: take(number + 2, None))
        return Artifact(job.target)

    monkeypatch.setattr("nkbook.pipeline.pool.steps", steps)
    with pytest.raises(InvalidOutputError, match="no room"):
        run_all([job], hands, open_store(tmp_path / "store"), lambda *_: None)
    assert taken == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert answers == [["0 None", "1 None"]]


def test_a_task_without_set_up_has_a_process_of_its_own(hands: Processes) -> None:
    found = [answer(hands, Task("made_in_steps:squared", n))[1] for n in (1, 2)]
    assert len({*found, os.getpid()}) == 3


def test_exceptions_come_back(hands: Processes) -> None:
    problem = answer(hands, Task("made_in_steps:refused", "a wrong setting"))
    assert isinstance(problem, ConfigError)
    assert problem.diagnostics[0].message == "a wrong setting"
    mistake = answer(hands, Task("made_in_steps:broken", "a mistake"))
    assert isinstance(mistake, RuntimeError)
    assert re.search(r"made_in_steps\.py.*in broken", "".join(mistake.__notes__), re.DOTALL)


def test_a_process_that_dies_is_said(
    hands: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answer(hands, Task("made_in_steps:killed", None)) is None
    assert answer(hands, Task("made_in_steps:squared", 3))[0] == 9  # another does the rest
    publications.written(tmp_path, "文。")
    publication, context = publications.load(tmp_path, tmp_path / "scratch")
    job = Job(made_in_steps.SQUARES, publication, context, tmp_path / "made/squares")
    monkeypatch.setattr("made_in_steps.SETUP", Setup("made_in_steps:killed", None))
    with pytest.raises(MissingToolError) as raised:
        run_all([job], hands, open_store(tmp_path / "store"), lambda *_: None)
    assert [found.code for found in raised.value.diagnostics] == ["NK604"]


@pytest.mark.parametrize(
    ("function", "code", "setting"),
    [("endless", "NK120", "task-seconds"), ("boundless", "NK121", "task-memory")],
)
def test_a_task_beyond_its_limits_is_ended(
    hands: Processes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    code: str,
    setting: str,
) -> None:
    publications.written(tmp_path, "文。")
    publication, context = publications.load(tmp_path, tmp_path / "scratch")
    limits = Limits().model_copy(update={"task_seconds": 1, "task_memory": 512})
    context = replace(context, options=context.options.model_copy(update={"limits": limits}))
    job = Job(made_in_steps.SQUARES, publication, context, tmp_path / "made/squares")
    monkeypatch.setattr("made_in_steps.FIRST", f"made_in_steps:{function}")
    with pytest.raises(ProblemsError) as raised:
        run_all([job], hands, open_store(tmp_path / "store"), lambda *_: None)
    (found,) = raised.value.diagnostics
    assert found.code == code
    assert found.message.startswith("squares: squares ")  # the file, and what was done
    assert setting in str(found.hint)
    assert answer(hands, Task("made_in_steps:squared", 3))[0] == 9  # others go on


def test_a_limit_holds_for_each_task_anew(hands: Processes) -> None:
    short = Allowance(seconds=2, megabytes=4_096)
    for number in range(3):
        task = Task("made_in_steps:busy", number, made_in_steps.SETUP, allowance=short)
        assert answer(hands, task) == number


SLEEPER = """
import sys
from pathlib import Path
from nkbook.formats.tasks import Task
from nkbook.pipeline.processes import processes

if __name__ == "__main__":
    with processes(2) as hands:
        hands.begin(1, Task("made_in_steps:asleep", Path(sys.argv[1])))
        hands.begin(2, Task("made_in_steps:squared", 2))
        hands.ended()
        print("ready", flush=True)
        hands.ended()
"""


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_its_parent(tmp_path: Path, sent: signal.Signals) -> None:
    script = tmp_path / "sleeper.py"
    script.write_text(SLEEPER, "utf-8")
    told = tmp_path / "pid"
    path = os.pathsep.join((str(TESTS), os.environ.get("PYTHONPATH", "")))
    parent = subprocess.Popen(
        [sys.executable, script, told],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"ready\n"
    until = time.monotonic() + 60
    while not (told.exists() and told.read_text("utf-8")) and time.monotonic() < until:
        time.sleep(0.05)
    child = int(told.read_text("utf-8"))
    parent.send_signal(sent)
    parent.wait(60)
    parent.stdout.close()
    while is_alive(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(child)


def test_no_room_for_what_is_written_for_the_time_being(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.mkdtemp", full)
    with pytest.raises(MissingToolError) as raised, processes(1):
        pass
    assert [found.code for found in raised.value.diagnostics] == ["NK603"]


def test_what_tasks_leave_behind_goes_when_it_is_much() -> None:
    """Garbage is looked for between tasks, but not after each: a process that ends needs none."""
    number = 150_000
    setup = Setup("made_in_steps:rarely_collecting", number)
    with processes(1) as hands:
        left = [answer(hands, Task("made_in_steps:circles", None, setup)) for _ in range(9)]
    assert left[:3] == [0, number, 2 * number]
    assert left.count(0) > 1
    assert max(left) < 5 * number


def test_the_time_left_is_reckoned_by_the_weight_of_what_is_done() -> None:
    left = _TimeLeft(begun=100)
    for weight in (6, 3, 1):
        left.expect(weight)
    assert left.about(110) == ""  # nobody knows yet
    left.done(6)
    assert left.about(112) == ", about 8 s left"
    left.done(3)
    left.done(1)
    assert left.about(120) == ""
