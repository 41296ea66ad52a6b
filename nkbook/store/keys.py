"""Keys: digests of values, of which no two different ones are written alike."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import hashlib
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
        and mappings in another order, for a program may tell them apart. Raises TypeError for a
        path, whose file's content is what counts, and for anything else that is not a plain value;
        ValueError for a kind that is no word.
        """
        if not _KIND.match(kind):
            raise ValueError(f'"{kind}" cannot be a kind of stored results')
        digest = hashlib.sha256()
        for piece in _mapping({"": kind, **inputs}):
            digest.update(piece)
        return cls(kind, digest.hexdigest())

    def also(self, **inputs: Any) -> Key:
        """Return the key of a result that depends on this key's inputs and on more."""
        return Key.of(self.kind, base=self.digest, more=inputs)


def encoded(value: Any) -> bytes:
    """Return a value as bytes that no other value has; raises TypeError as ``Key.of`` does."""
    return b"".join(_pieces(value))


def _framed(tag: bytes, data: bytes) -> Iterator[bytes]:
    """Yield a kind of value, the length of its content in bytes, and the content."""
    yield tag + len(data).to_bytes(8, "big")
    yield data


def _text(value: str) -> Iterator[bytes]:
    return _framed(b"s", value.encode("utf-8", "surrogatepass"))


def _several(tag: bytes, values: Any) -> Iterator[bytes]:
    """Yield a sequence: how many there are, and each."""
    yield tag + len(values).to_bytes(8, "big")
    for value in values:
        yield from _pieces(value)


def _mapping(value: Mapping[Any, Any]) -> Iterator[bytes]:
    yield b"m" + len(value).to_bytes(8, "big")
    for key, item in value.items():
        yield from _pieces(key)
        yield from _pieces(item)


def _set(values: Any) -> Iterator[bytes]:
    """Yield a set, whose order differs from run to run, in the order of its members' bytes."""
    yield b"e" + len(values).to_bytes(8, "big")
    yield from sorted(encoded(value) for value in values)


def _moment(value: datetime.date) -> Iterator[bytes]:
    return _framed(b"D", f"{type(value).__name__} {value.isoformat()}".encode())


_WRITERS: Mapping[type, Callable[[Any], Iterator[bytes]]] = MappingProxyType(
    {
        type(None): lambda _: iter((b"N",)),
        bool: lambda value: iter((b"T" if value else b"F",)),
        int: lambda value: _framed(b"i", str(value).encode()),
        float: lambda value: iter((b"f" + struct.pack(">d", value),)),
        str: _text,
        bytes: lambda value: _framed(b"b", value),
        tuple: lambda value: _several(b"t", value),
        list: lambda value: _several(b"l", value),
        frozenset: _set,
        set: _set,
        datetime.datetime: _moment,
        datetime.date: _moment,
    }
)


def _pieces(value: Any) -> Iterator[bytes]:
    """Yield the bytes of a value; each is read back in one way only, so no two values share them.

    A tag says what follows, and with it its length or number of members.
    """
    kind = type(value)
    if writer := _WRITERS.get(kind):
        yield from writer(value)
    elif isinstance(value, PurePath):
        raise TypeError(f"a key takes what is in a file, not its path: {value}")
    elif isinstance(value, enum.Enum):
        yield from _named(b"E", value, (value.name,))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
        yield from _named(b"d", value, fields)
    elif isinstance(value, Mapping):
        yield from _mapping(value)
    elif (names := getattr(kind, "__pydantic_fields__", None)) is not None:
        yield from _named(b"p", value, {name: getattr(value, name) for name in names})
    elif base := next(
        (base for base in (str, bytes, int, float, tuple) if base in kind.mro()), None
    ):
        # Of a class of its own, such as Markup: not the same to a program as the plain value.
        plain = base.__str__(value) if base is str else base(value)
        yield from _named(b"c", value, (plain,))
    else:
        raise TypeError(f"a key cannot be made of a {kind.__module__}.{kind.__qualname__}")


def _named(tag: bytes, value: Any, content: Any) -> Iterator[bytes]:
    """Yield a value of a class, with the name of the class."""
    kind = type(value)
    yield tag
    yield from _text(f"{kind.__module__}.{kind.__qualname__}")
    yield from _pieces(content)
