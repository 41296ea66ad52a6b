"""Finds Pandoc, which reads what nkbook does not, and reads chapters a second time."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess

_OLDEST = 3  # the first version that runs scripts of Lua by themselves and has figures
_VERSION = re.compile(r"pandoc\S* (\d+)\.")
_SECONDS = 20


def find_pandoc() -> str | None:
    """Return the path of Pandoc 3: that of the package pypandoc_binary, else the one on PATH."""
    try:
        return str(importlib.import_module("pypandoc").get_pandoc_path())
    except (ImportError, OSError):  # no package, or the package without the program
        found = shutil.which("pandoc")
    return found if found and _version(found) >= _OLDEST else None


def _version(program: str) -> int:
    """Return a Pandoc's first number; 0 for a program that does not tell it."""
    try:
        done = subprocess.run(  # noqa: S603 — the program of this name on PATH
            [program, "--version"],
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return 0
    found = _VERSION.match(done.stdout)
    return int(found[1]) if found else 0
