"""Anchors that last: an id that was published stays with its paragraph through corrections.

``blocks`` finds what of a book has an id, ``pairing`` knows it again in what the ledger says of the
book as it was, ``keep`` gives it the id that it had and writes the ledger for the next time.
"""

from __future__ import annotations

from pathlib import Path

from nkbook.manuscript.anchors.keeping import Kept, keep
from nkbook.reading.text import read_optional

__all__ = ["LEDGER", "SHOWN", "Kept", "keep", "load"]

LEDGER = "anchors.tsv"
SHOWN = f"chapters/{LEDGER}"


def load(chapters: Path) -> str | None:
    """Return the ledger beside the chapters, None if there is none yet.

    Raises SourceError for a file that cannot be read.
    """
    return read_optional(chapters / LEDGER, SHOWN)
