"""The limits of a run as a whole: the clock, and processor time and memory of its own process."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from places import BOOKS

import nkbook
from nkbook.diagnostics.doing import at_file, at_stage
from nkbook.diagnostics.errors import ProblemsError
from nkbook.pipeline.limits import allowance
from nkbook.pipeline.limits.whole import bounded, hold
from nkbook.pipeline.untrusted import running
from nkbook.project.config.limits import Limits

FEW = Limits().model_copy(update={"task_seconds": 1, "task_memory": 700, "build_seconds": 60})
KINDS = (resource.RLIMIT_CPU, resource.RLIMIT_DATA)


def busy() -> None:
    while True:
        pass


def greedy() -> None:
    taken = []
    while True:
        taken.append(bytes(50_000_000))


def asleep() -> None:
    time.sleep(600)


@pytest.mark.parametrize(
    ("act", "code", "setting"),
    [
        (busy, "NK120", "task-seconds"),
        (lambda: re.match("(a|a)*b", "a" * 60), "NK120", "task-seconds"),
        (greedy, "NK121", "task-memory"),
    ],
    ids=["busy", "pattern", "greedy"],
)
def test_a_run_beyond_its_limits_says_where_it_was(
    act: Callable[[], object], code: str, setting: str
) -> None:
    before = [resource.getrlimit(kind) for kind in KINDS]

    @bounded(FEW, Path("/book"))
    def run() -> None:
        at_stage("markdown")
        at_file("/book/chapters/one.md")
        act()

    with pytest.raises(ProblemsError) as raised:
        run()
    (found,) = raised.value.diagnostics
    assert (found.code, str(found.location)) == (code, "chapters/one.md")
    assert found.message.startswith("reading the chapters and pictures ")
    assert setting in str(found.hint)
    assert [resource.getrlimit(kind) for kind in KINDS] == before
    assert signal.getsignal(signal.SIGXCPU) is signal.SIG_DFL


def test_a_run_that_waits_for_ever_is_ended_by_the_clock() -> None:
    short = FEW.model_copy(update={"task_seconds": 3600, "build_seconds": 1})
    with pytest.raises(ProblemsError) as raised, bounded(short, Path("/book")):
        asleep()
    (found,) = raised.value.diagnostics
    assert found.code == "NK123"
    assert "build-seconds" in str(found.hint)


def test_settings_change_the_limits_of_a_run_that_goes_on() -> None:
    more = Limits().model_copy(update={"task_memory": 9_000})
    # The processor time is that of the whole process, and other tests have threads of theirs in it.
    few = FEW.model_copy(update={"task_seconds": 3600})
    with bounded(few, Path()):
        hold(more)
        # What the process has already, which the tests' own has much of, is not the run's.
        assert resource.getrlimit(resource.RLIMIT_DATA)[0] > 9_000 * allowance.MEGA
        code = (
            "import resource as r; from nkbook.pipeline.limits.allowance import forget; forget();"
            "print(r.getrlimit(r.RLIMIT_DATA)[0] == r.getrlimit(r.RLIMIT_DATA)[1])"
        )
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert told.stdout == b"True\n"  # what it starts keeps to its own


def test_limits_that_leave_no_memory_do_not_stop_the_clock() -> None:
    """The thread that looks at the clock begins before the limits are set, and again."""
    none = FEW.model_copy(update={"task_seconds": 3600, "task_memory": 0, "build_seconds": 1})

    @bounded(none, Path("/book"))
    def run() -> None:
        hold(none)
        asleep()

    with pytest.raises(ProblemsError):
        run()


def test_other_threads_are_let_alone() -> None:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.extend(nkbook.check(BOOKS / "minimal")))
    thread.start()
    thread.join()
    assert found == []


def below(process: int) -> set[int]:
    """Return the ids of the processes that a process has started, and those of these."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
    found = {process}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {process}


# Seconds that nothing else waits: a process of another test, of this worker too, is not meant.
ONLY_HERE = f"600.{os.getpid():07}"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_book_of_strangers_has_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a process that hears nothing is ended by the clock, with all that it has started."""
    book = Path(shutil.copytree(BOOKS / "minimal", tmp_path / "book"))
    short = Limits.strict().model_copy(update={"build_seconds": 0})
    monkeypatch.setattr(Limits, "strict", lambda: short)
    monkeypatch.setattr(running, "_PATIENCE", 3)
    monkeypatch.setattr(
        running,
        "_MAIN",
        "import signal, subprocess, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"subprocess.Popen(['sleep', '{ONLY_HERE}']); time.sleep({ONLY_HERE})",
    )
    with pytest.raises(ProblemsError) as raised:
        nkbook.check(book, untrusted=True)
    assert [found.code for found in raised.value.diagnostics] == ["NK123"]
    until = time.monotonic() + 60  # what is killed ends when the system comes to it
    while ONLY_HERE in "".join(_commands()):
        assert time.monotonic() < until
        time.sleep(0.1)


def _commands() -> list[str]:
    """Return what each process that runs was called with; one that has ended says nothing."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_text(errors="replace"))
        except OSError:
            continue
    return found


STUCK = """
import ctypes, sys
from pathlib import Path
from nkbook.formats.tasks import Task
from nkbook.pipeline.copies.original import original
from nkbook.pipeline.processes import processes

if __name__ == "__main__":
    with original() as copied, processes(2, copied) as hands:
        hands.begin(1, Task("made_in_steps:deaf", Path(sys.argv[1])))
        hands.ended()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")
def test_a_copy_that_hears_nothing_ends_with_its_parent(tmp_path: Path) -> None:
    """It is in a library that does not let Python run, and its parent is killed."""
    program = tmp_path / "stuck.py"
    program.write_text(STUCK, encoding="utf-8")
    paths = os.pathsep.join(sys.path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, program, tmp_path / "begun"],
        env={**os.environ, "PYTHONPATH": paths, "TMPDIR": str(scratch)},
    )
    while not (tmp_path / "begun").exists():
        assert process.poll() is None
        time.sleep(0.05)
    all_below = below(process.pid)
    assert len(all_below) > 1
    process.kill()
    process.wait()
    until = time.monotonic() + 60
    while any(Path(f"/proc/{one}").exists() for one in all_below):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert list(scratch.iterdir()) == []
