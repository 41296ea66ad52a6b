"""Reads source text, so that every problem has its file and line."""

from __future__ import annotations

import codecs
from pathlib import Path

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Location, diagnostic


def read_text(path: Path, shown: str) -> str:
    r"""Return a file's text, decoded as UTF-8, a byte-order mark left out, line ends as ``\n``.

    ``shown`` is the path that messages print. Raises SourceError: NK201 missing, NK202 not UTF-8
    (with the line and byte), NK215 unreadable.
    """
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceError(diagnostic("NK201", "file not found", Location(shown))) from error
    except OSError as error:
        raise SourceError(
            diagnostic("NK215", f"cannot be read: {error.strerror}", Location(shown))
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
