"""Reads a book's text files."""

from __future__ import annotations

import codecs
from pathlib import Path

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.reading.files import read_bytes


def read_text(path: Path, shown: str) -> str:
    r"""Return a file's text, decoded as UTF-8, without byte-order mark, with ``\n`` as line end.

    ``shown`` is the path that messages print. Raises SourceError: NK201 missing, NK202 not UTF-8
    (with the line and byte), NK215 unreadable.
    """
    text = read_optional(path, shown)
    if text is None:
        raise SourceError(diagnostic("NK201", "file not found", Location(shown)))
    return text


def read_optional(path: Path, shown: str) -> str | None:
    """Return a file's text as ``read_text`` does, or None if there is no such file."""
    try:
        data = read_bytes(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(
            diagnostic("NK215", f"cannot be read: {reason}", Location(shown))
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            diagnostic(
                "NK202",
                f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}",
                Location(shown, line),
                f"save the file as UTF-8 ({_encoding(data)})",
            )
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(data: bytes) -> str:
    """Return what the encoding of text may be that is not UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "it is UTF-16, which some editors call Unicode"
    return "it may be Big5 or GB18030"
