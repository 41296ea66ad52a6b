"""Judges every PDF that any test leaves in its folder: no letter is printed over another.

A plugin for pytest: ``pytest -p plugin_overlap``, or a name in conftest's ``pytest_plugins``. A
module's files are judged after its last test, so that workers share the work, and what came to them
later at the end. Equal files are judged once, long ones by their first pages. A file whose fault is
on purpose is in a folder whose name begins with ``on-purpose``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pymupdf
import pytest
from judges.overlap import overlaps
from shared import folders

PAGES = 48  # of each file: no fault of layout waits for page 49
_SHOWN = 40  # faults


class Judged:
    """The files that a worker has judged."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self._looked_at: set[str] = set()  # folders of tests
        self._known: set[tuple[Path, int]] = set()  # files, and when they were written
        self._digests: set[bytes] = set()

    def new_folders(self) -> list[Path]:
        """Return the folders that tests have got since the last time."""
        new = [path for path in self._base.iterdir() if path.name not in self._looked_at]
        self._looked_at.update(path.name for path in new)
        return new

    def judge(self, folders: Iterable[Path]) -> None:
        """Fail if a PDF below folders that is not judged yet has letters over letters."""
        paths = sorted(path for folder in folders for path in folder.rglob("*.pdf"))
        found = [f"{path}: {fault}" for path in paths for fault in self._faults(path)]
        if found:
            pytest.fail("letters are printed over letters:\n" + "\n".join(found[:_SHOWN]))

    def _faults(self, path: Path) -> list[object]:
        if not path.is_file() or any(part.startswith("on-purpose") for part in path.parts):
            return []
        key = path, path.stat().st_mtime_ns
        if key in self._known:
            return []
        self._known.add(key)
        digest = hashlib.sha256(path.read_bytes()).digest()
        if digest in self._digests:
            return []
        self._digests.add(digest)
        try:
            return [*overlaps(path, PAGES)]
        except pymupdf.FileDataError:  # made unreadable by its test
            return []


@pytest.fixture(scope="session")
def overlaps_judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """Return what judges a module's files; at the end judge all that are left."""
    judged = Judged(tmp_path_factory.getbasetemp())
    yield judged
    judged.judge(folders(tmp_path_factory))


@pytest.fixture(scope="module", autouse=True)
def no_letter_over_another(overlaps_judged: Judged) -> Iterator[None]:
    """Fail a module if a PDF in the folders of its tests has letters over letters."""
    yield
    overlaps_judged.judge(overlaps_judged.new_folders())
