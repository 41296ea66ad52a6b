"""The cache: what was made once is not made again, as long as all that it was made of is equal.

A ``Key`` is a digest of everything that a result depends on, so a result is never out of date: if
anything changes, it is not asked for. ``Store`` keeps results by their keys in one folder, which
any number of builds may use at a time, and which may be pruned or removed at any time.
"""

from __future__ import annotations

from nkbook.store.keys import Key
from nkbook.store.opening import default_folder, open_store
from nkbook.store.store import Store

__all__ = ["Key", "Store", "default_folder", "open_store"]
