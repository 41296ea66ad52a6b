"""The output folder, and the room on its disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nkbook.cli.doctor.finding import Finding, Place, State
from nkbook.diagnostics.errors import NkbookError
from nkbook.output import write_errors

_TOPIC = "Output folder"
_GIGABYTE = 1_000_000_000


def examine(place: Place) -> Iterator[Finding]:
    """Yield whether files can be written there, by writing one; nothing is left behind."""
    name = str(place.output)
    folder = _nearest(place.output)
    try:
        with write_errors(place.output), tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(b"nkbook")
            file.flush()
    except NkbookError as error:
        for problem in error.diagnostics:
            yield Finding.of(_TOPIC, name, problem)
        return
    free = shutil.disk_usage(folder).free / _GIGABYTE
    yield Finding(_TOPIC, name, State.OK, f"writable, {free:.1f} GB free")


def _nearest(path: Path) -> Path:
    """Return a path, or the nearest place above it that exists, where it would be made."""
    path = path.resolve()
    return next(place for place in (path, *path.parents) if place.exists())
