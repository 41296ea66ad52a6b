"""What somebody has left in an output folder: it is a problem, and nothing of it is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from nkbook.diagnostics.errors import MissingToolError, ProblemsError
from nkbook.importing.run import check_places
from nkbook.output import MANIFEST, Finished, publish, workspace
from nkbook.store.opening import open_store

PRODUCT = "zh/a.pdf"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "kept.txt").write_text("mine")
    return folder


def built(output: Path, *, folder: bool = False) -> None:
    """Put a product in place as a build does."""
    with workspace(output) as work:
        made = work / "a.pdf"
        if folder:
            made.mkdir()
            (made / "b").write_text("new")
        else:
            made.write_text("new")
        publish(output, work, [Finished(made, PRODUCT, "zh", "pdf", None)], {})


def folder_with(path: Path) -> None:
    path.mkdir(parents=True)
    (path / "kept.txt").write_text("mine")


def link(path: Path) -> None:
    path.symlink_to("../outside")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def dangling(path: Path) -> None:
    path.symlink_to("../outside/new")


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


KINDS = (folder_with, link, loop, dangling, device, os.mkfifo, Path.touch, Path.mkdir)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [".lock", MANIFEST, "zh", PRODUCT, ".nkbook-old", "other"])
def test_whatever_is_in_the_output_folder(
    name: str, kind: Callable[[Path], None], outside: Path, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    (output / name).parent.mkdir(parents=True)
    kind(output / name)

    try:
        built(output)
    except MissingToolError as error:
        assert [item.code for item in error.diagnostics] == ["NK602"]  # noqa: PT017
        assert os.path.lexists(output / name)
    else:
        assert (output / PRODUCT).read_text() == "new"
        assert (output / MANIFEST).is_file()

    assert [path.name for path in outside.iterdir()] == ["kept.txt"]
    if kind is folder_with and not name.startswith(".nkbook"):
        assert (output / name / "kept.txt").read_text() == "mine"


@pytest.mark.parametrize("kind", [loop, dangling, device, os.mkfifo, Path.touch])
def test_an_output_folder_that_is_none(
    kind: Callable[[Path], None], outside: Path, tmp_path: Path
) -> None:
    kind(tmp_path / "output")
    with pytest.raises(MissingToolError, match="NK602"):
        built(tmp_path / "output")
    assert [path.name for path in outside.iterdir()] == ["kept.txt"]


def test_a_folder_that_a_build_has_made_is_replaced(tmp_path: Path) -> None:
    built(tmp_path / "output", folder=True)
    built(tmp_path / "output")
    assert (tmp_path / "output" / PRODUCT).read_text() == "new"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 99_999,
        '{"files": [{"path": "\\u0000", "edition": "", "format": "", "sha256": "", "bytes": 1, "pages": 1}]}',  # noqa: E501
        '{"files": {"a": 5}}',
        "\ud800",
    ],
)
def test_a_manifest_of_any_text(text: str, tmp_path: Path) -> None:
    output = tmp_path / "output"
    output.mkdir()
    (output / MANIFEST).write_text(text, "utf-8", "surrogatepass")
    built(output)
    assert (output / PRODUCT).read_text() == "new"


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_at_the_place_for_an_imported_book(
    kind: Callable[[Path], None], outside: Path, tmp_path: Path
) -> None:
    source, dest = tmp_path / "source", tmp_path / "dest"
    source.mkdir()
    kind(dest)
    try:
        check_places(source, dest, force=False)
    except ProblemsError as error:
        assert [item.code for item in error.diagnostics] == ["NK702"]  # noqa: PT017
    else:
        assert kind is Path.mkdir
    assert [path.name for path in outside.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_at_the_place_of_the_cache(
    kind: Callable[[Path], None], outside: Path, tmp_path: Path
) -> None:
    kind(tmp_path / "cache")
    store = open_store(tmp_path / "cache")
    assert store.is_open or store.problem is not None
    assert (outside / "kept.txt").read_text() == "mine"
