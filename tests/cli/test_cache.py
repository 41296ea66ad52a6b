"""nkbook cache: what it shows, what it removes, and when it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from nkbook.store import Key, open_store


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    store = open_store(tmp_path / "cache")
    for kind, number in (("picture", 2), ("formula", 1)):
        for of in range(number):
            store.put(Key.of(kind, of=of), bytes(2_000_000))
    return tmp_path / "cache"


def test_the_cache_is_shown_by_kinds(run_here: Callable[..., Run], cache: Path) -> None:
    run = run_here("cache", "--cache", cache)
    assert (run.code, run.err) == (0, "")
    head, *kinds = run.out.splitlines()
    assert head == f"{cache}: 3 entries, 6.0 MB"
    assert [line.split() for line in kinds] == [
        ["formula", "1", "2.0", "MB", "used", "today"],
        ["picture", "2", "4.0", "MB", "used", "today"],
    ]


def test_the_variable_names_the_cache(
    run_here: Callable[..., Run], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NKBOOK_CACHE", str(cache))
    assert "3 entries" in run_here("cache").out
    monkeypatch.setenv("NKBOOK_CACHE", "")
    run = run_here("cache")
    assert (run.code, "there is no cache" in run.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "removed", "left"),
    [
        ((), "0 entries", "3 entries"),
        (("--older-than", "1"), "0 entries", "3 entries"),
        (("--older-than", "0"), "3 entries", "0 entries"),
        (("--max-size", "4.1M"), "1 entry", "2 entries"),
        (("--max-size", "3000 kB"), "2 entries", "1 entry"),
        (("--max-size", "1g"), "0 entries", "3 entries"),
        (("--all",), "3 entries", "0 entries"),
    ],
)
def test_pruning(
    run_here: Callable[..., Run], cache: Path, arguments: tuple[str, ...], removed: str, left: str
) -> None:
    run = run_here("cache", "prune", "--cache", cache, *arguments)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(f"removed {removed}, ")
    assert run_here("cache", "--cache", cache).out.startswith(f"{cache}: {left}, ")


@pytest.mark.parametrize("size", ["", "many", "1x", "-1", "1.5.2"])
def test_a_size_that_is_none_is_refused(
    run_here: Callable[..., Run], cache: Path, size: str
) -> None:
    run = run_here("cache", "--cache", cache, "prune", "--max-size", size)
    assert run.code == 2
    assert "3 entries" in run_here("cache", "--cache", cache).out


def test_a_folder_that_is_no_good_is_an_error(run_here: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a")
    run = run_here("cache", "--cache", tmp_path / "file")
    assert (run.code, "NK608" in run.err) == (5, True)
