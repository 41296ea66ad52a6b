"""Keeps objects of PDF, and leaves open in their streams what is known when sections are joined.

These are the numbers of glyphs that a font lacks, which WeasyPrint numbers from the font's last
glyph on in the order of a document, and figures of page numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pydyf
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream

from nkbook.weasy.numbers import OpenFigure
from nkbook.weasy.output.paint import record
from nkbook.weasy.output.paint.record import MissingGlyph

_get_unused_glyph_id = Font.get_unused_glyph_id

# Between control characters, which no operator of WeasyPrint's has.
_OPEN = re.compile(rb"\x01(?:([A-Z]+):([0-9a-f]+)|([0-9]+))\x02")
# The same in strings: in ASCII or, if they say more, in UTF-16 and hexadecimal.
_LETTER = re.compile(rb"\x01([0-9]+)\x02|0001((?:003[0-9])+)0002")
_STRING = b"<feff"
_PRINTED = 4  # annotation flag: ISO 19005-2 §6.3.2


class _Unknown(int):
    """The number of a missing glyph, which in a stream stands for font and character."""

    font: str
    codepoint: int

    def __format__(self, _: str) -> str:
        return f"\x01{self.font}:{self.codepoint:x}\x02"


def get_unused_glyph_id(recording: Any, font: Any, codepoint: int) -> int:
    """Return a number for a missing glyph that is written as a place for one."""
    glyph = int(_get_unused_glyph_id(font, codepoint))
    if not any(font is own for own in recording.document.fonts.values()):
        return glyph
    unknown = _Unknown(glyph)
    unknown.font, unknown.codepoint = font.hash, codepoint
    return unknown


def painted(
    item: Any, figures: Sequence[OpenFigure], *, tagged: bool, lacking: bool
) -> record.Painted:
    """Return an object of pydyf as it is kept.

    ``figures`` are those that streams leave open; ``lacking`` says if they may have missing glyphs.
    """
    if not isinstance(item, pydyf.Stream):
        if tagged and isinstance(item, dict) and item.get("Type") == "/Annot":
            item["F"] = _PRINTED
        parts = record.parts(item.data)
        return record.Painted(tuple(_letters(parts, figures)) if figures else parts)
    if (lacking or figures) and isinstance(item, Stream):
        item.compress, compress = False, item.compress
        if found := _pieces(_split(item)[1], figures):
            return record.Painted(record.parts(pydyf.Dictionary(item.extra.copy()).data), found)
        item.compress = compress
    value, raw = _split(item)
    return record.Painted(record.parts(value), raw)


def _letters(
    parts: record.Parts, figures: Sequence[OpenFigure]
) -> Iterator[bytes | int | record.Letter]:
    """Yield parts of an object, with the figures apart that its strings leave open."""
    for part in parts:
        last = 0
        if isinstance(part, bytes):
            for match in _LETTER.finditer(part):
                begins = part.rfind(_STRING, 0, match.start()) + 1
                if match[2] and (match.start() - begins) % 4:  # not the codes of characters
                    continue
                number = match[1] or match[2][3::4]
                yield part[last : match.start()]
                yield record.Letter(figures[int(number)], wide=bool(match[2]))
                last = match.end()
            yield part[last:]
        else:
            yield part


def _split(stream: Any) -> tuple[bytes, bytes]:
    """Return the dictionary of a stream and its bytes."""
    value, _, rest = stream.data.partition(b"\nstream\n")
    return value, rest.removesuffix(b"\nendstream")


def _pieces(stream: bytes, figures: Sequence[OpenFigure]) -> tuple[record.Piece, ...] | None:
    """Return a stream with its places for glyphs and figures; None for one that has none."""
    found: list[record.Piece] = []
    last = 0
    for match in _OPEN.finditer(stream):
        font, codepoint, number = match.groups()
        place = (
            figures[int(number)]
            if number is not None
            else MissingGlyph(font.decode(), int(codepoint, 16))
        )
        found += [stream[last : match.start()], place]
        last = match.end()
    return (*found, stream[last:]) if found else None
