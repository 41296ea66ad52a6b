"""Finds letters printed over letters in a finished PDF, by the ink of their glyphs.

PyMuPDF says which glyph is drawn where, HarfBuzz how far the ink of a glyph reaches in the font
embedded in the file. Full-width marks may lie over their neighbours with their blank halves, and
ruby, calls and lines of a paragraph come near each other; ink over ink is always a fault, but for
what kerning and slanted letters do, and for combining marks, which stand over their letter.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pymupdf
import uharfbuzz

# How deep the boxes around the ink of two glyphs may reach into each other, in em of the smaller.
_NAME = 24  # letters of a font's name that MuPDF says: 31, with the seven of a subset
KERNED = 0.25  # letters of an alphabet, which lean into each other: "Ky", an italic "nf"
SQUARE = 0.15  # a character with a square of its own, and any other: strokes of 與 leave it


@dataclass(frozen=True, slots=True)
class Ink:
    """The box around what a glyph prints, in points from the top left corner of the page."""

    character: str
    size: float
    x0: float
    y0: float
    x1: float
    y1: float

    def depth(self, other: Ink) -> float:
        """Return how far this reaches into another, in em of the smaller; not above 0 if apart."""
        across = min(self.x1, other.x1) - max(self.x0, other.x0)
        down = min(self.y1, other.y1) - max(self.y0, other.y0)
        return min(across, down) / min(self.size, other.size)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two glyphs, one over the other."""

    page: int  # from 1
    first: Ink
    second: Ink

    def __str__(self) -> str:
        depth = self.first.depth(self.second)
        pair = f"{self.first.character} and {self.second.character}"
        return f"p. {self.page}: {pair} at {self.first.x0:.1f}, {self.first.y0:.1f}: {depth:.2f} em"


def overlaps(pdf: Path, most: int | None = None) -> list[Overlap]:
    """Return the pairs of glyphs in a file whose ink is printed over each other.

    With ``most`` only the first pages are read, so many of them.
    """
    with pymupdf.open(pdf) as document:
        pages = range(min(document.page_count, most or document.page_count))
        fonts = Fonts(document, pages)
        return [
            Overlap(page.number + 1, *pair)
            for page in map(document.load_page, pages)
            for pair in _meetings(list(_inks(page, fonts)))
        ]


class Fonts:
    """The fonts that pages of a document use, and the reach of their glyphs."""

    def __init__(self, document: pymupdf.Document, pages: Iterable[int]) -> None:
        self._document = document
        self._fonts: dict[str, list[uharfbuzz.Font]] = {}
        self._extents: dict[tuple[str, int], tuple[float, float, float, float] | None] = {}
        seen: set[int] = set()
        for number in pages:
            seen |= {font[0] for font in document.get_page_fonts(number)}
        for reference in sorted(seen):
            name, _, _, data = document.extract_font(reference)
            if data:
                font = uharfbuzz.Font(uharfbuzz.Face(data))
                self._fonts.setdefault(name.rpartition("+")[2][:_NAME], []).append(font)

    def extents(self, name: str, glyph: int) -> tuple[float, float, float, float] | None:
        """Return left, bottom, right and top of a glyph's ink in em; None for a blank."""
        key = name, glyph
        if key not in self._extents:
            self._extents[key] = self._measure(*key)
        return self._extents[key]

    def _measure(self, name: str, glyph: int) -> tuple[float, float, float, float] | None:
        # Parts of one font may be embedded apart: the glyph is in one of them.
        for font in self._fonts[name[:_NAME]]:
            found = font.get_glyph_extents(glyph)
            if found is not None and found.width and found.height:
                em = font.face.upem
                left, top = found.x_bearing / em, found.y_bearing / em
                return left, top + found.height / em, left + found.width / em, top
        return None


def _inks(page: pymupdf.Page, fonts: Fonts) -> Iterator[Ink]:
    for span in page.get_texttrace():
        along, up = span["dir"]
        if span["type"] == 3 or min(abs(along), abs(up)) > 1e-3:  # invisible, or slanting
            continue
        for code, glyph, (x, y), _ in span["chars"]:
            if glyph < 0:  # the rest of what the glyph before stands for
                continue
            character = chr(code)
            extents = fonts.extents(span["font"], glyph)
            if extents is None or unicodedata.category(character)[0] == "M":
                continue
            left, bottom, right, top = (reach * span["size"] for reach in extents)
            # Page space grows downwards: what is ahead lies at dir, what is above at right angles.
            xs = x + left * along + bottom * up, x + right * along + top * up
            ys = y + left * up - bottom * along, y + right * up - top * along
            yield Ink(character, span["size"], min(xs), min(ys), max(xs), max(ys))


def _meetings(inks: list[Ink]) -> Iterator[tuple[Ink, Ink]]:
    """Yield the pairs of a page that lie over each other by more than is allowed."""
    inks.sort(key=lambda ink: ink.x0)
    open_: list[Ink] = []
    for ink in inks:
        open_ = [other for other in open_ if other.x1 > ink.x0]
        for other in open_:
            if other.y0 < ink.y1 and ink.y0 < other.y1 and ink.depth(other) > _allowed(ink, other):
                yield other, ink
        open_.append(ink)


def _allowed(one: Ink, other: Ink) -> float:
    alphabetic = all(
        unicodedata.east_asian_width(ink.character) not in ("W", "F") for ink in (one, other)
    )
    return KERNED if alphabetic else SQUARE


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        for overlap in overlaps(path):
            print(f"{path}: {overlap}")
