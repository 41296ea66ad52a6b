"""Plane geometry for maps: degrees to points on paper, and what falls inside the frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

from nkbook.manuscript.figures.svg import Point

_KM_A_DEGREE = 111.195  # of latitude, on a sphere of the earth's mean radius
_LEAST = 0.25  # points nearer than this (pt) to the previous one are dropped


@dataclass(frozen=True, slots=True)
class Projection:
    """An equirectangular map, true to scale along its middle parallel and along all meridians."""

    west: float
    south: float
    east: float
    north: float
    width: float  # pt

    @property
    def _shrink(self) -> float:
        return cos(radians((self.south + self.north) / 2))

    @property
    def _degree(self) -> float:
        """Return the length of a degree of latitude on paper."""
        return self.width / ((self.east - self.west) * self._shrink)

    @property
    def height(self) -> float:
        """Return the map's height in points."""
        return (self.north - self.south) * self._degree

    @property
    def kilometre(self) -> float:
        """Return the length of a kilometre on paper."""
        return self._degree / _KM_A_DEGREE

    def point(self, longitude: float, latitude: float) -> Point:
        """Return the position of a place on the map, in pt from its upper left corner."""
        x = (longitude - self.west) * self._shrink * self._degree
        return x, (self.north - latitude) * self._degree

    def shows(self, longitude: float, latitude: float) -> bool:
        """Tell whether a place is inside the frame."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north

    def polygon(self, rings: Iterable[Sequence[Sequence[float]]]) -> list[list[Point]]:
        """Return the part of a polygon that is inside the frame."""
        clipped = (self._clip([self.point(*place[:2]) for place in ring]) for ring in rings)
        return [thinned(ring) for ring in clipped if len(ring) > 2]  # noqa: PLR2004 — an area

    def line(self, places: Sequence[Sequence[float]]) -> Iterator[list[Point]]:
        """Yield the parts of a line that are inside the frame."""
        run: list[Point] = []
        points = [self.point(*place[:2]) for place in places]
        for start, end in pairwise(points):
            cut = self._cut(start, end)
            if cut is None:
                if run:
                    yield thinned(run)
                run = []
                continue
            if not run or run[-1] != cut[0]:
                if run:
                    yield thinned(run)
                run = [cut[0]]
            run.append(cut[1])
        if run:
            yield thinned(run)

    def _clip(self, ring: list[Point]) -> list[Point]:
        """Clip a ring to the frame, an edge at a time (Sutherland and Hodgman)."""
        edges: tuple[tuple[Callable[[Point], bool], Callable[[Point, Point], Point]], ...] = (
            (lambda p: p[0] >= 0, lambda a, b: _at_x(a, b, 0)),
            (lambda p: p[0] <= self.width, lambda a, b: _at_x(a, b, self.width)),
            (lambda p: p[1] >= 0, lambda a, b: _at_y(a, b, 0)),
            (lambda p: p[1] <= self.height, lambda a, b: _at_y(a, b, self.height)),
        )
        for inside, crossing in edges:
            kept: list[Point] = []
            for before, point in zip([*ring[-1:], *ring], ring, strict=False):
                if inside(point) != inside(before):
                    kept.append(crossing(before, point))
                if inside(point):
                    kept.append(point)
            ring = kept
        return ring

    def _cut(self, start: Point, end: Point) -> tuple[Point, Point] | None:
        """Return the part of a segment inside the frame (Liang and Barsky)."""
        first, last = 0.0, 1.0
        dx, dy = end[0] - start[0], end[1] - start[1]
        sides = (
            (-dx, start[0]),
            (dx, self.width - start[0]),
            (-dy, start[1]),
            (dy, self.height - start[1]),
        )
        for slope, room in sides:
            if slope == 0:
                if room < 0:
                    return None
                continue
            at = room / slope
            if slope < 0:
                first = max(first, at)
            else:
                last = min(last, at)
        if first > last:
            return None
        begin = start if first == 0 else (start[0] + first * dx, start[1] + first * dy)
        finish = end if last == 1 else (start[0] + last * dx, start[1] + last * dy)
        return begin, finish


def thinned(points: Sequence[Point]) -> list[Point]:
    """Return a line without the points that are too near to the previous one to be visible."""
    kept = [points[0]]
    for point in points[1:-1]:
        if hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) >= _LEAST:
            kept.append(point)
    if len(points) > 1:
        kept.append(points[-1])
    return kept


def _at_x(start: Point, end: Point, x: float) -> Point:
    part = (x - start[0]) / (end[0] - start[0])
    return x, start[1] + part * (end[1] - start[1])


def _at_y(start: Point, end: Point, y: float) -> Point:
    part = (y - start[1]) / (end[1] - start[1])
    return start[0] + part * (end[0] - start[0]), y
