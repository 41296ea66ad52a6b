"""The gate: what is read, looked for and searched is noted, as it was the first time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nkbook.reading.files import (
    all_below,
    files_below,
    is_file,
    is_folder,
    look_below,
    names_in,
    noting,
    read_bytes,
    real,
    variable,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.md", "inner/b.md", ".hidden/c.md", "output/d.md"):
        path = tmp_path / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "book/link.md").symlink_to("a.md")
    (tmp_path / "book/linked").symlink_to("inner")
    (tmp_path / "book/inner/circle").symlink_to("..")
    return tmp_path / "book"


def relative(paths: object, folder: Path) -> set[str]:
    assert isinstance(paths, dict)
    return {os.path.relpath(path, folder) for path in paths}


def test_what_is_read_and_looked_for_is_noted(folder: Path) -> None:
    with noting() as notes:
        assert read_bytes(folder / "a.md") == b"a.md"
        with pytest.raises(FileNotFoundError):
            read_bytes(folder / "gone.md")
        assert not is_file(folder / "gone.css")
        assert not is_file(folder / ("a" * 300))
        assert not is_file(folder / "a\0b")
        assert not is_file(folder / "a.md/b")
        assert is_folder(folder / "inner")
        assert variable("NO_SUCH_VARIABLE") is None
        real(folder / "link.md")
    found = {os.path.relpath(path, folder): seen.found for path, seen in notes.files.items()}
    assert {name for name, seen in found.items() if seen} == {"a.md", "inner"}
    assert found["gone.md"] is found["gone.css"] is found["a.md/b"] is None
    assert notes.links == {str(folder / "link.md"): str((folder / "a.md").resolve())}
    assert notes.variables == {"NO_SUCH_VARIABLE": None}
    assert notes.whole


def test_nothing_is_noted_of_what_comes_after(folder: Path) -> None:
    with noting() as notes:
        pass
    read_bytes(folder / "a.md")
    assert notes.files == {}


def test_folders_are_noted_by_their_names(folder: Path) -> None:
    with noting() as notes:
        found = [str(path.relative_to(folder)) for path in files_below(folder, ("output",))]
        assert names_in(folder / "gone") == ()
    assert found == ["a.md", "link.md", "inner/b.md"]
    assert relative(notes.folders, folder) == {".", "inner", "gone"}
    assert notes.files == {}  # their content does not count


def test_everything_below_is_looked_at(folder: Path) -> None:
    with noting() as notes:
        look_below(folder)
    names = {path for path in relative(notes.files, folder) if path.endswith(".md")}
    assert {"a.md", "link.md", "inner/b.md", ".hidden/c.md", "output/d.md"} <= names | {
        name.replace("linked", "inner") for name in names
    }


def test_a_link_to_all_of_the_machine_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside/deep").mkdir(parents=True)
    (tmp_path / "outside/deep/secret.txt").write_text("secret")
    (tmp_path / "book/styles").mkdir(parents=True)
    for name, target in {"out": "../../outside", "root": "/", "book": ".."}.items():
        (tmp_path / "book/styles" / name).symlink_to(target)
    with noting() as notes:
        found = [str(path) for path in all_below(tmp_path / "book/styles")]
    assert sorted(found) == [
        str(tmp_path / "book/styles" / name) for name in ("book", "out", "root")
    ]
    assert [path for path in notes.folders if "outside" in path or path == "/"] == []


@pytest.mark.parametrize("change", ["words", "gone", "folder"])
def test_a_change_in_between_is_noted(folder: Path, change: str) -> None:
    path = folder / "a.md"
    with noting() as notes:
        read_bytes(path)
        path.unlink()
        if change == "words":
            path.write_text("another")
        elif change == "folder":
            path.mkdir()
        is_file(path)
    assert not notes.whole


def test_new_names_in_between_are_noted(folder: Path) -> None:
    with noting() as notes:
        names_in(folder)
        (folder / "new.md").touch()
        names_in(folder)
    assert not notes.whole


def test_what_never_ends_is_not_read(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(OSError, match="regular"):
        read_bytes(folder / "pipe")
    assert not is_file(folder / "pipe")
