"""The scripts that the online edition comes with: nkbook's own, never a book's."""

from __future__ import annotations

from pathlib import Path

from nkbook.reading.files import Kind, read_bytes

FOLDER = Path(__file__).parent


def script(name: str) -> bytes:
    """Return a script of the online edition."""
    return read_bytes(FOLDER / name, Kind.TEMPLATE)
