"""Judges every PDF that any test leaves in its folder: no letter is printed over another.

A plugin for pytest: ``pytest -p plugin_overlap``, or a name in conftest's ``pytest_plugins``. Equal
files are judged once, long ones by their first pages. A file whose fault is on purpose is in a
folder whose name begins with ``on-purpose``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pymupdf
import pytest
from judges.overlap import overlaps
from shared import folders

PAGES = 48  # of each file: no fault of layout waits for page 49


@pytest.fixture(scope="session", autouse=True)
def no_letter_over_another(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fail the session if a PDF in the folders of its tests has letters over letters."""
    yield
    judged: set[bytes] = set()
    found = []
    paths = [path for folder in folders(tmp_path_factory) for path in folder.rglob("*.pdf")]
    for path in sorted(paths):
        if not path.is_file() or any(part.startswith("on-purpose") for part in path.parts):
            continue
        digest = hashlib.sha256(path.read_bytes()).digest()
        if digest in judged:
            continue
        judged.add(digest)
        try:
            faults = overlaps(path, PAGES)
        except pymupdf.FileDataError:  # made unreadable by its test
            continue
        found += [f"{path}: {fault}" for fault in faults]
    if found:
        pytest.fail("letters are printed over letters:\n" + "\n".join(found[:40]))
