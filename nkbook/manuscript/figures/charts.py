"""Draws charts: bars to compare numbers by source, lines to follow them through time."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from nkbook.manuscript.figures.model import Bar, Chart, year
from nkbook.manuscript.figures.svg import (
    DARK,
    INK,
    MIDDLE,
    PALE,
    PAPER,
    Drawing,
    Look,
    broken,
    width_of,
)
from nkbook.manuscript.figures.words import Words, figure_of
from nkbook.model.document import Element

_SIZE, _LINE = 8.0, 11.0
_BAR = 10.0
_SHARE = 0.42  # of the width that the names of bars may take
_TICKS = 5
_FOOT = 18.0
_WHITE = 6.0  # pt between words and what they belong to
_DASHES = ("", "5 2", "1.2 1.8", "6 2 1.2 2")
_INKS = (INK, DARK, INK, MIDDLE)


def draw(figure: Chart, words: Words, drawing: Drawing) -> float:
    """Draw the chart and return its height in points."""
    return (
        _bars(figure, words, drawing) if figure.form == "bars" else _lines(figure, words, drawing)
    )


def _bars(figure: Chart, words: Words, drawing: Drawing) -> float:
    """Draw bars from a zero line, each with its name before it and its number at its end."""
    shown = [_shown(bar, words) for bar in figure.bars]
    names = [words(bar.text) for bar in figure.bars]
    sources = [words(bar.source) if bar.source else "" for bar in figure.bars]
    groups = [words(bar.group) for bar in figure.bars if bar.group]
    widest = max(width_of(text, _SIZE) for text in (*names, *sources, *groups))
    left = min(widest, drawing.width * _SHARE) + _WHITE
    axis = _Axis.of(max(bar.value for bar in figure.bars))
    # So long that each bar has room for its number.
    room = drawing.width - left - _WHITE
    for bar, text in zip(figure.bars, shown, strict=True):
        if bar.value:
            free = drawing.width - left - width_of(text, _SIZE) - _WHITE
            room = min(room, free * axis.end / bar.value)
    grid = drawing.group()
    y = 2.0
    ends: list[float] = [y]
    for bar, name, source, text in zip(figure.bars, names, sources, shown, strict=True):
        if bar.group:
            y += _WHITE if y > ends[0] else 0
            drawing.text(0, y + _LINE - 2, words(bar.group), _SIZE, font_weight="bold")
            y += _LINE + 3
        lines = [(line, INK) for line in broken(name, _SIZE, left - _WHITE)]
        lines += [(line, DARK) for line in broken(source, _SIZE, left - _WHITE)]
        high = max(_BAR, len(lines) * _LINE)
        for index, (line, ink) in enumerate(lines):
            baseline = y + (high - len(lines) * _LINE) / 2 + index * _LINE + _LINE - 2.6
            drawing.text(0, baseline, line, _SIZE, fill=ink)
        length = bar.value / axis.end * room
        middle = y + high / 2
        solid = length if bar.low is None else bar.low / axis.end * room
        top = middle - _BAR / 2
        if bar.low is not None:
            edge: Look = {"stroke": MIDDLE, "stroke_width": 0.8}
            drawing.rectangle(left, top, max(length, 0.6), _BAR, fill=PALE, **edge)
        drawing.rectangle(left, top, max(solid, 0.6), _BAR, fill=MIDDLE)
        drawing.text(left + length + 4, middle + 2.9, text, _SIZE)
        y += high + 5
        ends.append(y)
    unit = f" {words(figure.unit)}" if figure.unit else ""
    _scale(axis, unit, (left, room, ends[0], y), drawing, grid)
    drawing.line((left, ends[0]), (left, y), stroke=INK, stroke_width=1)
    return y + _LINE + 3


@dataclass(frozen=True, slots=True)
class _Axis:
    """The numbers of an axis: from zero to ``end``, in steps."""

    step: float
    end: float

    @classmethod
    def of(cls, most: float) -> _Axis:
        step = _step(most or 1)
        return cls(step, ceil((most or 1) / step) * step)

    @property
    def marks(self) -> tuple[float, ...]:
        return tuple(self.step * number for number in range(round(self.end / self.step) + 1))


def _scale(
    axis: _Axis,
    unit: str,
    place: tuple[float, float, float, float],
    drawing: Drawing,
    grid: Element,
) -> None:
    """Draw a light grid behind the bars, and below it the axis's numbers with their unit."""
    left, room, top, bottom = place
    free = -_WHITE
    for mark in axis.marks:
        x = left + mark / axis.end * room
        if x > drawing.width:
            break
        if mark:
            drawing.line((x, top), (x, bottom), parent=grid, stroke=PALE)
        # The unit stands with the first number, after which there is most room.
        text = figure_of(mark) + ("" if mark else unit)
        wide = width_of(text, _SIZE)
        start = max(0.0, min(x - wide / 2, drawing.width - wide))
        if start >= free + _WHITE:
            drawing.text(start, bottom + _LINE, text, _SIZE, fill=DARK)
            free = start + wide


def _shown(bar: Bar, words: Words) -> str:
    return words(bar.shown) if bar.shown else figure_of(bar.value)


def _lines(figure: Chart, words: Words, drawing: Drawing) -> float:
    """Draw lines through points over a light grid, each with its name at its end."""
    points = [point for series in figure.series for point in series.points]
    first, last = (bound(year(date) for date, _ in points) for bound in (min, max))
    axis = _Axis.of(max(value for _, value in points))
    unit = words(figure.unit) if figure.unit else ""
    top = 2 * _LINE if unit else _LINE
    left = max(width_of(figure_of(mark), _SIZE) for mark in axis.marks) + _WHITE
    right = max(width_of(words(series.text), _SIZE) for series in figure.series) + _WHITE + 2
    wide = drawing.width - left - right

    def place(date: str, value: float) -> tuple[float, float]:
        x = left + (year(date) - first) / ((last - first) or 1) * wide
        return x, top + (1 - value / axis.end) * figure.height

    if unit:
        drawing.text(0, _SIZE, unit, _SIZE, fill=DARK)
    for value in axis.marks:
        _, y = place(points[0][0], value)
        look: Look = {"stroke": PALE} if value else {"stroke": INK, "stroke_width": 1}
        drawing.line((left, y), (left + wide, y), None, **look)
        number = figure_of(value)
        drawing.text(left - _WHITE, y + 2.9, number, _SIZE, anchor="end", fill=DARK)
    years = sorted({int(year(date)) for date, _ in points})
    drawn = -100.0
    for mark in years:
        x, y = place(str(mark), 0)
        drawing.line((x, y), (x, y + 3), stroke=INK)
        if x - drawn > width_of("0000", _SIZE) + 4:
            drawing.text(x, y + 12, str(mark), _SIZE, anchor="middle", fill=DARK)
            drawn = x
    taken: list[float] = []
    for index, series in enumerate(figure.series):
        ink, dash = _INKS[index % len(_INKS)], _DASHES[index % len(_DASHES)]
        run = [place(date, value) for date, value in sorted(series.points, key=_when)]
        look = {"stroke": ink, "stroke_width": 1.1}
        if dash:
            look["stroke_dasharray"] = dash
        drawing.path([run], closed=False, fill="none", **look)
        for x, y in run:
            inside = (INK, PAPER, MIDDLE, PAPER)[index % 4]
            drawing.circle(x, y, 1.7, fill=inside, stroke=ink, stroke_width=0.7)
        x, y = run[-1]
        while any(abs(y - other) < _LINE for other in taken):
            y += 1
        taken.append(y)
        drawing.text(x + _WHITE, y + 2.9, words(series.text), _SIZE)
    return top + figure.height + _FOOT


def _when(point: tuple[str, float]) -> float:
    return year(point[0])


def _step(most: float) -> float:
    """Return a round number that divides an axis into about five."""
    rough = most / _TICKS
    unit = 10.0 ** floor(log10(rough))
    return next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough)
