"""What the tests of imports share: a source written from a few texts, and what became of it."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from conftest import Run

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3">'
    '<rect width="4" height="3"/></svg>'
)


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write texts into a folder, without their common indentation."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def digest(folder: Path) -> dict[str, str]:
    """Return the hash of each file below a folder, by its path; folders have none."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        )
        for path in sorted(folder.rglob("*"))
    }


@dataclass(frozen=True)
class Book:
    """An imported book."""

    folder: Path
    run: Run

    @property
    def settings(self) -> dict[str, Any]:
        text = (self.folder / "chapters/book.toml").read_text(encoding="utf-8")
        return tomllib.loads(text)

    @property
    def body(self) -> list[Any]:
        body = self.settings["spine"]["body"]
        assert isinstance(body, list)
        return body

    @property
    def report(self) -> str:
        return (self.folder / "IMPORT.md").read_text(encoding="utf-8")

    def chapter(self, number: int) -> str:
        """Return the text of the chapter of that number, as it is on disk."""
        (path,) = (self.folder / "chapters").glob(f"{number:02d}-*.md")
        return path.read_text(encoding="utf-8")


def imported(
    run_here: Callable[..., Run], tmp_path: Path, files: Mapping[str, str], *options: str
) -> Book:
    """Import a source of texts; the import and a check must succeed, with warnings at most."""
    source = write(tmp_path / "source", files)
    before = digest(source)
    dest = tmp_path / "book"
    run = run_here("import", source, dest, *options)
    assert run.code == 0, run.err
    assert digest(source) == before
    checked = run_here("check", dest)
    assert checked.code == 0, checked.err
    return Book(dest, run)
