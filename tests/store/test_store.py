"""The store gives back what was put, or nothing: whatever was done to its files, or to a writer."""

from __future__ import annotations

import errno
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from places import PACKAGE
from stores import entry, files

from nkbook.store import Key, Store, entries, open_store
from nkbook.store.reading import kept

KEY = Key.of("picture", of="one")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "cache")


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_no_entry(store: Store, make: Callable[[Path], None]) -> None:
    store.put(KEY, b"a")
    place = entry(store.folder or Path(), KEY)
    place.unlink()
    make(place)
    assert store.get(KEY) is None
    store.put(KEY, b"b")
    assert store.get(KEY) == b"b"


@pytest.mark.parametrize("data", [b"", b"a", bytes(3_000_000)])
def test_what_is_put_is_got(store: Store, data: bytes) -> None:
    assert store.get(KEY) is None
    store.put(KEY, data)
    assert store.get(KEY) == data
    store.put(KEY, iter((data[:1], data[1:], b"more")))
    assert store.get(KEY) == data + b"more"
    with store.open(KEY) or pytest.fail("it is not there") as file:
        assert file.read(2) == (data + b"more")[:2]
    assert store.get(Key.of("picture", of="two")) is None
    assert store.get(Key.of("formula", of="one")) is None


def test_a_store_of_nothing_has_nothing() -> None:
    store = Store(None)
    store.put(KEY, b"a")
    store.put_asked(KEY, {"x": 1}, b"a")
    assert (store.get(KEY), store.get_asked(KEY, lambda _: 1), store.is_open) == (None, None, False)


def changed(data: bytes) -> Iterator[bytes]:
    yield data[:-1]  # cut off
    yield data[:20]
    yield b""
    yield data + b"a"
    for place in (0, 10, 39, len(data) - 1):
        yield data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_an_altered_entry_is_a_miss_and_is_removed(store: Store, tmp_path: Path) -> None:
    store.put(KEY, b"something long enough")
    path = entry(tmp_path, KEY)
    for data in changed(path.read_bytes()):
        path.write_bytes(data)
        assert store.get(KEY) is None
        assert not path.exists()
        store.put(KEY, b"something long enough")


def test_an_entry_under_another_name_is_a_miss(store: Store, tmp_path: Path) -> None:
    other = Key.of("picture", of="two")
    for key in (KEY, other):
        store.put(key, key.digest.encode())
    entry(tmp_path, KEY).replace(entry(tmp_path, other))
    assert store.get(other) is None


def test_an_entry_that_others_can_change_is_a_miss(store: Store, tmp_path: Path) -> None:
    for mode in (0o620, 0o602):
        store.put(KEY, b"a")
        entry(tmp_path, KEY).chmod(mode)
        assert store.get(KEY) is None
    store.put(KEY, b"a")
    path = entry(tmp_path, KEY)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert store.get(KEY) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_an_entry_of_another_user_is_a_miss(store: Store, tmp_path: Path) -> None:
    store.put(KEY, b"a")
    os.chown(entry(tmp_path, KEY), 12345, 12345)
    assert store.get(KEY) is None


def test_what_is_in_use_is_young(store: Store, tmp_path: Path) -> None:
    store.put(KEY, b"a")
    path = entry(tmp_path, KEY)
    long_ago = time.time() - 1_000_000
    os.utime(path, (long_ago, long_ago))
    assert store.get(KEY) == b"a"
    assert path.stat().st_mtime > long_ago + 1000


def test_keys_hold_for_the_code_in_use(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = store.key("picture", of="one")
    again = open_store(tmp_path / "cache")
    assert again.key("picture", of="one") == key
    other = pickle.loads(pickle.dumps(store))  # noqa: S301 — our own, as in a worker
    assert other.key("picture", of="one") == key
    for name in ("weasyprint-70.1", "pydyf-0.14.0", "pillow-13.0.1", "fonttools-9.dev1"):
        (tmp_path / "site" / f"{name}.dist-info").mkdir(parents=True)
        monkeypatch.syspath_prepend(tmp_path / "site")
        upgraded = open_store(tmp_path / "cache").key("picture", of="one")
        assert upgraded != key
        key = upgraded


def test_a_result_is_found_by_what_it_asked_for(store: Store) -> None:
    base = store.key("section", html="…")
    assert store.get_asked(base, lambda _: None) is None
    store.put_asked(base, {"a": 1, "b": 2}, b"first")
    numbers = {"a": 1, "b": 2, "c": 3}
    assert store.get_asked(base, numbers.get) == b"first"
    assert store.get_asked(base, {**numbers, "c": 4}.get) == b"first"  # not asked for
    assert store.get_asked(base, {**numbers, "b": 3}.get) is None
    assert store.get_asked(store.key("section", html="other"), numbers.get) is None
    store.put_asked(base, {"b": 3, "a": 1}, b"second")  # the same names with other values
    store.put_asked(base, {"c": 4}, b"third")  # other names
    assert store.get_asked(base, {"a": 1, "b": 3, "c": 5}.get) == b"second"
    assert store.get_asked(base, {"a": 1, "b": 2, "c": 5}.get) == b"first"  # and back again
    assert store.get_asked(base, {"a": 9, "c": 4}.get) == b"third"


def test_a_result_that_asked_for_nothing_is_found(store: Store) -> None:
    base = store.key("section", html="…")
    store.put_asked(base, {}, b"plain")
    assert store.get_asked(base, pytest.fail) == b"plain"


def test_only_a_few_lists_of_names_are_kept(store: Store, tmp_path: Path) -> None:
    base = store.key("section", html="…")
    for number in range(30):
        store.put_asked(base, {f"name {number}": number}, b"a")
    assert len([path for path in files(tmp_path) if path.parent.suffix == ".asked"]) < 10
    assert store.get_asked(base, lambda name: int(name.split()[1])) == b"a"


def write_and_read(folder: Path) -> int:
    """Write the same entries as others at the same time, each with one of two contents."""
    store, wrong = Store(folder), 0
    for number in range(150):
        key = Key.of("picture", of=number % 5)
        store.put(key, bytes([number % 2]) * 50_000)
        found = store.get(key)
        wrong += found is not None and found not in (bytes(50_000), b"\1" * 50_000)
        wrong += found is None
    return wrong


def test_writers_do_not_harm_each_other(store: Store) -> None:
    assert store.folder
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(write_and_read, [store.folder] * 3)) == [0, 0, 0]
    assert all(not path.name.startswith(".") for path in files(store.folder))


def test_a_writer_that_is_killed_leaves_no_entry(store: Store, tmp_path: Path) -> None:
    program = """
import sys, time
from pathlib import Path
from nkbook.store import Key, open_store
def pieces():
    yield b"half of it"
    print("now", flush=True)
    time.sleep(60)
open_store(Path(sys.argv[1])).put(Key.of("picture", of="one"), pieces())
"""
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path / "cache"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"now\n"
        writer.send_signal(signal.SIGKILL)
    assert store.get(KEY) is None
    assert len(files(tmp_path)) == 1  # what was begun, for pruning
    store.put(KEY, b"whole")
    assert store.get(KEY) == b"whole"


def test_a_writer_whose_content_fails_leaves_nothing(store: Store, tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half of it"
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="middle"):
        store.put(KEY, pieces())
    assert files(tmp_path) == set()


def test_a_full_disk_is_said_once(store: Store) -> None:
    """The limit on a file's size stands for a disk without room."""
    program = """
import resource, signal, sys
from pathlib import Path
from nkbook.store import Key, open_store
store = open_store(Path(sys.argv[1]))
store.put(Key.of("picture", of="small"), b"a")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
for number in range(3):
    store.put(Key.of("picture", of=number), bytes(100_000))
print(store.problem)
assert store.get(Key.of("picture", of="small")) == b"a"
"""
    assert store.folder
    run = subprocess.run(
        [sys.executable, "-c", program, store.folder.parent],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )
    assert run.stdout.count("NK608") == 1
    assert "File too large" in run.stdout
    assert len(files(store.folder)) == 1


def test_a_folder_may_vanish_at_any_time(store: Store) -> None:
    assert store.folder
    store.put(KEY, b"a")
    for path in files(store.folder):
        path.unlink()
        path.parent.rmdir()
    assert store.get(KEY) is None
    store.put(KEY, b"b")
    assert store.get(KEY) == b"b"
    assert store.problem is None


def test_what_has_no_room_in_the_folder_lies_beside_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = entries.write

    def full(path: Path, seed: bytes, pieces: Iterable[bytes]) -> None:
        if path.is_relative_to(tmp_path / "cache"):
            next(iter(pieces))
            raise OSError(errno.ENOSPC, "no room")
        write(path, seed, pieces)

    monkeypatch.setattr(entries, "write", full)
    with store.beside(tmp_path / "other"):
        assert store.put(KEY, iter([b"a", b"b"]))
        store.put_asked(KEY, {"a": 1}, b"asked")
        other = pickle.loads(pickle.dumps(store))  # noqa: S301 — our own, as in a worker
        for one in (store, other):
            assert one.get(KEY) == b"ab"
            assert one.get_asked(KEY, lambda _: 1) == b"asked"
    assert store.problem is not None
    assert store.problem.code == "NK608"
    assert store.get(KEY) is None
    assert not store.put(KEY, b"a")


def test_a_text_is_read_once(store: Store) -> None:
    texts: list[str] = []

    def read(text: str, number: int) -> tuple[str, ...]:
        texts.append(text)
        if text == "broken":
            raise ValueError(text)
        return (text,) * number

    for _ in range(2):
        assert kept(store, read, "one", 2) == ("one", "one")
        assert kept(store, read, "one", 3) == ("one", "one", "one")
    assert texts == ["one", "one"]
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            kept(store, read, "broken", 1)
    for nowhere in (None, Store(None)):
        assert kept(nowhere, read, "one", 1) == ("one",)
    assert texts == ["one", "one", "broken", "broken", "one", "one"]
