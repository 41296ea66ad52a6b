"""Finds places for a map's words: off lines and signs, and off one another.

A search over candidates, each with a cost (after J. Christensen, J. Marks and S. Shieber, "An
empirical study of algorithms for point-feature label placement", 1995): what is written first is
moved again once all the others are there. What collides with nothing stays where its author put it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import cos, radians, sin

from nkbook.manuscript.figures.svg import Point

_ROUNDS, _STARTS = 3, 6
_TRIED = 30  # places for each piece of words
_MOST = 300  # pieces of words for which places are looked for
_ON_WORDS, _ON_SIGN, _OFF_MAP = 400.0, 90.0, 1000.0
_ACROSS = 300.0  # to the other side of a line than the author put the words on
_BY_SIGN, _NEAR = 25.0, 5.0  # so near (pt) to another place's sign that they may be taken for its
_MARGIN = 1.5  # pt of white round words
_INSET = 2.0  # pt, from the frame
_WIDTH = 1.1  # pt, of a line as another one meets it
_SIDES = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_AWAY = 2.0  # an eighth of a circle away from the author's side
_IN_ROWS = 14.0  # on two lines
_LED = 17.0  # away from the sign, with a line that leads to it
_FAR = (19.0, 27.0, 35.0)  # pt
_STEP, _DRIFT = 4.0, 0.25  # pt by which words move, and what a point costs
_REACH = {"country": 7, "region": 4, "water": 4, "river": 4}  # in steps
_CELL = 24.0  # pt, of the grid in which lines are looked up


@dataclass(frozen=True, slots=True)
class Spot:
    """Where words may stand: their middle, their size, how they are turned, and what that costs."""

    x: float
    y: float
    width: float
    height: float
    turned: float = 0.0  # degrees clockwise
    cost: float = 0.0  # for being away from where the author put them
    home: Point | None = None  # words that belong to an area: where the author put them
    sign: Point | None = None  # words that belong to a sign: where that is
    in_rows: bool = False  # on two lines
    is_led: bool = False  # so far from the sign that a line must lead there

    def local(self, point: Point) -> Point:
        """Return a point as seen from the words: their middle is (0, 0)."""
        angle = radians(self.turned)
        dx, dy = point[0] - self.x, point[1] - self.y
        return dx * cos(angle) + dy * sin(angle), dy * cos(angle) - dx * sin(angle)

    def has(self, point: Point, white: float = _MARGIN) -> bool:
        """Return True if a point is in the words or in the white round them."""
        x, y = self.local(point)
        return abs(x) < self.width / 2 + white and abs(y) < self.height / 2 + white

    def points(self) -> Iterator[Point]:
        """Yield points all over the words."""
        angle = radians(self.turned)
        for across in (-0.5, -0.25, 0.0, 0.25, 0.5):
            for down in (-0.5, 0.0, 0.5):
                dx, dy = across * self.width, down * self.height
                yield (
                    self.x + dx * cos(angle) - dy * sin(angle),
                    self.y + dx * sin(angle) + dy * cos(angle),
                )

    def touches(self, other: Spot) -> bool:
        """Return True if two pieces of words lie on one another."""
        reach = (self.width + other.width) / 2 + self.height + other.height
        if abs(self.x - other.x) > reach or abs(self.y - other.y) > reach:
            return False
        if not self.turned and not other.turned:
            wide, high = (self.width + other.width) / 2, (self.height + other.height) / 2
            return abs(self.x - other.x) < wide + _MARGIN and abs(self.y - other.y) < high + _MARGIN
        return any(map(self.has, other.points())) or any(map(other.has, self.points()))


@dataclass(slots=True)
class Obstacles:
    """What words keep off: lines (each with what a point of its length costs), signs, the frame."""

    width: float
    height: float
    signs: list[Point] = field(default_factory=list)
    _pieces: dict[tuple[int, int], list[tuple[Point, float]]] = field(default_factory=dict)

    def add_line(self, line: Sequence[Point], weight: float) -> None:
        """Add a line, as points about a point (1/72 inch) apart."""
        for (x, y), (to_x, to_y) in pairwise(line):
            count = max(1, round(max(abs(to_x - x), abs(to_y - y))))
            for step in range(count):
                point = x + (to_x - x) * step / count, y + (to_y - y) * step / count
                cell = int(point[0] // _CELL), int(point[1] // _CELL)
                self._pieces.setdefault(cell, []).append((point, weight))

    def cost(self, spot: Spot) -> float:
        """Return what it costs to write there, the other words apart."""
        cost = spot.cost
        reach = max(spot.width, spot.height) / 2 + _MARGIN
        # As ``Spot.has`` does it, for thousands of points.
        x, y, angle = spot.x, spot.y, radians(spot.turned)
        along, athwart = cos(angle), sin(angle)
        wide, high = spot.width / 2 + _MARGIN, spot.height / 2 + _MARGIN
        for column in range(int((spot.x - reach) // _CELL), int((spot.x + reach) // _CELL) + 1):
            for row in range(int((spot.y - reach) // _CELL), int((spot.y + reach) // _CELL) + 1):
                for point, weight in self._pieces.get((column, row), ()):
                    dx, dy = point[0] - x, point[1] - y
                    across, down = dx * along + dy * athwart, dy * along - dx * athwart
                    if abs(across) < wide and abs(down) < high:
                        cost += weight
        for sign in self.signs:
            if spot.has(sign):
                cost += _ON_SIGN
            elif sign != spot.sign and spot.has(sign, _NEAR):
                cost += _BY_SIGN
        outside = [
            point
            for point in spot.points()
            if not (
                _INSET <= point[0] <= self.width - _INSET
                and _INSET <= point[1] <= self.height - _INSET
            )
        ]
        return cost + (_OFF_MAP if outside else 0)

    def parted(self, start: Point, end: Point) -> bool:
        """Return True if there is a line between two points."""
        count = round(max(abs(end[0] - start[0]), abs(end[1] - start[1])))
        for step in range(count):
            x = start[0] + (end[0] - start[0]) * step / count
            y = start[1] + (end[1] - start[1]) * step / count
            for column in {int((x - _WIDTH) // _CELL), int((x + _WIDTH) // _CELL)}:
                for row in {int((y - _WIDTH) // _CELL), int((y + _WIDTH) // _CELL)}:
                    for point, _ in self._pieces.get((column, row), ()):
                        if abs(point[0] - x) + abs(point[1] - y) < _WIDTH:
                            return True
        return False


_Met = dict[tuple[int, int], bool]  # whether two candidates, by their ids, touch


def placed(candidates: Sequence[Sequence[Spot]], obstacles: Obstacles) -> list[Spot]:
    """Return a spot for each piece of words; the first candidate is what the author asked for."""
    if len(candidates) > _MOST:
        return [spots[0] for spots in candidates]
    kept = [_best(spots, obstacles) for spots in candidates]
    candidates = [[spot for spot, _ in found] for found in kept]
    costs = [[cost for _, cost in found] for found in kept]
    numbers = range(len(candidates))
    # Those that have the fewest good places choose first; then others, for none is always best.
    first = sorted(numbers, key=lambda item: sum(cost < _ON_SIGN for cost in costs[item]))
    orders = [first, *([*first[start:], *first[:start]] for start in range(1, len(first), 3))]
    met: _Met = {}
    found = [_chosen(order, candidates, costs, met) for order in orders[:_STARTS]]
    return list(min(found, key=lambda result: result[0])[1]) if found else []


def _best(spots: Sequence[Spot], obstacles: Obstacles) -> list[tuple[Spot, float]]:
    """Return the spots that cost least, and what; beyond a line where there are no others."""
    costed = sorted(((spot, obstacles.cost(spot)) for spot in spots), key=lambda found: found[1])
    kept: list[tuple[Spot, float]] = []
    beyond: list[tuple[Spot, float]] = []
    for spot, cost in costed:
        if spot.home is not None and obstacles.parted(spot.home, (spot.x, spot.y)):
            beyond.append((spot, cost + _ACROSS))
        else:
            kept.append((spot, cost))
        if len(kept) == _TRIED:
            break
    return kept or beyond[:_TRIED]


def _chosen(
    order: Sequence[int],
    candidates: Sequence[Sequence[Spot]],
    costs: Sequence[Sequence[float]],
    met: _Met,
) -> tuple[float, tuple[Spot, ...]]:
    """Return the spots that are chosen one after another in an order, and what they cost.

    ``met`` keeps which of the candidates touch, for other orders.
    """

    def touching(spot: Spot, others: Sequence[Spot]) -> int:
        count = 0
        for other in others:
            pair = id(spot), id(other)
            touch = met.get(pair)
            if touch is None:
                touch = met[pair] = spot.touches(other)
            count += touch
        return count

    chosen: dict[int, tuple[Spot, float]] = {}
    for _ in range(_ROUNDS):
        for item in order:
            others = [spot for number, (spot, _) in chosen.items() if number != item]
            chosen[item] = min(
                (
                    (spot, cost + _ON_WORDS * touching(spot, others))
                    for spot, cost in zip(candidates[item], costs[item], strict=True)
                ),
                key=lambda found: found[1],
            )
    return sum(cost for _, cost in chosen.values()), tuple(
        chosen[item][0] for item in sorted(chosen)
    )


def town_spots(
    at: Point,
    box: tuple[float, float],
    gap: float,
    side: str,
    rows: tuple[float, float] | None = None,
) -> list[Spot]:
    """Return where a town's name may stand: at the author's side of its sign, then all round it.

    ``rows`` is its size on two lines, if it may be so. At last it is led to from further away.
    """
    spots = [_beside(at, box, gap, side, 0.0)]
    sides = sorted(_SIDES, key=lambda other: _turn(side, other))
    for further in (0.0, 3.0, 7.0, 11.0):
        for other in sides:
            cost = _AWAY * _turn(side, other) + further
            spots.append(_beside(at, box, gap + further, other, cost))
            if rows is not None:
                spot = _beside(at, rows, gap + further, other, cost + _IN_ROWS)
                spots.append(replace(spot, in_rows=True))
    for further in _FAR:
        for other in ("e", "w"):
            spot = _beside(at, box, gap + further, other, _LED + further / 4)
            spots.append(replace(spot, is_led=True))
    return spots


def _turn(one: str, other: str) -> int:
    """Return by how many eighths of a circle two sides differ."""
    turn = abs(_SIDES.index(one) - _SIDES.index(other))
    return min(turn, len(_SIDES) - turn)


def _beside(at: Point, box: tuple[float, float], gap: float, side: str, cost: float) -> Spot:
    width, height = box
    along = -1 if "w" in side else 1 if "e" in side else 0
    down = -1 if "n" in side else 1 if "s" in side else 0
    dx = gap * (0.6 if down else 1.0) + width / 2
    dy = gap * (0.7 if along else 1.0) + height / 2
    return Spot(at[0] + along * dx, at[1] + down * dy, width, height, 0.0, cost, sign=at)


def label_spots(at: Point, box: tuple[float, float], turned: float, kind: str) -> list[Spot]:
    """Return where words without a sign may stand: the middle that the author gave, then near it.

    A country's name moves freely in it; a river's along its course, and off it to either side.
    """
    width, height = box
    reach = _REACH[kind]
    angle = radians(turned)
    moves = [
        (across * _STEP, down * _STEP)
        for across in range(-reach, reach + 1)
        for down in range(-reach, reach + 1)
    ]
    moves.sort(key=lambda move: (abs(move[0]) + abs(move[1]), move))
    return [
        Spot(
            at[0] + dx * cos(angle) - dy * sin(angle),
            at[1] + dx * sin(angle) + dy * cos(angle),
            width,
            height,
            turned,
            _DRIFT * (abs(dx) + abs(dy)),
            home=None if kind == "river" else at,
        )
        for dx, dy in moves
    ]
