"""Values as bytes that pass from process to process, or are kept.

Element trees and read-only mappings, which the standard pickler refuses, are among them.
"""

from __future__ import annotations

import io
import pickle
from types import MappingProxyType
from typing import Any

from lxml import etree

_Element = etree._Element  # noqa: SLF001 — lxml exports no public name for its element class


def _read_only(value: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(value)


class Pickler(pickle.Pickler):
    """Pickles element trees and read-only mappings, which the standard pickler refuses."""

    def reducer_override(self, value: Any) -> Any:
        """Return how a value is made again, for those that need it."""
        if isinstance(value, _Element):
            # Not ASCII: names of attributes may be Chinese, and names have no character references.
            written = etree.tostring(value, encoding="utf-8", with_tail=False)
            return etree.fromstring, (written,)
        if isinstance(value, MappingProxyType):
            return _read_only, (dict(value),)
        return NotImplemented


def dumps(value: Any) -> bytes:
    """Return a value as bytes for ``loads``."""
    buffer = io.BytesIO()
    Pickler(buffer, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    return buffer.getvalue()


def loads(data: bytes) -> Any:
    """Return what ``dumps`` wrote; only for bytes of our own processes, or of our own store."""
    return pickle.loads(data)  # noqa: S301 — see above
