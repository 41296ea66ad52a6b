"""The operating system and the interpreter."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator

from nkbook.cli.doctor.finding import Finding, Place, State
from nkbook.cli.doctor.systems import System

OLDEST = (3, 11)  # pyproject.toml: requires-python
_TOPIC = "Python"


def examine(place: Place) -> Iterator[Finding]:
    """Yield whether nkbook can run on this system and this Python."""
    yield system(place.system)
    yield interpreter(sys.version_info[:2])


def system(kind: System) -> Finding:
    """Return whether nkbook runs on a kind of system: not on Windows, except in WSL."""
    detail = platform.platform()
    if kind is not System.WINDOWS:
        return Finding(_TOPIC, "system", State.OK, detail)
    remedy = (
        "use the Windows Subsystem for Linux: wsl --install -d Debian; then install nkbook in it"
    )
    return Finding(_TOPIC, "system", State.PROBLEM, f"{detail}: not supported", remedy, "NK606")


def interpreter(version: tuple[int, int]) -> Finding:
    """Return whether a version of Python is new enough."""
    detail = f"{platform.python_version()} ({sys.executable})"
    if version >= OLDEST:
        return Finding(_TOPIC, "interpreter", State.OK, detail)
    oldest = ".".join(map(str, OLDEST))
    remedy = f"install Python {oldest} or newer; then pipx install --python python{oldest} nkbook"
    return Finding(_TOPIC, "interpreter", State.PROBLEM, f"{detail} is too old", remedy, "NK606")
