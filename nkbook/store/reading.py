"""What files were read as, kept by their text: to read a large one again takes long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from nkbook.store.pickling import dumps, loads
from nkbook.store.store import Store

T = TypeVar("T")


def kept(store: Store | None, read: Callable[..., T], text: str, *more: Any) -> T:
    """Return what a function reads a text as, from the store if it has read it before.

    ``more`` are its other arguments, plain values: what it returns depends on nothing else. Raises
    what it raises, which is not kept.
    """
    if store is None or not store.is_open:
        return read(text, *more)
    name = f"{read.__module__}.{read.__qualname__}"

    def made() -> bytes:
        return dumps(read(text, *more))

    found: T = loads(store.made("reading", made, name=name, text=text, more=more))
    return found
