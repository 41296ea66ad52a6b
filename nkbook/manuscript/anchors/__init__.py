"""Anchors that last: an id that was published stays with its paragraph through corrections.

``collect`` finds what of a book has an id, ``pair`` knows it again in what the ledger says of the
book as it was, ``keep`` gives it the id that it had and writes the ledger for the next time.
"""

from __future__ import annotations

from nkbook.manuscript.anchors.keeping import Kept, keep

__all__ = ["Kept", "keep"]
