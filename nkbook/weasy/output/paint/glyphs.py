"""Leaves the numbers of glyphs open that a font lacks, until all sections are joined.

WeasyPrint numbers them from the font's last glyph on, in the order of a document.
"""

from __future__ import annotations

import re
from typing import Any

from weasyprint.pdf.fonts import Font

from nkbook.weasy.output.paint.record import MissingGlyph

_get_unused_glyph_id = Font.get_unused_glyph_id

# Between control characters, which no operator of WeasyPrint's has.
_OPEN = re.compile(rb"\x01([A-Z]+):([0-9a-f]+)\x02")


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


def pieces(stream: bytes) -> tuple[bytes | MissingGlyph, ...] | None:
    """Return a stream with its places for glyphs; None for one that has none."""
    found: list[bytes | MissingGlyph] = []
    last = 0
    for match in _OPEN.finditer(stream):
        found += [stream[last : match.start()], MissingGlyph(match[1].decode(), int(match[2], 16))]
        last = match.end()
    return (*found, stream[last:]) if found else None
