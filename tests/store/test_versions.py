"""The code that takes part in every key: all of it, by content."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import time
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from places import PACKAGE

from nkbook.store import Store, open_store
from nkbook.store.versions import PACKAGES


def needed(name: str, found: set[str]) -> set[str]:
    """Return the packages that one needs to run here, by what they say of themselves."""
    name = canonicalize_name(name)
    if name not in found:
        found.add(name)
        # WeasyPrint asks for fonttools[woff]; nothing else that runs asks for an extra.
        extra = {"extra": "woff" if name == "fonttools" else ""}
        for requirement in map(Requirement, importlib.metadata.requires(name) or ()):
            if requirement.marker is None or requirement.marker.evaluate(extra):
                needed(requirement.name, found)
    return found


def test_every_package_that_runs_is_in_the_keys() -> None:
    assert needed("nkbook", set()) - {"nkbook"} - set(PACKAGES) == set()


def test_versions_are_those_that_python_imports() -> None:
    found = Store(None).versions
    for name in PACKAGES:
        try:
            assert found[name] == importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            assert found[name] is None


def test_the_libraries_of_the_system_are_in_the_keys() -> None:
    found = Store(None).versions
    for symbol in ("pango_version", "hb_version", "FcGetVersion", "FT_Library_Version"):
        assert re.fullmatch("[0-9a-f]{64}", found[symbol] or ""), symbol
    assert found["pango_version"] != found["hb_version"]


def test_how_the_libraries_are_told_to_work_is_in_the_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = Store(None).versions
    monkeypatch.setenv("HB_SHAPER_LIST", "fallback")
    assert Store(None).versions != before


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of a part of nkbook that stands for nkbook."""
    shutil.copytree(PACKAGE / "locales", tmp_path / "nkbook")
    monkeypatch.setattr("nkbook.store.versions._SOURCE", tmp_path / "nkbook")
    return tmp_path / "nkbook"


def test_a_change_of_nkbook_changes_every_key(package: Path, tmp_path: Path) -> None:
    def key() -> str:
        return open_store(tmp_path / "cache").key("picture").digest

    first = key()
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__/a.pyc").write_text("a")
    assert key() == first
    path = package / "labels.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}# a word\n", encoding="utf-8")
    assert key() != first
    path.write_text(text, encoding="utf-8")
    assert key() == first  # by content, not by time
    (package / "new.py").touch()
    assert key() != first
    (package / "new.py").unlink()
    path.rename(package / "names.py")
    assert key() != first


def test_a_digest_is_that_of_the_content(tmp_path: Path) -> None:
    """Also when a file of the same size and time takes the place of the one that was read."""
    store = open_store(tmp_path / "cache")
    path = tmp_path / "font.otf"
    seen = set()
    for letter in (b"a", b"b", b"c"):
        path.write_bytes(letter * 100_000)
        os.utime(path, (1e9, 1e9))
        seen.add(store.digest(path))
        assert store.digest(path) in seen
    assert len(seen) == 3


def test_a_file_that_was_read_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path / "cache")
    path = tmp_path / "font.otf"
    path.write_bytes(bytes(100_000))
    now = time.time_ns()
    monkeypatch.setattr("nkbook.store.files.time.time_ns", lambda: now + 10**10)
    first = store.digest(path)
    monkeypatch.setattr("nkbook.store.store.sha256", lambda _: "read")
    assert store.digest(path) == first
    path.write_bytes(b"a" * 100_000)
    assert store.digest(path) == "read"
