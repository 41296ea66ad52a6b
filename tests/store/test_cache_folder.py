"""The cache's folder: which one it is, and when it is not trusted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from places import PACKAGE

from nkbook.store import Key, default_folder, open_store
from nkbook.store.opening import FORMAT


def test_the_folder_is_where_xdg_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NKBOOK_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/chan")
    assert default_folder() == Path("/home/chan/.cache/nkbook")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # which the specification calls invalid
    assert default_folder() == Path("/home/chan/.cache/nkbook")
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache/chan")
    assert default_folder() == Path("/var/cache/chan/nkbook")
    monkeypatch.setenv("NKBOOK_CACHE", "/elsewhere")
    assert default_folder() == Path("/elsewhere")
    monkeypatch.setenv("NKBOOK_CACHE", "")
    assert default_folder() is None


def test_who_has_no_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("NKBOOK_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", home)
    assert default_folder() is None


def test_a_new_folder_is_the_users_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a/b")
    assert store.problem is None
    store.put(Key.of("picture"), b"a")
    assert store.folder
    for path in (store.folder, *store.folder.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0


def refused(folder: Path, reason: str) -> None:
    store = open_store(folder)
    assert store.problem
    assert store.problem.code == "NK608"
    assert reason in store.problem.message
    store.put(Key.of("picture"), b"a")
    assert store.get(Key.of("picture")) is None


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a")
    refused(tmp_path / "file", "Not a directory")
    refused(tmp_path / "file/deeper", "Not a directory")
    (tmp_path / FORMAT).write_text("a")
    refused(tmp_path, "File exists")
    refused(tmp_path / ("a" * 300), "File name too long")
    refused(tmp_path / "a\0b", "null")


@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_a_folder_that_others_write_to_is_refused(tmp_path: Path, mode: int) -> None:
    (tmp_path / FORMAT).mkdir()
    (tmp_path / FORMAT).chmod(mode)
    refused(tmp_path, "others may write")


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir(mode=0o700)
    (tmp_path / FORMAT).symlink_to(tmp_path / "target")
    refused(tmp_path, "a link")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give folders away")
def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    (tmp_path / FORMAT).mkdir(mode=0o700)
    os.chown(tmp_path / FORMAT, 12345, 12345)
    refused(tmp_path, "another user")


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / FORMAT).mkdir(mode=0o500)
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom nkbook.store import open_store\n"
        "os.geteuid() or os.seteuid(12345)\n"  # root may write anywhere
        "print(open_store(Path(sys.argv[1])).problem)"
    )
    if os.geteuid() == 0:
        os.chown(tmp_path / FORMAT, 12345, 12345)
        for folder in (tmp_path, *tmp_path.parents):
            if folder.stat().st_uid == 0 and folder.stat().st_mode & 0o005 != 0o005:
                folder.chmod(0o755)
    run = subprocess.run(
        [sys.executable, "-c", program, tmp_path],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )
    assert "NK608" in run.stdout
    assert "Permission denied" in run.stdout
