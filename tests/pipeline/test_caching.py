"""Builds that share a cache: at the same time, and after one that was killed."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import run_nkbook
from judges import PATIENCE
from places import REPOSITORY

import nkbook
from nkbook.store import entries

pytestmark = pytest.mark.slow


def started(root: Path, output: Path, *options: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "nkbook", "build", root, "-o", output, "-f", "epub", *options],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def digests(output: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.suffix in (".epub", ".pdf", ".xml")
    }


@pytest.fixture
def root(book: Callable[[str], Path]) -> Path:
    """Return a book with a cover, whose EPUB needs no layout."""
    folder = book("minimal")
    path = folder / "chapters/book.toml"
    text = path.read_text(encoding="utf-8").replace("[spine]", '[spine]\nfront = ["cover"]')
    path.write_text(f"{text}\n[epub]\npage-list = false\n", encoding="utf-8")
    return folder


def test_builds_at_the_same_time_make_the_same(root: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    outputs = [tmp_path / f"output{number}" for number in range(3)]
    builds = [started(root, output, "--cache", cache) for output in outputs]
    for build in builds:
        _, said = build.communicate(timeout=PATIENCE)
        assert (build.returncode, said) == (0, b"")
    assert run_nkbook("build", root, "-o", tmp_path / "plain", "-f", "epub", "--no-cache").code == 0
    made = [digests(output) for output in (*outputs, tmp_path / "plain")]
    assert len(made[0]) == 3
    assert all(one == made[0] for one in made)


def test_a_killed_build_harms_no_other(root: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    killed = started(root, tmp_path / "output", "--cache", cache)
    deadline = time.monotonic() + PATIENCE
    while not list(cache.rglob("cover/*/*")) and time.monotonic() < deadline:
        time.sleep(0.005)
        if killed.poll() is not None:
            break
    with suppress(ProcessLookupError):  # it was quicker
        os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    run = run_nkbook("build", root, "-o", tmp_path / "output", "-f", "epub", "--cache", cache)
    assert (run.code, run.err) == (0, "")
    assert run_nkbook("build", root, "-o", tmp_path / "plain", "-f", "epub", "--no-cache").code == 0
    assert digests(tmp_path / "output") == digests(tmp_path / "plain")


def test_a_cache_that_is_no_good_is_no_error_under_strict(root: Path, tmp_path: Path) -> None:
    """It depends on the machine, and the book is the same."""
    (tmp_path / "file").write_text("a")
    run = run_nkbook(
        "build",
        root,
        "--strict",
        "-f",
        "epub",
        "-o",
        tmp_path / "out",
        "--cache",
        tmp_path / "file",
    )
    assert (run.code, run.err.count("NK608")) == (0, 1)


def test_a_cache_that_fills_up_is_a_warning(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sections of the PDF lie elsewhere until they are joined."""
    cache, written = tmp_path / "cache", []
    write = entries.write

    def full(path: Path, seed: bytes, pieces: Iterable[bytes]) -> None:
        written.append(path)
        if path.is_relative_to(cache) and len(written) > 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, seed, pieces)

    monkeypatch.setattr(entries, "write", full)
    result = nkbook.build(root, cache=cache, output=tmp_path / "full", strict=True)
    assert [item.code for item in result.diagnostics] == ["NK608"]
    assert not [path for path in written[6:] if path.is_relative_to(cache)]  # one try is enough
    nkbook.build(root, output=tmp_path / "plain", use_cache=False)
    assert digests(tmp_path / "full") == digests(tmp_path / "plain")
