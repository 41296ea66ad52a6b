"""What is made once in a run of the tests, whichever of its workers needs it first."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

_WORKER = "PYTEST_XDIST_WORKER"


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder of a name that is shared by all workers, made by the first."""
    base = _base(factory)
    folder, made = base / name, base / f"{name}.made"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a worker that failed to make it
            make(folder)
            made.touch()
    return folder


def folders(factory: pytest.TempPathFactory) -> list[Path]:
    """Return the folders in which a worker judges what was made: its own, one also the shared."""
    shared = _base(factory).glob("*.made") if os.environ.get(_WORKER) == "gw0" else ()
    return [factory.getbasetemp(), *(made.with_suffix("") for made in shared)]


def _base(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    return base.parent if _WORKER in os.environ else base
