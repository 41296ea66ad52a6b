"""The house: files import only downwards, and nothing but nkbook.weasy touches WeasyPrint."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from places import PACKAGE

# The floor plan, from the ground up: rooms of one floor do not import each other. CONTRIBUTING.md
# prints the same table with what each room is for.
FLOORS = (
    ("diagnostics", "typesetting"),
    ("reading", "model", "collation", "output", "store", "maths"),
    ("locales",),
    ("look",),
    ("project", "weasy", "checks"),
    ("manuscript",),
    ("formats", "importing"),
    ("pipeline",),
    ("cli",),
    ("__main__",),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# Inside nkbook/formats: what all share, then formats that never import each other.
SHARED_BY_FORMATS = {"base", "tasks", "registry", "kept", "pictures", "html", "paged", "trade"}
# Rooms that read books, what Python has for it, and modules that read none: data of packages, which
# the versions in a key tell of, what they have written, or functions that are only called so.
READERS = ("look", "project", "manuscript", "checks", "formats")
SYSTEM = frozenset((
    "environ", "exists", "getenv", "glob", "is_dir", "is_file", "isdir", "isfile", "iterdir",
    "listdir", "read_bytes", "read_text", "realpath", "resolve", "rglob", "scandir", "stat", "walk",
))  # fmt: skip
OWN_FILES = frozenset((
    "formats.epub.format", "formats.epub.images.compatible", "formats.html.files.cover",
    "formats.site.extras.offline",
    "formats.site.joining",
    "formats.site.judgement", "manuscript.citations.csl.processor", "manuscript.citations.notes",
    "manuscript.editions.opencc", "manuscript.editions.tables",
    "manuscript.editions.words.dictionaries", "manuscript.prepare",
))  # fmt: skip
MOST_FILES = 13  # in a folder
MOST_LINES = 300  # in a module


@cache
def modules() -> dict[str, Path]:
    """Return the file of each module by its dotted name below the package."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != PACKAGE / "__init__.py"
    }


def imported(path: Path) -> Iterator[str]:
    """Yield the full names of the modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def imports(name: str) -> frozenset[str]:
    """Return the modules of nkbook that a module imports, by their names below the package."""
    found = {other.removeprefix("nkbook.") for other in imported(modules()[name])}
    own = found & modules().keys()
    # ``from nkbook.look import fonts`` names the package too, but takes only the module from it.
    parents = {other.rpartition(".")[0] for other in own}
    faces = {other for other in own if modules()[other].name == "__init__.py"}
    taken = _taken_from_faces(modules()[name])
    return frozenset(own - ((parents & faces) - taken) - {name})


def _taken_from_faces(path: Path) -> set[str]:
    """Return the packages from whose own file a name is taken, not only a module."""
    taken = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nkbook."):
            module = str(node.module).removeprefix("nkbook.")
            if any(f"{module}.{alias.name}" not in modules() for alias in node.names):
                taken.add(module)
    return taken


def test_every_room_is_on_the_plan() -> None:
    assert {name.split(".")[0] for name in modules()} == FLOOR.keys()


@pytest.mark.parametrize("name", sorted(modules()))
def test_imports_go_down(name: str) -> None:
    room = name.partition(".")[0]
    upward = [
        other
        for other in imports(name)
        if other.split(".")[0] != room and FLOOR[other.split(".")[0]] >= FLOOR[room]
    ]
    assert upward == []


def test_no_file_is_in_a_circle() -> None:
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join([*trail[trail.index(name) :], name])
        if name not in done:
            for other in sorted(imports(name)):
                walk(other, (*trail, name))
            done.add(name)

    for name in modules():
        walk(name, ())


def test_no_room_inside_a_room_is_in_a_circle() -> None:
    """Folders that hold modules import each other one way too, at every depth."""
    graph: dict[str, set[str]] = {}
    for name in modules():
        for other in imports(name):
            mine, theirs = name.split("."), other.split(".")
            shared = next(
                (i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), None
            )
            if shared is not None:
                a, b = ".".join(mine[: shared + 1]), ".".join(theirs[: shared + 1])
                graph.setdefault(a, set()).add(b)
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join([*trail[trail.index(name) :], name])
        if name not in done:
            for other in sorted(graph.get(name, ())):
                walk(other, (*trail, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_formats_never_import_each_other() -> None:
    crossing = [
        f"{name} imports {other}"
        for name in modules()
        if name.startswith("formats.")
        for other in imports(name)
        if other.startswith("formats.")
        for mine, theirs in [(name.split(".")[1], other.split(".")[1])]
        if theirs not in {mine, *SHARED_BY_FORMATS}
    ]
    assert crossing == []


def test_only_weasy_imports_weasyprint() -> None:
    users = {
        name.split(".")[0]
        for name, path in modules().items()
        for module in imported(path)
        if module.split(".")[0] in ("weasyprint", "pydyf")
    }
    assert users == {"weasy"}


def test_books_are_read_through_the_gate() -> None:
    """What nkbook.reading.files does not see, a build would not know to have changed."""
    direct = [
        f"{name}, line {node.lineno}: {node.attr}"
        for name, path in modules().items()
        if name.split(".")[0] in READERS and name not in OWN_FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in SYSTEM
    ]
    assert direct == []


def test_folders_and_modules_are_small() -> None:
    folders: dict[Path, int] = {}
    for path in modules().values():
        folders[path.parent] = folders.get(path.parent, 0) + (path.name != "__init__.py")
    assert {folder.name: n for folder, n in folders.items() if n > MOST_FILES} == {}
    long = {
        name: lines
        for name, path in modules().items()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_no_module_is_a_grab_bag() -> None:
    stems = {path.stem for path in modules().values()}
    assert not stems & {"utils", "helpers", "common", "misc", "tools"}
