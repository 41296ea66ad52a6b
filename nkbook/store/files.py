"""Digests of files, remembered for as long as a file looks the same to the system."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_BLOCK = 1 << 20
# The clock of some file systems has steps of two seconds: a file that was just written may be
# written again without looking any different.
_SETTLED = 3_000_000_000  # nanoseconds


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the system says of a file without reading it; a change of its content changes it.

    No program sets ``changed`` (ctime), so neither a file that another one with the same times
    replaces, nor one whose old time was put back after a change, keeps its stamp.
    """

    size: int
    modified: int  # nanoseconds
    changed: int
    node: int

    @classmethod
    def of(cls, found: os.stat_result) -> Stamp:
        """Return the stamp in what stat(2) returned."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)

    @property
    def settled(self) -> bool:
        """Return True if a change from now on will be seen: the last one is long enough ago."""
        return max(self.modified, self.changed) < time.time_ns() - _SETTLED


def stamp(path: str | Path) -> Stamp:
    """Return a file's stamp; raises OSError."""
    return Stamp.of(os.stat(path))  # noqa: PTH116 — also of a string, which is much quicker


def sha256(file: BinaryIO) -> str:
    """Return the SHA-256 of the rest of an open file."""
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
