"""Processes are copies of one that has imported what they need, and of nothing of a book's."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from alive import is_alive
from judges import PATIENCE
from places import REPOSITORY

from nkbook.formats.tasks import Task
from nkbook.pipeline.copies.original import Original, original
from nkbook.pipeline.job import Done
from nkbook.pipeline.processes import processes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone"),
]


@pytest.fixture
def first() -> Iterator[Original]:
    with original() as made:
        assert made is not None
        yield made


def result(first: Original | None, function: str, argument: Any = None) -> Any:
    with processes(1, first) as hands:
        hands.begin(1, Task(function, argument))
        (found,) = hands.ended().values()
        return found.result if isinstance(found, Done) else found


def test_copies_have_one_parent_and_nothing_in_common(first: Original) -> None:
    squares = [result(first, "made_in_steps:squared", number) for number in (2, 3)]
    assert [square for square, _ in squares] == [4, 9]
    assert len({process for _, process in squares} | {os.getpid()}) == 3


def test_a_copy_has_loaded_what_lays_out_but_no_fonts(first: Original, tmp_path: Path) -> None:
    """Two books have fonts of their own. It has one thread: another would not be in its copies."""
    maps, status = (result(first, "made_in_steps:system_says", name) for name in ("maps", "status"))
    assert "libpango" in maps
    (line,) = [line for line in status.splitlines() if line.startswith("Threads:")]
    assert int(line.split()[1]) == 2  # the other waits for its parent's end
    for family in ("NK Serif Latin", "NK Serif CJK"):
        target = tmp_path / f"{family}.pdf"
        assert result(first, "made_in_steps:printed", (family, target)) is None
        with pymupdf.open(target) as pdf:
            names = {font[3].rpartition("+")[2] for font in pdf[0].get_fonts()}
        assert names
        assert all(name.startswith(family.replace(" ", "-")) for name in names)


def test_one_that_dies_takes_nobody_with_it(first: Original) -> None:
    assert result(first, "made_in_steps:killed") is None
    assert result(first, "made_in_steps:squared", 4)[0] == 16


def test_without_the_original_a_program_is_started(first: Original) -> None:
    first.close()
    assert result(first, "made_in_steps:squared", 5)[0] == 25
    assert result(None, "made_in_steps:squared", 6)[0] == 36


def test_a_busy_copy_is_ended_at_once(first: Original, tmp_path: Path) -> None:
    told = tmp_path / "pid"
    with processes(1, first) as hands:
        hands.begin(1, Task("made_in_steps:asleep", told))
        while not (told.exists() and told.read_text("utf-8")):
            time.sleep(0.01)
    until = time.monotonic() + 300
    while is_alive(int(told.read_text("utf-8"))):  # it would sleep for longer
        assert time.monotonic() < until
        time.sleep(0.05)


SCRIPT = """
import sys, threading
from nkbook.formats.tasks import Task
from nkbook.pipeline.copies.being import being_ours
from nkbook.pipeline.copies.original import original
from nkbook.pipeline.processes import processes

held = open(sys.argv[1])
if sys.argv[2] == "threads":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
with being_ours(), original() as first, processes(1, first) as hands:
    for function, asked in (("system_says", "cmdline"), ("open_files", None), ("squared", 7)):
        hands.begin(1, Task(f"made_in_steps:{function}", asked))
        print(ascii(hands.ended()[1].result))
"""


@pytest.mark.parametrize("others", ["none", "threads"])
def test_the_command_lines_process_is_copied_if_it_has_one_thread(
    others: str, tmp_path: Path
) -> None:
    """Else a program is: a copy would wait for ever for what the other threads hold."""
    lock = tmp_path / "lock"
    lock.touch()
    command = [sys.executable, "-c", SCRIPT, str(lock), others]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=600, env=paths
    )
    assert done.returncode == 0, done.stderr
    cmdline, files, (square, _) = map(ast.literal_eval, done.stdout.splitlines())
    assert (str(lock) in cmdline.split("\0")) is (others == "none")
    assert str(lock) not in files  # or a lock that its holder gives up would stay
    assert square == 49


KILLED = """
import os, signal
from nkbook.pipeline.copies.original import Original
from nkbook.pipeline.processes import processes
with processes(1, Original()):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_parent_that_is_killed_before_any_copy_leaves_no_folder(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    until = time.monotonic() + PATIENCE
    while list(tmp_path.iterdir()) and time.monotonic() < until:
        time.sleep(0.1)
    assert list(tmp_path.iterdir()) == []
