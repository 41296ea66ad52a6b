"""Finds the cache's folder and sees whether it may be trusted."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from nkbook.store.store import Store, unusable

FORMAT = "v1"  # of the entries: a later nkbook that writes others leaves these alone
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def default_folder() -> Path | None:
    """Return ``$NKBOOK_CACHE``, else ``$XDG_CACHE_HOME/nkbook``, else ``~/.cache/nkbook``.

    A variable NKBOOK_CACHE that is set and empty says that there is to be none, and there is none
    for a user without a home.
    """
    own = os.environ.get("NKBOOK_CACHE")
    if own is not None:
        return Path(own) if own else None
    base = os.environ.get("XDG_CACHE_HOME", "")
    if Path(base).is_absolute():  # XDG Base Directory Specification: ignore a relative path
        return Path(base) / "nkbook"
    try:
        return Path.home() / ".cache" / "nkbook"
    except RuntimeError:
        return None


def open_store(folder: Path) -> Store:
    """Return the store in a folder, made if need be; with NK608 one of nothing if it is no good.

    Entries lie in a folder inside, which must be a real one, belong to the user, and be writable
    for nobody else: whoever can write there can put words, and through what is unpickled programs,
    into the user's books.
    """
    inner = folder / FORMAT
    try:
        inner.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = inner.lstat()
        reason = _distrust(found)
        if reason is None:
            with tempfile.TemporaryFile(dir=inner):
                pass
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
    if reason is None:
        return Store(inner.resolve())
    return Store(None, unusable(folder, reason))


def _distrust(found: os.stat_result) -> str | None:
    if not stat.S_ISDIR(found.st_mode):
        return f"{FORMAT} in it is no folder, or a link to one"
    if found.st_uid != os.geteuid():
        return f"{FORMAT} in it belongs to another user"
    if found.st_mode & _OTHERS:
        return f"others may write to {FORMAT} in it"
    return None
