"""What is painted of a section as plain data, to be joined with others to one file.

Objects of PDF are kept as they will be written, but for their references: these are numbers of the
record's own objects, which the file numbers anew.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from nkbook.weasy.numbers import OpenFigure


@dataclass(frozen=True, slots=True)
class Letter:
    """A figure in a string that is left open: in hexadecimal UTF-16 if ``wide``, else in ASCII."""

    figure: OpenFigure
    wide: bool


# A piece of PDF: bytes as they are, the number of an object for each reference to one, and figures
# of strings.
Parts = tuple[bytes | int | Letter, ...]

# Strings are passed over, for they may say "12 0 R"; pydyf escapes all brackets in them.
_REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]+>|\b(\d+) 0 R\b", re.DOTALL)

_ALPHA = ("a", "A")  # states of transparency are named by their values


def parts(data: bytes) -> Parts:
    """Return a serialised object with its references taken out."""
    found: list[bytes | int | Letter] = []
    last = 0
    for match in _REFERENCE.finditer(data):
        if match[1] is not None:
            found += [data[last : match.start()], int(match[1])]
            last = match.end()
    found.append(data[last:])
    return tuple(found)


def filled(
    pieces: Parts,
    numbers: Callable[[int], int],
    counters: Mapping[str, int] = MappingProxyType({}),
) -> bytes:
    """Return a piece of PDF with the numbers that its objects have in a file.

    ``counters`` are the page counters at anchors whose numbers were left open.
    """

    def known(piece: bytes | int | Letter) -> bytes:
        if isinstance(piece, bytes):
            return piece
        if isinstance(piece, Letter):
            return piece.figure.code(counters[piece.figure.anchor], wide=piece.wide)
        return b"%d 0 R" % numbers(piece)

    return b"".join(map(known, pieces))


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A place in a stream for the number of a glyph that a font lacks, which all sections share."""

    font: str  # its hash
    codepoint: int


Piece = bytes | MissingGlyph | OpenFigure  # of a stream


@dataclass(frozen=True, slots=True)
class Painted:
    """An object: its dictionary (or other value), and the bytes of a stream.

    A stream that is not all bytes is packed when the rest of it is known.
    """

    value: Parts
    stream: bytes | tuple[Piece, ...] | None = None


@dataclass(frozen=True, slots=True)
class PaintedPage:
    """A page: its object, which lacks Parent, Contents and StructParents, and its content.

    ``anchors`` are the names on it with their destinations, ``links`` the names that it links to,
    ``bookmarks`` are level, label, place in CSS pixels and state.
    """

    number: int
    content: int
    box: tuple[float, float, float, float]  # points
    height: float  # CSS pixels
    anchors: tuple[tuple[str, Parts], ...]
    links: tuple[str, ...]
    bookmarks: tuple[tuple[int, str, tuple[float, float], str], ...]


@dataclass(frozen=True, slots=True)
class PaintedFont:
    """A font as it is used: the hash of its file, what WeasyPrint knows of it, and its glyphs.

    ``missing`` are the numbers, in this record, of glyphs that it lacks, by their characters.
    """

    file: str  # SHA-256
    facts: Mapping[str, Any]
    widths: Mapping[int, int]
    unicode: Mapping[int, str]
    missing: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Top:
    """An element at the top of a section's structure, whose object lacks K and Pg.

    Chapters of a part come between ``kids`` and ``last``. ``page`` is that of its first content.
    """

    number: int
    kids: tuple[Parts, ...]
    last: tuple[Parts, ...]
    page: int | None
    is_part: bool


@dataclass(frozen=True, slots=True)
class Loose:
    """Content at the top of a section's structure that is in no element of the section."""

    page: int
    mcid: int | None  # how a parent on the same page refers to it, where that is enough
    reference: Parts


@dataclass(frozen=True, slots=True)
class StructureRecord:
    """The structure of a section: what is at its top, and what leads from content to elements.

    ``above`` stands for the element that the top will be in. ``pages`` has the elements of each
    page by their MCIDs; ``groups`` and ``annotations`` those of other streams and of links, by the
    number of these. ``ids`` are the key to sort by, the name and its element.
    """

    above: int
    tops: tuple[Top | Loose, ...]
    pages: tuple[tuple[int, ...], ...]
    groups: tuple[tuple[int, tuple[int, ...]], ...]
    annotations: tuple[tuple[int, int], ...]
    ids: tuple[tuple[bytes, bytes, int], ...]


@dataclass(frozen=True, slots=True)
class PaintedSection:
    """All that is painted of a section in one way.

    ``resources`` are those of its pages, by kind and name; ``tree`` and ``fonts`` stand for the
    file's tree of pages and its fonts.
    """

    objects: Mapping[int, Painted]
    pages: tuple[PaintedPage, ...]
    tree: int
    fonts_object: int
    resources_object: int
    resources: Mapping[str, Mapping[str, Parts]]
    shared: Mapping[str, Parts]  # resources that are one value: fonts, colour spaces
    fonts: tuple[PaintedFont, ...]
    intents: Parts = ()
    structure: StructureRecord | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the pages use no resources but fonts and states of transparency."""
        return all(
            kind == "ExtGState" and name.startswith(_ALPHA)
            for kind, named in self.resources.items()
            for name in named
        )

    def packed(self) -> bytes:
        """Return the record as bytes."""
        return pickle.dumps(self, protocol=5)


def unpacked(data: bytes) -> PaintedSection:
    """Return the record that ``PaintedSection.packed`` made bytes of."""
    record = pickle.loads(data)  # noqa: S301 — the build's own
    if not isinstance(record, PaintedSection):
        raise TypeError("not a painted section")
    return record
