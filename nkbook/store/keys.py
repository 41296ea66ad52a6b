"""Keys: digests of values, of which no two different ones are written alike."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import hashlib
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

_KIND = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")


@dataclass(frozen=True, slots=True)
class Key:
    """The name of a stored result: its kind, a word in lower case, and a SHA-256 in hexadecimal."""

    kind: str
    digest: str

    @classmethod
    def of(cls, kind: str, /, **inputs: Any) -> Key:
        """Return the key of a result of some kind that depends on the inputs alone.

        Inputs are compared with their types: 1, 1.0 and True differ, and so do a list and a tuple,
        and mappings in another order, for a program may tell them apart; an element
        tree by how it is written. Raises TypeError for a path, whose file's content is what counts,
        and for anything else that is not a plain value;
        ValueError for a kind that is no word.
        """
        if not _KIND.match(kind):
            raise ValueError(f'"{kind}" cannot be a kind of stored results')
        return cls(kind, hashlib.sha256(encoded({"": kind, **inputs})).hexdigest())

    def also(self, **inputs: Any) -> Key:
        """Return the key of a result that depends on this key's inputs and on more."""
        return Key.of(self.kind, base=self.digest, more=inputs)


def encoded(value: Any) -> bytes:
    """Return a value as bytes that no other value has; raises TypeError as ``Key.of`` does.

    A tag says what follows, and with it its length or number of members: so each is read back in
    one way only.
    """
    pieces: list[bytes] = []
    _put(pieces, value)
    return b"".join(pieces)


def _framed(out: list[bytes], tag: bytes, data: bytes) -> None:
    """Add a kind of value, the length of its content in bytes, and the content."""
    out += (tag, len(data).to_bytes(8, "big"), data)


def _text(out: list[bytes], value: str) -> None:
    data = value.encode("utf-8", "surrogatepass")
    out += (b"s", len(data).to_bytes(8, "big"), data)


def _several(out: list[bytes], values: Any, tag: bytes = b"t") -> None:
    """Add a sequence: how many there are, and each."""
    out += (tag, len(values).to_bytes(8, "big"))
    for value in values:
        _put(out, value)


def _mapping(out: list[bytes], value: Mapping[Any, Any]) -> None:
    out += (b"m", len(value).to_bytes(8, "big"))
    for key, item in value.items():
        _put(out, key)
        _put(out, item)


def _set(out: list[bytes], values: Any) -> None:
    """Add a set, whose order differs from run to run, in the order of its members' bytes."""
    out += (b"e", len(values).to_bytes(8, "big"), *sorted(encoded(value) for value in values))


def _moment(out: list[bytes], value: datetime.date) -> None:
    _framed(out, b"D", f"{type(value).__name__} {value.isoformat()}".encode())


_WRITERS: Mapping[type, Callable[[list[bytes], Any], None]] = MappingProxyType(
    {
        type(None): lambda out, _: out.append(b"N"),
        bool: lambda out, value: out.append(b"T" if value else b"F"),
        int: lambda out, value: _framed(out, b"i", str(value).encode()),
        float: lambda out, value: out.append(b"f" + struct.pack(">d", value)),
        str: _text,
        bytes: lambda out, value: _framed(out, b"b", value),
        tuple: _several,
        list: lambda out, value: _several(out, value, b"l"),
        frozenset: _set,
        set: _set,
        datetime.datetime: _moment,
        datetime.date: _moment,
    }
)


def _put(out: list[bytes], value: Any) -> None:
    """Add the bytes of a value."""
    kind: Any = type(value)
    if writer := _WRITERS.get(kind):
        writer(out, value)
    elif isinstance(value, PurePath):
        raise TypeError(f"a key takes what is in a file, not its path: {value}")
    elif isinstance(value, enum.Enum):
        out.append(_named(b"E", kind))
        _several(out, (value.name,))
    elif hasattr(kind, "__dataclass_fields__"):
        out.append(_named(b"d", kind))
        _members(out, value, kind)
    elif isinstance(value, Mapping):
        _mapping(out, value)
    elif kind.__module__ == "lxml.etree" and hasattr(value, "iterchildren"):
        from lxml import etree  # noqa: PLC0415 — whoever has an element has loaded it

        _framed(out, b"x", etree.tostring(value, encoding="utf-8", with_tail=False))
    elif hasattr(kind, "__pydantic_fields__"):
        out.append(_named(b"p", kind))
        _members(out, value, kind)
    elif base := next(
        (base for base in (str, bytes, int, float, tuple) if base in kind.mro()), None
    ):
        # Of a class of its own, such as Markup: not the same to a program as the plain value.
        out.append(_named(b"c", kind))
        _several(out, (base.__str__(value) if base is str else base(value),))
    else:
        raise TypeError(f"a key cannot be made of a {kind.__module__}.{kind.__qualname__}")


def _members(out: list[bytes], value: Any, kind: type) -> None:
    """Add what a value of a class with fields has, as a mapping from their names."""
    fields = _fields(kind)
    out += (b"m", len(fields).to_bytes(8, "big"))
    for name, written in fields:
        item = getattr(value, name)
        out.append(written)
        if item is None:
            out.append(b"N")
        else:
            _put(out, item)


@cache
def _fields(kind: type) -> tuple[tuple[str, bytes], ...]:
    """Return the fields of a class, a dataclass or pydantic's, and their names as bytes."""
    names: Any = getattr(kind, "__pydantic_fields__", None)
    if hasattr(kind, "__dataclass_fields__"):
        names = [item.name for item in dataclasses.fields(kind)]
    return tuple((name, encoded(name)) for name in names)


@cache
def _named(tag: bytes, kind: type) -> bytes:
    """Return the name of a class as bytes, after a tag."""
    return tag + encoded(f"{kind.__module__}.{kind.__qualname__}")
