"""Draws charts: bars to compare numbers by source, lines to follow them through time."""

from __future__ import annotations

from math import ceil, floor, log10

from nkbook.manuscript.figures.model import Bar, Chart, year
from nkbook.manuscript.figures.svg import (
    DARK,
    INK,
    LIGHT,
    MIDDLE,
    PALE,
    PAPER,
    Drawing,
    Look,
    broken,
    width_of,
)
from nkbook.manuscript.figures.words import Words, figure_of

_SIZE, _SMALL, _LINE = 7.5, 6.5, 10.0
_BAR = 9.0
_SHARE = 0.42  # of the width that the names of bars may take
_TICKS = 5
_LEFT, _FOOT = 40.0, 16.0
_DASHES = ("", "5 2", "1.2 1.8", "6 2 1.2 2")
_INKS = (INK, DARK, INK, MIDDLE)


def draw(figure: Chart, words: Words, drawing: Drawing) -> float:
    """Draw the chart and return its height in points."""
    return (
        _bars(figure, words, drawing) if figure.form == "bars" else _lines(figure, words, drawing)
    )


def _bars(figure: Chart, words: Words, drawing: Drawing) -> float:
    most = max(bar.value for bar in figure.bars) or 1
    shown = [_shown(bar, words) for bar in figure.bars]
    names = [words(bar.text) for bar in figure.bars]
    widest = max(width_of(name, _SIZE) for name in names)
    sources = [words(bar.source) if bar.source else "" for bar in figure.bars]
    groups = [words(bar.group) for bar in figure.bars if bar.group]
    widest = max(
        widest,
        *(width_of(source, _SMALL) for source in sources),
        *(width_of(group, _SIZE) for group in groups),
    )
    left = min(widest, drawing.width * _SHARE) + 6
    room = drawing.width - left - max(width_of(text, _SIZE) for text in shown) - 6
    y = 4.0
    if figure.unit:
        unit = words(figure.unit)
        drawing.text(drawing.width, y + _SMALL, f"（{unit}）", _SMALL, anchor="end", fill=DARK)
        y += _LINE
    begun = y
    for bar, name, source, text in zip(figure.bars, names, sources, shown, strict=True):
        if bar.group:
            y += 5 if y > begun else 0
            drawing.text(0, y + _LINE - 2, words(bar.group), _SIZE, font_weight="bold")
            y += _LINE + 3
        lines = [(line, _SIZE, INK) for line in broken(name, _SIZE, left - 6)]
        lines += [(line, _SMALL, DARK) for line in broken(source, _SMALL, left - 6)]
        high = max(_BAR, len(lines) * _LINE)
        for index, (line, size, ink) in enumerate(lines):
            baseline = y + (high - len(lines) * _LINE) / 2 + index * _LINE + _LINE - 2.4
            drawing.text(left - 6, baseline, line, size, anchor="end", fill=ink)
        length = bar.value / most * room
        middle = y + high / 2
        solid = length if bar.low is None else bar.low / most * room
        edge: Look = {"stroke": DARK, "stroke_width": 0.4}
        top = middle - _BAR / 2
        drawing.rectangle(left, top, max(length, 0.6), _BAR, fill=PALE, **edge)
        drawing.rectangle(left, top, max(solid, 0.6), _BAR, fill=LIGHT, **edge)
        drawing.text(left + length + 4, middle + 2.7, text, _SIZE)
        y += high + 4
    drawing.line((left, begun), (left, y), stroke=INK, stroke_width=0.8)
    return y + 3


def _shown(bar: Bar, words: Words) -> str:
    return words(bar.shown) if bar.shown else figure_of(bar.value)


def _lines(figure: Chart, words: Words, drawing: Drawing) -> float:
    points = [point for series in figure.series for point in series.points]
    first, last = (bound(year(date) for date, _ in points) for bound in (min, max))
    step = _step(max(value for _, value in points) or 1)
    most = ceil((max(value for _, value in points) or 1) / step) * step
    top = 14.0
    right = max(width_of(words(series.text), _SIZE) for series in figure.series) + 8
    wide = drawing.width - _LEFT - right

    def place(date: str, value: float) -> tuple[float, float]:
        x = _LEFT + (year(date) - first) / ((last - first) or 1) * wide
        return x, top + (1 - value / most) * figure.height

    if figure.unit:
        drawing.text(0, 7, f"（{words(figure.unit)}）", _SMALL, fill=DARK)
    value = 0.0
    while value <= most:
        _, y = place(points[0][0], value)
        drawing.line((_LEFT, y), (_LEFT + wide, y), stroke=PALE if value else INK)
        drawing.text(_LEFT - 5, y + 2.5, figure_of(value), _SMALL, anchor="end", fill=DARK)
        value += step
    years = sorted({int(year(date)) for date, _ in points})
    drawn = -100.0
    for mark in years:
        x, y = place(str(mark), 0)
        drawing.line((x, y), (x, y + 3), stroke=INK)
        if x - drawn > width_of("0000", _SMALL) + 4:
            drawing.text(x, y + 11, str(mark), _SMALL, anchor="middle", fill=DARK)
            drawn = x
    taken: list[float] = []
    for index, series in enumerate(figure.series):
        ink, dash = _INKS[index % len(_INKS)], _DASHES[index % len(_DASHES)]
        run = [place(date, value) for date, value in sorted(series.points, key=_when)]
        look: Look = {"stroke": ink, "stroke_width": 1.1}
        if dash:
            look["stroke_dasharray"] = dash
        drawing.path([run], closed=False, fill="none", **look)
        for x, y in run:
            inside = (INK, PAPER, LIGHT, PAPER)[index % 4]
            drawing.circle(x, y, 1.7, fill=inside, stroke=ink, stroke_width=0.7)
        x, y = run[-1]
        while any(abs(y - other) < _LINE for other in taken):
            y += 1
        taken.append(y)
        drawing.text(x + 5, y + 2.6, words(series.text), _SIZE)
    return top + figure.height + _FOOT


def _when(point: tuple[str, float]) -> float:
    return year(point[0])


def _step(most: float) -> float:
    """Return a round number that divides an axis into about five."""
    rough = most / _TICKS
    unit = 10.0 ** floor(log10(rough))
    return next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough)
