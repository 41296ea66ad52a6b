"""Finds whether a PNG or a GIF is whole, which Pillow does not.

It counts no pixels of a PNG, whose file may end early and be valid; and of a GIF it passes over
what is no part of one, where other programs stop.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

_BEGINS = 8  # bytes of the signature
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type (PNG, third edition, §11.2.1)
# The passes of an interlaced picture: first column and row, and steps (§8.2).
_PASSES = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
_PIECE = 1 << 20  # bytes that are unpacked at a time


def is_whole_png(data: bytes) -> bool:
    """Return True if a PNG has all rows that its header promises."""
    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR":
        return False
    promised = _size(chunks[0][1])
    unpacker, found = zlib.decompressobj(), 0
    try:
        for name, part in chunks:
            rest: bytes = part if name == b"IDAT" else b""
            while rest and found < promised:
                found += len(unpacker.decompress(rest, _PIECE))
                rest = unpacker.unconsumed_tail
    except zlib.error:
        return False
    return found >= promised


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = _BEGINS
    while place + _BEGINS <= len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        yield name, data[place + _BEGINS : place + _BEGINS + length]
        place += length + 12


def _size(header: bytes) -> int:
    """Return how many bytes the rows have, with the one before each that names its filter."""
    width: int
    height: int
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    bits = depth * _CHANNELS[colour]
    if not interlaced:
        return height * _row(width, bits)
    total = 0
    for left, top, across, down in _PASSES:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        total += rows * _row(columns, bits) if columns > 0 and rows > 0 else 0
    return total


def _row(width: int, bits: int) -> int:
    return 1 + -(-width * bits // 8)


_COLOURS, _FRAME, _EXTENSION, _END = 0x80, 0x2C, 0x21, 0x3B
_CODES = range(2, 9)  # bits of the codes of pixels, to begin with


def is_whole_gif(data: bytes) -> bool:
    """Return True if a GIF is one block after the other to its end (GIF89a, appendix B)."""
    try:
        place, frames = 13 + _colours(data[10]), 0
        while data[place] != _END:
            if data[place] == _FRAME:
                frames += 1
                place += 10 + _colours(data[place + 9])
                if data[place] not in _CODES:
                    return False
                place += 1
            elif data[place] == _EXTENSION:
                place += 2
            else:
                return False
            while data[place]:
                place += 1 + data[place]
            place += 1
    except IndexError:
        return False
    return frames > 0


def _colours(flags: int) -> int:
    """Return how many bytes a table of colours has, of which flags tell."""
    return 3 << ((flags & 7) + 1) if flags & _COLOURS else 0
