"""Opens the cache that a request names."""

from __future__ import annotations

from nkbook.pipeline.request import Request
from nkbook.store import Store, default_folder, open_store


def open_cache(request: Request) -> Store:
    """Return the store that a request names; one of nothing if it wants none."""
    folder = (request.cache or default_folder()) if request.use_cache else None
    return Store(None) if folder is None else open_store(folder)
