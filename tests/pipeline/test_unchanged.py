"""An unchanged build does nothing, and every change of anything it depends on is seen."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, run_nkbook
from PIL import Image
from places import BOOKS, FONTS, REPOSITORY

import nkbook
from nkbook.pipeline import pool, steps
from nkbook.pipeline.caching import open_cache
from nkbook.pipeline.request import Request
from nkbook.pipeline.unchanged import _key, last_result
from nkbook.store.pruning import entries
from nkbook.store.versions import PACKAGES

pytestmark = pytest.mark.slow

CHAPTER = """---
title: 一
---

一句話。[@chan2020]

![圖](images/dot.png)

![圖](images/Square.svg)

![圖](images/inks.jpg)

``` {.python include=code/a.py}
```

``` python
"""
CHAPTER += "".join(f"def a{number}(): return '字'\n" for number in range(30)) + "```\n"

FOUND = {"NK313", "NK314"}  # a picture by another spelling, and a small one
SETTINGS = """
[build]
formats = ["epub"]
[epub]
page-list = false
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Request:
    """Return the request of a build that was made; the book has files of many kinds."""
    root = tmp_path_factory.mktemp("books") / "book"
    shutil.copytree(BOOKS / "minimal", root)
    for name in ("images", "data"):
        shutil.copytree(BOOKS / "everything/chapters" / name, root / "chapters" / name)
    chapters = root / "chapters"
    (chapters / "images/dot.png").rename(chapters / "images/first.png")
    (chapters / "images/dot.png").symlink_to("first.png")
    (chapters / "code").mkdir()
    (chapters / "code/a.py").write_text("x = 1\n", encoding="utf-8")
    Image.new("CMYK", (400, 300), (9, 99, 199, 9)).save(chapters / "images/inks.jpg")
    (chapters / "one.md").write_text(CHAPTER, encoding="utf-8")
    text = (chapters / "book.toml").read_text(encoding="utf-8")
    text = text.replace("[spine]", '[spine]\nfront = ["cover"]')
    (chapters / "book.toml").write_text(text + SETTINGS, encoding="utf-8")
    (root / "README.md").write_text("一本書。\n", encoding="utf-8")
    (chapters / "draft.md").write_text("草稿。\n", encoding="utf-8")
    (root / "styles").mkdir()
    (root / "styles/book.css").write_text("p { color: black }\n", encoding="utf-8")
    (root / "looks").mkdir()
    (root / "looks/zh-Hant-HK.css").write_text("p { color: black }\n", encoding="utf-8")
    (root / "styles/editions").symlink_to("../looks")
    (root / "styles/templates/.parts").mkdir(parents=True)
    (root / "styles/templates/.parts/a.j2").write_text("字\n", encoding="utf-8")
    request = Request(root, cache=root.parent / "cache")
    result = nkbook.build(request)
    assert result.unchanged_since is None
    assert {item.code for item in result.diagnostics} == FOUND
    return request


def is_unchanged(request: Request) -> bool:
    return last_result(request, open_cache(request)) is not None


def state(folder: Path) -> Mapping[Path, tuple[int, ...]]:
    return {
        path: (found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_size)
        for path in folder.rglob("*")
        for found in [path.lstat()]
    }


def test_an_unchanged_build_writes_nothing_and_says_the_same(
    made: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nkbook.store.files._SETTLED", -(10**12))  # as if it were long ago
    before = state(made.root)
    first = nkbook.build(made)
    assert first.unchanged_since
    assert {item.code for item in first.diagnostics} == FOUND
    names = ["minimal.epub", "onix-3.1.xml", "onix.xml"]
    assert [file.path.name for file in first.files] == names
    assert all(file.bytes == file.path.stat().st_size for file in first.files)
    assert state(made.root) == before
    cache = state(made.cache or Path())
    assert nkbook.build(made).unchanged_since == first.unchanged_since
    assert state(made.cache or Path()) == cache


def test_the_command_line_says_so(made: Request) -> None:
    run = run_nkbook("build", made.root, "--cache", made.cache or "")
    assert run.code == 0
    # The book is called by its folder, so a build from the command line is another request.
    assert run.out.startswith(("nothing has changed since ", "built "))
    run = run_nkbook("build", made.root, "--cache", made.cache or "")
    assert run.out.startswith("nothing has changed since 2")
    assert "3 files are up to date" in run.out
    assert "NK313" in run.err  # the warnings of the last time are still true
    strict = run_nkbook("build", made.root, "--cache", made.cache or "", "--strict")
    assert (strict.code, "NK313" in strict.err) == (1, True)


Change = Callable[[Path], object]


def words(name: str, text: str = "多一個字。\n") -> Change:
    """Return a change that adds words to a file, which may be new."""

    def change(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def a_byte(name: str) -> Change:
    """Return a change of one byte that leaves the size and the time as they were."""

    def change(root: Path) -> None:
        path = root / name
        before = path.stat()
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    return change


def another_target(root: Path) -> None:
    link = root / "chapters/images/dot.png"
    shutil.copy(link, link.with_name("second.png"))
    link.unlink()
    link.symlink_to("second.png")


def a_font(root: Path) -> None:
    (root / "fonts").mkdir()
    shutil.copy(next(FONTS.rglob("*.otf")), root / "fonts/own.otf")


def a_folder(root: Path) -> None:
    (root / "styles/book.css").unlink()
    (root / "styles/book.css").mkdir()


CHANGES: Mapping[str, Change] = {
    "a word": words("chapters/one.md"),
    "a setting": words("chapters/book.toml", "embed-fonts = false\n"),
    "bytes of a picture": a_byte("chapters/images/dot.png"),
    "a picture that is a link to another": another_target,
    "a file of code": words("chapters/code/a.py", "y = 2\n"),
    "a source": words("chapters/data/references.yaml", "# a word\n"),
    "a file of sources that was not there": words("chapters/references.bib", "@book{a}"),
    "one in another folder": words("chapters/data/more.bib", "@book{a}"),
    "names, which were not there": words("chapters/data/names.yaml", "[]"),
    "the book's stylesheet": words("styles/book.css", "p { color: red }\n"),
    "a stylesheet in a linked folder": words("looks/zh-Hant-HK.css", "p { color: red }\n"),
    "a template in a hidden folder": words("styles/templates/.parts/a.j2"),
    "a stylesheet that was not there": words("styles/base.css", ""),
    "a template": words("styles/templates/pages/chapter.html.j2", ""),
    "a list of fonts": words("fonts/fonts.toml", ""),
    "a font": a_font,
    "a picture of the very name that was asked for": words("chapters/images/Square.svg", "<svg/>"),
    "a chapter that is gone": lambda root: (root / "chapters/one.md").unlink(),
    "a folder in the place of a file": a_folder,
    "what was made": a_byte("output/zh-Hant-HK/minimal.epub"),
    "what was made with it": words("output/zh-Hant-HK/onix.xml"),
    "what was made is gone": lambda root: (root / "output/zh-Hant-HK/onix.xml").unlink(),
    "the manifest": lambda root: (root / "output/manifest.json").unlink(),
    "another build's manifest": lambda root: (root / "output/manifest.json").write_text("{}"),
}


@pytest.fixture
def copied(made: Request, tmp_path: Path) -> Iterator[Request]:
    """Return the request with all that it is about saved, and put it back afterwards."""
    saved = shutil.copytree(made.root, tmp_path / "saved", symlinks=True)
    yield made
    shutil.rmtree(made.root)
    shutil.copytree(saved, made.root, symlinks=True)


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_seen(copied: Request, name: str) -> None:
    assert is_unchanged(copied)
    CHANGES[name](copied.root)
    assert not is_unchanged(copied)


def test_what_the_book_does_not_read_does_not_count(copied: Request) -> None:
    words("README.md")(copied.root)
    words("chapters/draft.md")(copied.root)
    words("output/notes.txt")(copied.root)
    for path in (*(copied.root / "chapters").rglob("*"), copied.root / "styles/book.css"):
        path.touch()  # by content, not by time
    assert is_unchanged(copied)


def test_a_change_and_its_undoing_are_no_change(copied: Request) -> None:
    path = copied.root / "chapters/one.md"
    text = path.read_bytes()
    path.write_bytes(text + "字".encode())
    assert not is_unchanged(copied)
    path.write_bytes(text)
    assert is_unchanged(copied)


@pytest.mark.parametrize(
    "change",
    [
        {"formats": ("epub",)},
        {"editions": ("zh-Hant-HK",)},
        {"output": Path("elsewhere")},
        {"debug_grid": True},
        {"force": True},
        {"use_cache": False},
        {"cache": Path("/nonexistent/for/nkbook")},
    ],
)
def test_another_request_is_another_build(made: Request, change: dict[str, object]) -> None:
    assert is_unchanged(made)
    assert not is_unchanged(replace(made, **change))  # type: ignore[arg-type]


def test_the_number_of_processes_is_none(made: Request) -> None:
    assert is_unchanged(replace(made, jobs=7))


def test_strict_stops_at_what_was_found(made: Request) -> None:
    assert not is_unchanged(replace(made, strict=True))


def test_the_environment_counts(made: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert not is_unchanged(made)


@pytest.mark.parametrize("name", PACKAGES)
def test_every_package_counts(
    made: Request, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{name.replace('-', '_')}-999.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert not is_unchanged(made)


def test_nkbooks_own_code_counts(
    made: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nkbook.store.versions._SOURCE", tmp_path)
    assert not is_unchanged(made)


def test_the_libraries_of_the_system_count(made: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nkbook.store.versions._PANGO", ("libz.so.1",))
    assert not is_unchanged(made)


def test_a_change_during_the_build_leaves_no_record(
    copied: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chapter that is saved after it was read may be in the book or not."""

    def late(*arguments: Any) -> Any:
        words("chapters/one.md")(copied.root)
        return pool.run_all(*arguments)

    monkeypatch.setattr(steps, "run_all", late)
    request = replace(copied, output=copied.root / "other")
    nkbook.build(request)
    assert not is_unchanged(request)


WATCH = """
import os, sys
_log = open(os.environ["WATCH_LOG"], "a", buffering=1, encoding="utf-8")
def _watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and "w" not in str(arguments[1]):
        _log.write(os.path.abspath(arguments[0]) + "\\n")
sys.addaudithook(_watch)
"""


def test_all_that_any_process_opens_is_recorded(tmp_path: Path) -> None:
    """Python itself says what was opened, in the workers too."""
    root = Path(shutil.copytree(BOOKS / "everything", tmp_path / "book"))
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook/sitecustomize.py").write_text(WATCH, encoding="utf-8")
    log = tmp_path / "log"
    cache = tmp_path / "cache"
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "nkbook",
            "build",
            root,
            "--cache",
            cache,
            "-f",
            "pdf",
            "-f",
            "epub",
        ],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(tmp_path / "hook"), str(REPOSITORY)]),
            "WATCH_LOG": str(log),
        },
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    request = Request(root, formats=("pdf", "epub"), cache=cache)
    store = open_cache(request)
    record = json.loads(store.get(_key(request, store)) or b"")
    opened = {
        path
        for path in log.read_text(encoding="utf-8").splitlines()
        if Path(path).is_relative_to(root) or Path(path).parts[-2:-1] in (("styles",), ("fonts",))
        if not Path(path).is_relative_to(root / "output")
    }
    assert len(opened) > 10
    assert {
        path for path in opened if path not in record["files"] and Path(path).is_file()
    } == set()
    assert str(root / "chapters/one.md") not in record["files"]
    assert nkbook.build(request).unchanged_since


def test_builds_with_and_without_a_cache_are_equal(made: Request, tmp_path: Path) -> None:
    def digests(request: Request) -> list[str]:
        files = sorted(nkbook.build(request).files, key=lambda file: file.path.name)
        return [hashlib.sha256(file.path.read_bytes()).hexdigest() for file in files]

    once = digests(made)
    kinds = {entry.kind for entry in entries(open_cache(made).folder or Path())}
    assert kinds >= {"code", "cover", "font", "picture", "sound"}
    again = digests(replace(made, output=tmp_path / "a"))  # from what is kept
    cold = digests(replace(made, output=tmp_path / "b", cache=tmp_path / "cold"))
    without = digests(replace(made, output=tmp_path / "c", use_cache=False))
    assert once == again == cold == without


def test_a_cache_that_is_no_good_stops_nothing(made: Request, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a")
    result = nkbook.build(
        replace(made, output=tmp_path / "out", cache=tmp_path / "file", strict=False)
    )
    assert {item.code for item in result.diagnostics} == {*FOUND, "NK608"}


def test_heavy_libraries_are_left_alone(made: Request) -> None:
    program = (
        "import sys\nfrom nkbook.cli import main\nsys.argv[0] = 'nkbook'\n"
        "try:\n    main()\nfinally:\n"
        "    print(sorted({'lxml', 'pydantic', 'weasyprint', 'jinja2', 'PIL'} & set(sys.modules)))"
    )
    arguments = ["build", made.root, "--cache", made.cache or "", "-f", "epub"]
    run: Run | None = None
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", program, *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            check=True,
        )
        run = Run(done.returncode, done.stdout, done.stderr)
    assert run
    assert "nothing has changed" in run.out
    assert run.out.splitlines()[-1] == "[]"
