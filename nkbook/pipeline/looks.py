"""How files and folders look, as plain values that are kept and compared with a later look."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from nkbook.reading.files import entries
from nkbook.store import Store
from nkbook.store.files import Stamp

# A kind, a stamp, and a digest: of a file's content, or of the names in a folder. The stamp is
# empty if things were so fresh that the next change might leave it the same.
Look: TypeAlias = tuple[str, tuple[int, ...], str]

FILE, FOLDER, OTHER, NOTHING = "file", "folder", "other", ""


def kind(found: os.stat_result | None) -> str:
    """Return what the system found at a path."""
    if found is None:
        return NOTHING
    if stat.S_ISREG(found.st_mode):
        return FILE
    return FOLDER if stat.S_ISDIR(found.st_mode) else OTHER


def found_at(path: str) -> os.stat_result | None:
    """Return what the system says of a path, None for nothing that can be reached."""
    try:
        return os.stat(path)  # noqa: PTH116 — a string, for speed
    except (OSError, ValueError):
        return None


def look_at(path: str, store: Store) -> Look:
    """Return how a path looks, its content if it is a file; raises OSError for one not readable."""
    found = found_at(path)
    if kind(found) != FILE or found is None:
        return kind(found), (), ""
    stamp = Stamp.of(found)
    return FILE, _kept(stamp), store.digest(Path(path))


def look_into(folder: str, left_out: Iterable[str] = ()) -> Look:
    """Return how a folder looks by the names in it, but for some of them."""
    found = found_at(folder)
    stamp = _kept(Stamp.of(found)) if found else ()
    return kind(found), stamp, names_digest(entries(folder), left_out)


def names_digest(names: Iterable[str], left_out: Iterable[str] = ()) -> str:
    """Return the digest of what ``entries`` returned, but for some names."""
    plain = set(left_out)
    kept = [name for name in names if name.partition("/")[0] not in plain]
    return hashlib.sha256("\0".join(kept).encode("utf-8", "surrogatepass")).hexdigest()


def stamp_of(found: os.stat_result) -> tuple[int, ...]:
    """Return a stamp as a look has it."""
    stamp = Stamp.of(found)
    return stamp.size, stamp.modified, stamp.changed, stamp.node


def _kept(stamp: Stamp) -> tuple[int, ...]:
    settled = stamp.settled
    return (stamp.size, stamp.modified, stamp.changed, stamp.node) if settled else ()
