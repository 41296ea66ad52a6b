"""The set-up scripts: what make clean removes, and what they refuse to touch."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Run
from places import REPOSITORY

STAMP = ".made-by-nkbook"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the scripts in a folder like the repository's, with things to clean up."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copy(REPOSITORY / "Makefile", folder)
    shutil.copytree(REPOSITORY / ".ci", folder / ".ci")
    for name in ("nkbook/__pycache__", "tests", "fonts", "chapters", "build", "output/zh-Hant-HK"):
        (folder / name).mkdir(parents=True)
    (folder / "output/.gitkeep").touch()
    (folder / "chapters/one.md").touch()
    return folder


def environment(folder: Path, *, stamped: bool = True) -> Path:
    """Make something like a virtual environment, as the set-up leaves it or as others do."""
    (folder / "bin").mkdir(parents=True)
    (folder / "pyvenv.cfg").touch()
    if stamped:
        (folder / STAMP).touch()
    return folder


def make(folder: Path, *arguments: str, **variables: str) -> Run:
    """Run make, with a rm that only notes what it is asked to remove if RM_LOG says where."""
    # Under make test this would be a make inside another one, which says which folder it is in.
    theirs = ("VENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    clean = {key: value for key, value in os.environ.items() if key not in theirs}
    done = subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={**clean, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def noting_rm(folder: Path) -> dict[str, str]:
    """Return variables under which rm only writes down its arguments."""
    (folder / "stubs").mkdir()
    stub = folder / "stubs/rm"
    stub.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>"{folder}/removed"\n', encoding="utf-8")
    stub.chmod(0o755)
    return {"PATH": f"{folder / 'stubs'}{os.pathsep}{os.environ['PATH']}"}


def test_clean_removes_what_was_made_and_nothing_else(checkout: Path) -> None:
    environment(checkout / ".venv")
    run = make(checkout, "clean")
    assert (run.code, run.out, run.err) == (0, "", "")
    left = {path.name for path in checkout.iterdir()}
    assert left == {"Makefile", ".ci", "nkbook", "tests", "fonts", "chapters", "output"}
    assert [path.name for path in (checkout / "output").iterdir()] == [".gitkeep"]
    assert list((checkout / "nkbook").iterdir()) == []
    assert (checkout / "chapters/one.md").exists()


def test_clean_twice(checkout: Path) -> None:
    make(checkout, "clean")
    run = make(checkout, "clean")
    assert (run.code, run.err) == (0, "")


def test_clean_removes_an_environment_of_another_name(checkout: Path) -> None:
    venv = environment(checkout / "environments/3.12")
    assert make(checkout, "clean", "VENV=environments/3.12").code == 0
    assert not venv.exists()


@pytest.mark.parametrize(
    "venv",
    ["/", "//", ".", "..", "../checkout", "$HOME", "outside", "link", "unstamped", "chapters",
     "chapters/..", "-rf"],
)  # fmt: skip
def test_clean_removes_no_other_folder_whatever_venv_holds(checkout: Path, venv: str) -> None:
    outside = environment(checkout.parent / "outside")
    home = environment(checkout.parent / "home")
    environment(checkout / "unstamped", stamped=False)
    (checkout / "-rf").mkdir()
    for folder in (checkout, checkout.parent):  # even if they looked like one
        (folder / "pyvenv.cfg").touch()
        (folder / STAMP).touch()
    (checkout / "link").symlink_to(outside)
    value = {"$HOME": str(home), "outside": str(outside)}.get(venv, venv)
    run = make(checkout, "clean", VENV=value, HOME=str(home), **noting_rm(checkout.parent))
    assert run.code == 0
    assert f"clean: {value} was not made by the set-up in this folder" in run.err
    removed = (checkout.parent / "removed").read_text(encoding="utf-8").splitlines()
    assert not {value, str(Path(value).resolve())} & {
        path for path in removed if path not in ("-rf", "--")
    }
    assert "--" not in removed  # which stands before VENV alone


@pytest.mark.parametrize("venv", ["", " ", "a b"])
@pytest.mark.parametrize("target", ["clean", "book"])
def test_a_path_that_make_cannot_take_is_refused(checkout: Path, target: str, venv: str) -> None:
    environment(checkout / ".venv")
    run = make(checkout, target, f"VENV={venv}", **noting_rm(checkout.parent))
    assert run.code != 0
    assert "VENV is to be one path without spaces" in run.err
    assert not (checkout.parent / "removed").exists()


def test_clean_leaves_what_links_lead_to(checkout: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (disk / "book.pdf").touch()
    shutil.rmtree(checkout / "output")
    (checkout / "output").symlink_to(disk)
    assert make(checkout, "clean").code == 0
    assert (disk / "book.pdf").exists()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["outside", "unstamped", "empty"])
def test_the_set_up_makes_no_environment_in_place_of_the_users_own(
    checkout: Path, kind: str
) -> None:
    """Each is broken: it has no pip. Only one that the set-up made may be made again."""
    if kind == "empty":
        venv = checkout / "folder"
        (venv / "bin").mkdir(parents=True)
    elif kind == "unstamped":
        venv = environment(checkout / "mine", stamped=False)
    else:
        venv = environment(checkout.parent / "outside")
    before = sorted(venv.rglob("*"))
    done = subprocess.run(
        [".ci/setup.sh", "book"],
        cwd=checkout,
        env={**os.environ, "VENV": str(venv)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 5
    assert "move it away, or name another: make VENV=…" in done.stderr
    assert sorted(venv.rglob("*")) == before


def test_everything_that_pip_installs_is_locked_by_its_hash() -> None:
    text = (REPOSITORY / ".ci/setup.sh").read_text(encoding="utf-8").replace("\\\n", " ")
    installs = [line for line in text.splitlines() if " pip install " in line]
    assert len(installs) == 2
    for line in installs:
        locked = "--require-hashes" in line and "--only-binary :all:" in line
        own = "--no-index" in line and "--no-deps" in line and "--no-build-isolation" in line
        assert locked or own, line
    for lock in (*REPOSITORY.glob("*.lock"), *REPOSITORY.glob(".ci/*.lock")):
        rows = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        pins = [row for row in rows if row and not row.lstrip().startswith("#")]
        assert pins
        assert all("==" in row and "--hash=sha256:" in row for row in pins), lock.name
