"""Gives a file other content, so that it is whole at every moment."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from nkbook.output.placing import put

_NEW = 0o644  # the mode of a file that was not there


def replace_content(path: Path, data: bytes) -> None:
    """Put bytes into the place of a file, which keeps its mode; raises OSError.

    Whoever reads the file meanwhile, or after a crash, has the old content or the new one.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        made.chmod(path.stat().st_mode & 0o777 if path.exists() else _NEW)
        put(made, path)
    finally:
        made.unlink(missing_ok=True)
