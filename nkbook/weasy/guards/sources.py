"""Reads functions and classes out of a package's files, installed or only unpacked.

Nothing is imported, so that another version than the one in use can be read too.
"""

from __future__ import annotations

import ast
import hashlib
import textwrap
from functools import cached_property
from pathlib import Path

PACKAGES = ("weasyprint", "pydyf")


class Sources:
    """The files of packages in a folder, such as site-packages."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._modules: dict[str, _Module | None] = {}

    def has(self, package: str) -> bool:
        """Return True if a package is in the folder."""
        return (self._root / package).is_dir()

    def text(self, name: str) -> str | None:
        """Return the source of what is named ``module:name`` or ``module:Class.name``.

        Names that a module imports from another of its package are followed to where they are
        defined. None where there is no such definition.
        """
        module_name, _, path = name.partition(":")
        module = self._module(module_name)
        if module is None:
            return None
        first, *rest = path.split(".")
        origin = module.imported.get(first)
        if first not in module.defined and origin is not None:
            return self.text(f"{origin[0]}:{'.'.join([origin[1], *rest])}")
        return module.text(path)

    def signature(self, name: str) -> str | None:
        """Return the line or lines of a definition up to its body; None where there is none."""
        text = self.text(name)
        if text is None:
            return None
        node = ast.parse(text).body[0]
        if isinstance(node, ast.FunctionDef):
            return f"({ast.unparse(node.args)})"
        return text.partition("\n")[0]

    def sha256(self, name: str) -> str | None:
        """Return the hash of a definition's source; None where there is none."""
        text = self.text(name)
        return None if text is None else hashlib.sha256(text.encode()).hexdigest()

    def digest(self) -> str:
        """Return a hash of all modules of the packages together."""
        found = hashlib.sha256()
        for package in PACKAGES:
            for path in sorted((self._root / package).rglob("*.py")):
                found.update(path.relative_to(self._root).as_posix().encode())
                found.update(path.read_bytes())
        return found.hexdigest()

    def _module(self, name: str) -> _Module | None:
        if name not in self._modules:
            base = self._root.joinpath(*name.split("."))
            path = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
            package = name if base.is_dir() else name.rpartition(".")[0]
            self._modules[name] = _Module(path, package) if path.is_file() else None
        return self._modules[name]


class _Module:
    """A module's text and what its names are."""

    def __init__(self, path: Path, package: str) -> None:
        self._text = path.read_text(encoding="utf-8")
        self._package = package

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(self._text)

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.splitlines()

    @cached_property
    def defined(self) -> dict[str, ast.stmt]:
        """Return the definitions of functions and classes by their paths: name, Class.name."""
        found: dict[str, ast.stmt] = {}
        for node in self._tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found[node.name] = node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef):
                        found[f"{node.name}.{inner.name}"] = inner
        return found

    @cached_property
    def imported(self) -> dict[str, tuple[str, str]]:
        """Return the module and name there of what is imported from the same package."""
        found = {}
        for node in self._tree.body:
            if isinstance(node, ast.ImportFrom) and node.level:
                parents = self._package.split(".")
                parents = parents[: len(parents) - node.level + 1]
                module = ".".join([*parents, *([node.module] if node.module else [])])
                for alias in node.names:
                    found[alias.asname or alias.name] = module, alias.name
        return found

    def text(self, path: str) -> str | None:
        """Return the source of a definition, its decorators with it, without indentation."""
        node = self.defined.get(path)
        if node is None:
            return None
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        return textwrap.dedent("\n".join(self._lines[first - 1 : node.end_lineno])) + "\n"
