"""Which Pandoc is used, and that an old one is none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nkbook.reading.pandoc import find_pandoc


@pytest.mark.parametrize(
    ("says", "used"), [("pandoc 3.1.3", True), ("pandoc 2.17.1.1", False), ("?", False)]
)
def test_the_pandoc_on_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, used: bool
) -> None:
    program = tmp_path / "pandoc"
    program.write_text(f'#!/bin/sh\necho "{says}"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert find_pandoc() == (str(program) if used else None)


def test_the_pandoc_of_the_package_comes_first() -> None:
    found = find_pandoc()
    assert found is not None
    assert "pypandoc" in found
