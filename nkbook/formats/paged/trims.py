"""The paper sizes of books, each with a text block of whole characters and whole lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

_POINTS = 72 / 25.4  # in a millimetre
CODE_PADDING = 3.0  # pt beside a block of code
_COLUMNS = 80  # of code, each half an em wide
_SMALLEST_CODE, _LARGEST_CODE = 7.5, 8.75  # pt

# Of the printer's sheets, in pt.
MM = 72 / 25.4
BLEED = 3 * MM
SLUG = 7 * MM  # round the bleed, for the marks
OFFSET = BLEED + SLUG  # from the sheet's edge to the page's


@dataclass(frozen=True, slots=True)
class Trim:
    """A page's size (mm), its text block (characters by lines), and where the block is (pt).

    The head margin is measured to the first line's box, so the running head is inside it.
    """

    name: str  # as book.toml has it
    width: float
    height: float
    characters: int
    lines: int
    inner: float
    head: float
    size: float = 10.5  # of body text
    pitch: float = 18.0  # from baseline to baseline

    @property
    def outer(self) -> float:
        """Return the margin at the fore-edge."""
        return self.width * _POINTS - self.inner - self.characters * self.size

    @property
    def foot(self) -> float:
        """Return the margin at the foot."""
        return self.height * _POINTS - self.head - self.lines * self.pitch

    def away_from_spine(self, gutter: float) -> Trim:
        """Return the same page with its text block moved to the fore-edge by a gutter (mm).

        A bound book swallows part of its inner margins; lines and pages stay as they are. The
        measure is the same to the last digit, so that one layout serves for both.
        """
        return replace(self, inner=round(self.inner + _floor_to(gutter * _POINTS), 3))

    def printed(self, labels: Mapping[str, str]) -> str:
        """Return the size as a colophon prints it: 25開（152×210 毫米）."""
        size = labels[f"trim_{self.name}"]
        return size.format(width=f"{self.width:g}", height=f"{self.height:g}")

    @property
    def depth(self) -> float:
        """Return the height of the text block in points."""
        return self.lines * self.pitch

    @property
    def code_size(self) -> float:
        """Return the size of code in points: 80 columns fit the measure, if it may be so small."""
        columns = (self.characters * self.size - 2 * CODE_PADDING) * 2 / _COLUMNS
        return min(_LARGEST_CODE, max(_SMALLEST_CODE, int(columns * 4) / 4))

    def css(self) -> str:
        """Return the rules that set paper, margins and type size."""
        return (
            f"@page{{size:{self.width:g}mm {self.height:g}mm}}\n"
            f"@page:right{{margin:{self._margins(self.outer, self.inner)}}}\n"
            f"@page:left{{margin:{self._margins(self.inner, self.outer)}}}\n"
            f"html{{font-size:{self.size:g}pt;line-height:{self.pitch:g}pt}}\n"
            f":root{{--code-size:{self.code_size:g}pt;--lines:{self.lines};"
            f"--measure:{self.characters * self.size:g}pt;--depth:{self.depth:g}pt}}\n"
        )

    def _margins(self, right: float, left: float) -> str:
        # Rounding the far margins down leaves a hair more than the whole characters and lines, so
        # that none is pushed out.
        return f"{self.head:g}pt {_floor(right)}pt {_floor(self.foot)}pt {_floor(left)}pt"


def _floor(points: float) -> str:
    return f"{_floor_to(points):.3f}"


def _floor_to(points: float) -> float:
    """Return a length in whole thousandths of a point; sums may lack a hair of one."""
    return int(points * 1000 + 1e-6) / 1000


TRIMS: Mapping[str, Trim] = MappingProxyType(
    {
        "a5": Trim("a5", 148, 210, 29, 26, inner=61, head=63),
        "25k": Trim("25k", 152, 210, 30, 26, inner=61, head=63),
        "18k": Trim("18k", 170, 230, 35, 29, inner=61, head=66),
    }
)


def trim(name: str) -> Trim:
    """Return a trim size by its name in book.toml, whose reading refuses others."""
    return TRIMS[name]
