"""The papers that a book may have, as a ruler measures them: what tests expect of printed pages."""

from __future__ import annotations

from dataclasses import dataclass

MILLIMETRE = 72 / 25.4  # in points
SIZE, PITCH = 10.5, 18.0  # pt: of body text, and from baseline to baseline


@dataclass(frozen=True, slots=True)
class Paper:
    """A page's size in mm, its text block in characters and lines, and margins of it in pt."""

    width: float
    height: float
    characters: int
    lines: int
    inner: float  # from the spine
    head: float

    @property
    def outer(self) -> float:
        """Return the margin at the fore-edge in pt: what the lines leave."""
        return self.width * MILLIMETRE - self.inner - self.characters * SIZE

    @property
    def foot(self) -> float:
        """Return the margin at the foot in pt: what the lines leave."""
        return self.height * MILLIMETRE - self.head - self.lines * PITCH


PAPERS = {
    "a5": Paper(148, 210, 29, 26, inner=61, head=63),
    "25k": Paper(152, 210, 30, 26, inner=61, head=63),
    "18k": Paper(170, 230, 35, 29, inner=61, head=66),
}
