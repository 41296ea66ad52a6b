"""The house: modules import only downwards, and nothing but nkbook.weasy touches WeasyPrint."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "nkbook"

# A module may import modules of its own layer's number or lower; a package counts as one module.
LAYERS = {
    "codes": 0,
    "errors": 0,
    "book": 0,
    "trees": 1,
    "toml_lines": 1,
    "source_files": 1,
    "labels": 1,
    "fonts": 1,
    "isbn": 0,
    "subjects": 0,
    "relief": 0,
    "titles": 0,
    "cover_art": 1,
    "theme": 1,
    "templates": 1,
    "collation": 1,
    "data_files": 1,
    "index_notes": 1,
    "config": 1,
    "load": 1,
    "sources": 2,
    "markdown": 2,
    "colour": 2,
    "images": 2,
    "editions": 2,
    "references": 2,
    "glossary": 2,
    "index": 2,
    "figures": 2,
    "links": 2,
    "typesetting": 2,
    "checks": 3,
    "pictures": 3,
    "formats": 3,
    "output": 3,
    "weasy": 3,
    "pdf": 3,
    "epub": 3,
    "manuscript": 4,
    "worker": 4,
    "build": 4,
    "cli": 5,
    "__main__": 6,
}
FORMATS = {"pdf", "epub"}


def modules() -> Iterator[tuple[str, Path]]:
    """Yield each module's top name below the package, and its file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        yield relative.parts[0].removesuffix(".py"), path


def imported(path: Path) -> Iterator[str]:
    """Yield the full names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(path: Path) -> set[str]:
    """Return the top names of nkbook's own modules that a file imports."""
    names = (name.split(".") for name in imported(path))
    return {parts[1] for parts in names if parts[0] == "nkbook" and len(parts) > 1} & {
        name for name, _ in modules()
    }


def test_every_module_has_a_layer() -> None:
    found = {name for name, _ in modules()} - {"__init__"}
    assert found == set(LAYERS)


def test_imports_go_down_the_layers() -> None:
    upward = [
        f"{path.relative_to(PACKAGE)} imports {other}"
        for name, path in modules()
        if name != "__init__"
        for other in own_imports(path)
        if other != name and LAYERS[other] > LAYERS[name]
    ]
    assert upward == []


def test_formats_never_import_each_other() -> None:
    crossing = [
        f"{path.relative_to(PACKAGE)} imports {other}"
        for name, path in modules()
        if name in FORMATS
        for other in own_imports(path) & (FORMATS - {name})
    ]
    assert crossing == []


def test_no_import_cycles() -> None:
    graph: dict[str, set[str]] = {}
    for name, path in modules():
        graph.setdefault(name, set()).update(own_imports(path) - {name})
    visited: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join([*trail, name])
        if name not in visited:
            for other in sorted(graph.get(name, ())):
                walk(other, (*trail, name))
            visited.add(name)

    for name in sorted(graph):
        walk(name, ())


def test_only_weasy_imports_weasyprint() -> None:
    users = {
        name
        for name, path in modules()
        for module in imported(path)
        if module.split(".")[0] in ("weasyprint", "pydyf")
    }
    assert users <= {"weasy"}


def test_no_module_is_a_grab_bag() -> None:
    assert not [
        path for _, path in modules() if path.stem in ("utils", "helpers", "common", "misc")
    ]
