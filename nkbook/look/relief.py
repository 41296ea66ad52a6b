"""Draws the contour lines of a country that is not there, always the same one for the same seed.

Heights are gradient noise (K. Perlin, "An image synthesizer", 1985) over an endless plane, so that
pieces of one country drawn apart fit together. Contours are found by marching squares.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

Point = tuple[float, float]

_STEP = 2.0  # mm between the points where heights are known
_OCTAVES = ((64.0, 1.0), (27.0, 0.34), (12.0, 0.09))  # wavelength in mm, share of the height
_LEVELS = 13  # contours on each side of the middle height
_SPACING = 0.058
_SHORTEST = 7  # points: smaller rings are specks
_CROWDED = 1.1  # mm


@dataclass(frozen=True, slots=True)
class Contour:
    """A line of one height; ``level`` counts from the middle height, up and down."""

    level: int
    points: tuple[Point, ...]
    closed: bool


@dataclass(frozen=True)
class Relief:
    """A country; ``seed`` is any text."""

    seed: str

    def height(self, x: float, y: float) -> float:
        """Return the height at a point (mm), about −0.7 to 0.7."""
        return sum(
            share * self._noise(x / wave, y / wave, octave)
            for octave, (wave, share) in enumerate(_OCTAVES)
        )

    def contours(self, left: float, top: float, right: float, bottom: float) -> Iterator[Contour]:
        """Yield the contours that a rectangle (mm) shows, the lowest first."""
        columns = range(math.floor(left / _STEP), math.ceil(right / _STEP) + 1)
        rows = range(math.floor(top / _STEP), math.ceil(bottom / _STEP) + 1)
        heights = {(i, j): self.height(i * _STEP, j * _STEP) for i in columns for j in rows}
        cells = [
            (i, j, min(corners), max(corners))
            for i in columns[:-1]
            for j in rows[:-1]
            for corners in [[heights[i + a, j + b] for a in (0, 1) for b in (0, 1)]]
        ]
        for level in range(-_LEVELS, _LEVELS + 1):
            height = level * _SPACING
            segments = [
                segment
                for i, j, low, high in cells
                if low <= height < high
                for segment in _crossings(heights, i, j, height)
            ]
            for line in _joined(segments):
                points = _thinned(line)
                closed = points[0] == points[-1]
                if len(points) >= _SHORTEST or not closed:
                    yield Contour(level, tuple(points), closed)

    def summit(self, left: float, top: float, right: float, bottom: float) -> Point:
        """Return the highest peak of a rectangle (mm), or its highest point where it has none."""
        columns = range(math.ceil(left / _STEP), math.floor(right / _STEP) + 1)
        rows = range(math.ceil(top / _STEP), math.floor(bottom / _STEP) + 1)
        heights = {(i, j): self.height(i * _STEP, j * _STEP) for i in columns for j in rows}
        inner = [(i, j) for i in columns[1:-1] for j in rows[1:-1]]
        around = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]
        peaks = [
            (i, j)
            for i, j in inner
            if all(heights[i, j] > heights[i + a, j + b] for a, b in around)
        ]
        i, j = max(peaks or heights, key=heights.__getitem__)
        return i * _STEP, j * _STEP

    def _noise(self, x: float, y: float, octave: int) -> float:
        column, row = math.floor(x), math.floor(y)
        dx, dy = x - column, y - row
        u, v = _fade(dx), _fade(dy)
        corners = [
            gx * (dx - i) + gy * (dy - j)
            for j in (0, 1)
            for i in (0, 1)
            for gx, gy in [self._gradient(column + i, row + j, octave)]
        ]
        upper = corners[0] + u * (corners[1] - corners[0])
        lower = corners[2] + u * (corners[3] - corners[2])
        return upper + v * (lower - upper)

    @lru_cache(maxsize=65536)  # noqa: B019 — a relief lives as long as its drawing
    def _gradient(self, column: int, row: int, octave: int) -> Point:
        digest = hashlib.sha256(f"{self.seed}|{octave}|{column}|{row}".encode()).digest()
        angle = int.from_bytes(digest[:4]) / 2**32 * math.tau
        return math.cos(angle), math.sin(angle)


def _fade(t: float) -> float:
    return t * t * t * (t * (t * 6 - 15) + 10)


# Edges of a cell by the corners that are above the height: 1 upper left, 2 upper right, 4 lower
# right, 8 lower left. Edges: 0 top, 1 right, 2 bottom, 3 left.
_CASES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 0), (1, 2)), 6: ((0, 2),),
    7: ((3, 2),), 8: ((2, 3),), 9: ((2, 0),), 10: ((0, 1), (2, 3)), 11: ((2, 1),),
    12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),),
}  # fmt: skip


def _crossings(
    heights: dict[tuple[int, int], float], i: int, j: int, height: float
) -> Iterator[tuple[Point, Point]]:
    """Yield the pieces of a contour in one cell."""
    corners = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
    above = sum(1 << place for place, corner in enumerate(corners) if heights[corner] > height)
    for edges in _CASES.get(above, ()):
        one, other = (
            _crossing(heights, sorted((corners[edge], corners[(edge + 1) % 4])), height)
            for edge in edges
        )
        yield one, other


def _crossing(
    heights: dict[tuple[int, int], float], edge: list[tuple[int, int]], at: float
) -> Point:
    """Return where an edge of a cell has the height; the same from both of its cells."""
    one, other = edge
    low, high = heights[one], heights[other]
    share = (at - low) / (high - low)
    return (
        round(_STEP * (one[0] + share * (other[0] - one[0])), 2),
        round(_STEP * (one[1] + share * (other[1] - one[1])), 2),
    )


def _joined(segments: Iterable[tuple[Point, Point]]) -> Iterator[list[Point]]:
    """Yield the lines that segments make when they are joined at their ends."""
    ends: dict[Point, list[Point]] = {}
    for one, other in segments:
        if one != other:
            ends.setdefault(one, []).append(other)
            ends.setdefault(other, []).append(one)

    def walk(start: Point) -> list[Point]:
        line = [start]
        while nexts := ends[line[-1]]:
            following = nexts.pop(0)
            ends[following].remove(line[-1])
            line.append(following)
        return line

    for start in [point for point, others in ends.items() if len(others) == 1]:
        if ends[start]:
            yield walk(start)
    for start in list(ends):
        if ends[start]:
            yield walk(start)


def _thinned(points: list[Point]) -> list[Point]:
    """Return a line without the points that crowd round another: they would make it jerk."""
    kept = [points[0]]
    for point in points[1:-1]:
        if math.dist(point, kept[-1]) >= _CROWDED:
            kept.append(point)
    return [*kept, points[-1]]


def path(contour: Contour) -> str:
    """Return a contour as SVG path data (mm), rounded off at its points."""
    points = contour.points
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(points)]
    if contour.closed:
        corners = [*points[1:-1], points[0]]
        ends = [*middles[1:], middles[0]]
        start = middles[0]
    else:
        corners = list(points[1:-1])
        ends = middles[1:]
        start = points[0]
    curves = "".join(f"Q{_pair(c)} {_pair(e)}" for c, e in zip(corners, ends, strict=True))
    tail = "Z" if contour.closed else f"L{_pair(points[-1])}"
    return f"M{_pair(start)}{curves}{tail}"


def _pair(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
