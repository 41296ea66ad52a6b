"""What the tests of the store share."""

from __future__ import annotations

from pathlib import Path

from nkbook.store import Key


def entry(folder: Path, key: Key) -> Path:
    """Return the file of an entry, which is told by the key's digest."""
    (found,) = (
        path
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name + path.name == key.digest
    )
    return found


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}
