"""Tasks as bytes for another machine: files are named by their content, and sent apart."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nkbook.store.pickling import Pickler

_FILE = "file"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A value as bytes, and the files that it names: by SHA-256, their paths here."""

    data: bytes
    files: Mapping[str, Path]


def packed(value: Any, digest: Callable[[Path], str]) -> Parcel:
    """Return a value ready to be sent; ``digest`` returns the SHA-256 of a file's content."""
    buffer = io.BytesIO()
    packer = _Packer(buffer, digest)
    packer.dump(value)
    return Parcel(buffer.getvalue(), packer.files)


def unpacked(data: bytes, folder: Path) -> Any:
    """Return a value that was sent; its files lie in ``folder`` under their SHA-256.

    Only for what a client of our own has packed.
    """
    return _Unpacker(io.BytesIO(data), folder).load()


class _Packer(Pickler):
    def __init__(self, buffer: io.BytesIO, digest: Callable[[Path], str]) -> None:
        super().__init__(buffer, protocol=pickle.HIGHEST_PROTOCOL)
        self._digest = digest
        self.files: dict[str, Path] = {}

    def persistent_id(self, value: Any) -> tuple[str, str, str] | None:
        """Return what stands for a path of a file; None for all else, and for other paths."""
        if not isinstance(value, Path) or not value.is_file():
            return None
        sha256 = self._digest(value)
        self.files[sha256] = value
        # Some libraries go by the end of a name.
        return _FILE, sha256, value.suffix


class _Unpacker(pickle.Unpickler):
    def __init__(self, buffer: io.BytesIO, folder: Path) -> None:
        super().__init__(buffer)
        self._folder = folder

    def persistent_load(self, id: Any) -> Path:
        """Return the path here of a file that was sent."""
        _, sha256, suffix = id
        return place(self._folder, sha256, suffix)


def place(folder: Path, sha256: str, suffix: str) -> Path:
    """Return where a file of that content lies, linked under a name with its suffix."""
    plain = folder / sha256
    if not suffix:
        return plain
    named = folder / f"{sha256}{suffix}"
    if not named.exists():
        with suppress(FileExistsError):  # another thread was quicker
            named.hardlink_to(plain)
    return named
