"""What is old or too much goes, the longest unused first, and no build is harmed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from stores import entry, files

from nkbook.store import Key, Store, open_store
from nkbook.store.pruning import Pruned, entries, prune, prune_daily

DAY = 86_400
KEYS = [Key.of("picture", of=number) for number in range(5)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a store with five entries, the first of today and each next ten days older."""
    store = open_store(tmp_path)
    assert store.folder
    for number, key in enumerate(KEYS):
        store.put(key, bytes(1000))
        used = time.time() - 10 * number * DAY
        os.utime(entry(tmp_path, key), (used, used))
    return store.folder


def left(folder: Path) -> list[int]:
    return [number for number, key in enumerate(KEYS) if Store(folder).get(key) is not None]


def test_what_is_old_goes(folder: Path) -> None:
    assert prune(folder, days=15).entries == 3
    assert left(folder) == [0, 1]


def test_what_is_too_much_goes_the_oldest_first(folder: Path) -> None:
    size = sum(found.bytes for found in entries(folder))
    removed = prune(folder, most=size - 1)
    assert removed == Pruned(1, size // 5)
    assert left(folder) == [0, 1, 2, 3]
    assert prune(folder, most=0).entries == 4
    assert [path.name for path in folder.iterdir()] == ["pruned"]


def test_what_was_just_used_stays(folder: Path) -> None:
    assert Store(folder).get(KEYS[4]) is not None
    prune(folder, days=15)
    assert left(folder) == [0, 1, 4]


def test_what_a_build_is_writing_stays(folder: Path) -> None:
    """What a killed one has begun goes after a day."""
    begun = entry(folder, KEYS[0]).with_name(".new-abc")
    begun.write_bytes(b"half of it")
    prune(folder, most=0)
    assert begun.exists()
    os.utime(begun, (time.time() - 2 * DAY,) * 2)
    prune(folder)
    assert not begun.exists()


def test_a_build_prunes_once_a_day(folder: Path) -> None:
    store = open_store(folder.parent)
    old = Key.of("picture", of="old")
    for expected in (None, b"a"):
        store.put(old, b"a")
        os.utime(entry(folder, old), (0, 0))
        prune_daily(folder)
        if expected is None:
            assert store.get(old) is None
        else:
            assert entry(folder, old).exists()


def test_pruning_looks_at_nothing_else(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/mine.txt").write_text("mine")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    prune(folder, most=0)
    assert {path.name for path in files(tmp_path)} == {"notes.txt", "mine.txt", "pruned"}
