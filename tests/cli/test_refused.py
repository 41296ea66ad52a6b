"""What the system refuses to the command line itself: room, files, the folder it is in."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from places import BOOKS, REPOSITORY

NKBOOK = (sys.executable, "-m", "nkbook")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NKBOOK_CACHE": ""}


def ran(
    *arguments: str | Path, before: Callable[[], object] | None = None, stdout: int = -1
) -> tuple[int, str]:
    """Return a command's exit code, and what it says of problems."""
    done = subprocess.run(
        [*NKBOOK, *arguments],
        env=ENVIRONMENT,
        preexec_fn=before,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
        text=True,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("arguments", [("check", "--list"), ("--help",), ("doctor",)])
def test_no_room_for_what_is_printed(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        code, said = ran(*arguments, stdout=full.fileno())
    assert (code, "NK603" in said) == (5, True)


def test_no_more_files(tmp_path: Path) -> None:
    few = (7, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    code, said = ran(
        *("build", BOOKS / "minimal", "-o", tmp_path),
        before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, few),
    )
    assert (code, "NK614" in said) == (5, True)


@pytest.mark.slow
def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()

    def leave() -> None:
        os.chdir(gone)
        gone.rmdir()

    code, said = ran("check", before=leave)
    assert (code, "NK215" in said) == (4, True)


@pytest.mark.slow
def test_no_standard_output(tmp_path: Path) -> None:
    code, _ = ran("build", BOOKS / "minimal", "-o", tmp_path, before=lambda: os.close(1))
    assert code == 0
    assert list(tmp_path.rglob("*.epub"))
