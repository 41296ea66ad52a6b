"""Writes the objects of a PDF one after another, so that no more than a few are in memory.

ISO 32000-1 §7.5.7 and §7.5.8: dictionaries in object streams, and a stream of references to all.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Any, BinaryIO

import pydyf

_MOST = 10_000  # objects in a stream
# Of zlib. The highest takes four times as long for references, which become 4 % smaller by it.
_LEVEL = 6
_FREE, _DIRECT, _PACKED = 0, 1, 2  # kinds of entries: table 18


class Writer:
    """A file that is being written.

    It has as much of a pydyf.PDF as those functions need that add to one: ``add_object``,
    ``page_references``, ``catalog`` and ``info``.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._digest = hashlib.md5(usedforsecurity=False)
        self._entries: list[tuple[int, int, int]] = [(_FREE, 0, 65535)]
        self._waiting: list[tuple[int, bytes]] = []
        self._added: list[Any] = []
        self.page_references: tuple[bytes, ...] = ()
        self.catalog = pydyf.Dictionary({"Type": "/Catalog"})
        self.info = pydyf.Dictionary()
        self._put(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")

    def number(self) -> int:
        """Return the number of a new object."""
        self._entries.append((_FREE, 0, 65535))
        return len(self._entries) - 1

    def add_object(self, item: Any) -> None:
        """Give an object of pydyf its number; it is written with the next ``flush``."""
        item.number = self.number()
        self._added.append(item)

    def add(self, value: bytes) -> int:
        """Write a new object and return its number."""
        number = self.number()
        self.write(number, value)
        return number

    def write(self, number: int, value: bytes) -> None:
        """Write an object that is no stream."""
        self._waiting.append((number, value))
        if len(self._waiting) >= _MOST:
            self._pack()

    def write_stream(self, number: int, value: bytes, data: bytes) -> None:
        """Write a stream, whose dictionary says how long it is."""
        self._entries[number] = _DIRECT, self._at, 0
        self._put(b"%d 0 obj\n%b\nstream\n" % (number, value))
        self._put(data)
        self._put(b"\nendstream\nendobj\n")

    def flush(self) -> None:
        """Write all that was added and waits."""
        for item in self._added:
            if isinstance(item, pydyf.Stream):
                value, _, rest = item.data.partition(b"\nstream\n")
                self.write_stream(item.number, value, rest.removesuffix(b"\nendstream"))
            else:
                self.write(item.number, item.data)
        self._added = []
        self._pack()

    def finish(self, identifier: bytes) -> None:
        """Write the catalogue, what is said of the file, and where all is."""
        for item in (self.catalog, self.info):
            self.add_object(item)
        self.flush()
        number = self.number()
        self._entries[number] = _DIRECT, self._at, 0
        start = self._at
        widths = (1, max(2, (start.bit_length() + 7) // 8), 2)
        rows = b"".join(
            value.to_bytes(width, "big")
            for entry in self._entries
            for value, width in zip(entry, widths, strict=True)
        )
        names = (pydyf.String(identifier), pydyf.String(self._digest.hexdigest()))
        packed = zlib.compress(rows, _LEVEL)
        stream = pydyf.Stream(
            [packed],
            {
                "Type": "/XRef",
                "Index": pydyf.Array((0, len(self._entries))),
                "W": pydyf.Array(widths),
                "Size": len(self._entries),
                "Root": self.catalog.reference,
                "Info": self.info.reference,
                "ID": pydyf.Array(name.data for name in names),
                "Filter": "/FlateDecode",
            },
        )
        stream.number = number
        self._put(stream.indirect + b"\nstartxref\n%d\n%%%%EOF\n" % start)

    def _pack(self) -> None:
        """Write what waits as one stream."""
        if not self._waiting:
            return
        container = self.number()
        index: list[str] = []
        at = 0
        for place, (number, value) in enumerate(self._waiting):
            self._entries[number] = _PACKED, container, place
            index.append(f"{number} {at}")
            at += len(value) + 1
        head = " ".join(index).encode()
        data = zlib.compress(b"\n".join((head, *(value for _, value in self._waiting))), _LEVEL)
        value = b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>" % (
            len(self._waiting),
            len(head) + 1,
            len(data),
        )
        self._waiting = []
        self.write_stream(container, value, data)

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._at += len(data)
