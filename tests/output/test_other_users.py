"""Files of somebody else, and a file system that is full: a code, and what was there stays.

They need a superuser, who gives the files away and gives up his powers over them for the build.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Run
from judges import PATIENCE
from places import BOOKS, REPOSITORY

NOBODY = 65534
_DROP = 24  # PR_CAPBSET_DROP
_POWERS = (1, 2, 3)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.geteuid() != 0 or sys.platform != "linux", reason="only root gives files away"
    ),
]


def _give_up() -> None:
    """Take from the next program the powers over others' files (capabilities(7))."""
    library = ctypes.CDLL(None, use_errno=True)
    for power in _POWERS:
        if library.prctl(_DROP, power, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "a capability stays")


def as_another(*arguments: str | Path) -> Run:
    """Run nkbook as a user whom the files of NOBODY do not belong to."""
    done = subprocess.run(
        [sys.executable, "-m", "nkbook", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"},
        preexec_fn=_give_up,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def give_away(path: Path, mode: int) -> None:
    """Make a file, or a folder, somebody else's."""
    path.chmod(mode)
    os.chown(path, NOBODY, NOBODY)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a copy of a small book."""
    return Path(shutil.copytree(BOOKS / "minimal", tmp_path / "book"))


def chapter(book: Path) -> Path:
    return next((book / "chapters").glob("*.md"))


UNREADABLE: dict[str, Callable[[Path], Path]] = {
    "settings": lambda book: book / "chapters/book.toml",
    "a chapter": chapter,
    "the chapters": lambda book: book / "chapters",
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_may_not_be_read(kind: str, book: Path) -> None:
    give_away(UNREADABLE[kind](book), 0)
    run = as_another("check", book)
    assert run.code in (3, 4)
    assert "NK1" in run.err or "NK2" in run.err
    assert "ermission" in run.err
    assert "Traceback" not in run.err


def old_output(book: Path) -> Path:
    """Put what an earlier build of somebody else has left, and return its EPUB."""
    old = book / "output/zh-Hant-HK/minimal.epub"
    old.parent.mkdir(parents=True)
    old.write_text("old", "utf-8")
    give_away(old, 0o644)
    return old


def folder(output: Path) -> None:
    give_away(output / "zh-Hant-HK", 0o755)
    give_away(output, 0o755)


def lock(output: Path) -> None:
    (output / ".lock").touch()
    give_away(output / ".lock", 0o600)


def sticky(output: Path) -> None:
    for path in (output, output / "zh-Hant-HK"):
        give_away(path, 0o1777)


def inner(output: Path) -> None:
    give_away(output / "zh-Hant-HK", 0o755)


UNWRITABLE: dict[str, Callable[[Path], None]] = {
    "the folder": folder,
    "its lock": lock,
    "files in it": sticky,
    "a folder in it": inner,
}


@pytest.mark.parametrize("kind", UNWRITABLE)
def test_where_nothing_may_be_written(kind: str, book: Path) -> None:
    old = old_output(book)
    UNWRITABLE[kind](book / "output")
    run = as_another("build", book, "-f", "epub", "--no-cache")
    assert run.code == 5, run.err
    assert "NK60" in run.err
    assert "Traceback" not in run.err
    assert old.read_text("utf-8") == "old"
    assert [path.name for path in old.parent.iterdir()] == [old.name]


def test_a_cache_of_somebody_else(book: Path) -> None:
    cache = book.parent / "cache"
    cache.mkdir()
    give_away(cache, 0o755)
    run = as_another("build", book, "-f", "epub", "--cache", cache)
    assert run.code == 0, run.err
    assert "NK608" in run.err
    assert list(cache.iterdir()) == []


@contextmanager
def small(folder: Path, size: str) -> Iterator[Path]:
    """Mount a file system of that size, or skip the test where that is not allowed."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=777", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_full_file_system(book: Path) -> None:
    with small(book / "output", "64k") as output:
        (output / "zh-Hant-HK").mkdir()
        old = output / "zh-Hant-HK/minimal.epub"
        old.write_text("old", "utf-8")
        run = as_another("build", book, "-f", "epub", "--no-cache")
        assert run.code == 5, run.err
        assert "NK603" in run.err
        assert old.read_text("utf-8") == "old"
        assert [path.name for path in old.parent.iterdir()] == [old.name]


def test_a_full_cache(book: Path) -> None:
    with small(book.parent / "cache", "32k") as cache:
        run = as_another("build", book, "-f", "epub", "--cache", cache)
        assert run.code == 0, run.err
        assert "Traceback" not in run.err
    assert (book / "output/zh-Hant-HK").is_dir()
