"""Figures for the screen of a phone: a narrow drawing whose letters can be read, and the data.

A page is 315 pt wide and its figures' letters 8 pt; on a phone, 328 px for both, those would be of
6 pt. A drawing 218 pt wide has letters of 9 pt there (12 px), and larger ones in a wider window.
"""

from __future__ import annotations

from collections.abc import Sequence

from nkbook.manuscript.figures import charts, small_maps, timelines
from nkbook.manuscript.figures.maps import Shapes
from nkbook.manuscript.figures.model import Bar, Chart, Label, Map, Timeline, Town, year
from nkbook.manuscript.figures.svg import Drawing
from nkbook.manuscript.figures.words import Words, figure_of

NARROW = 218.0  # pt


def small(
    model: Map | Timeline | Chart, shapes: Sequence[Shapes], words: Words, page: Drawing
) -> bytes | None:
    """Return a narrow drawing, in the fonts of the ``page``'s, or None if there is none.

    ``shapes`` are those of a map. None is made where its words would have no room; what is wrong
    with the data was told of the page's.
    """
    if model.width <= NARROW:
        return None
    drawing = Drawing(NARROW, page.families, page.language)
    if isinstance(model, Map):
        height = small_maps.draw(model, shapes, words, drawing)
    elif isinstance(model, Chart):
        height = charts.draw(model.model_copy(update={"width": NARROW}), words, drawing)
    elif timelines.room(model, words, NARROW) < timelines.LEAST_ROOM:
        return None
    else:
        height = timelines.draw(model.model_copy(update={"width": NARROW}), words, drawing)
    return None if drawing.outside or words.problems else drawing.finish(height)


def rows(model: Map | Timeline | Chart, words: Words) -> tuple[tuple[str, ...], ...]:
    """Return a figure's data in words, heads of columns first; of a map its places."""
    match model:
        case Chart() if model.form == "bars":
            return _bars(model, words)
        case Chart():
            return _lines(model, words)
        case Timeline():
            return _times(model, words)
        case Map():
            return _places(model, words)


def _places(figure: Map, words: Words) -> tuple[tuple[str, ...], ...]:
    """Return the towns and then what else has a name, from north to south."""
    found = []
    groups: tuple[Sequence[Town | Label], ...] = (figure.towns, figure.labels)
    for group in groups:
        for place in sorted(group, key=lambda one: (-one.at[1], one.at[0])):
            east, north = (round(degrees, 2) for degrees in place.at)
            latitude = "latitude_north" if north >= 0 else "latitude_south"
            longitude = "longitude_east" if east >= 0 else "longitude_west"
            north_or_south = words.label(latitude).format(n=f"{abs(north):g}")
            east_or_west = words.label(longitude).format(n=f"{abs(east):g}")
            found.append((words(place.text), f"{north_or_south}，{east_or_west}"))
    heads = (words.label("figure_place"), words.label("figure_position"))
    return (heads, *found) if found else ()


def _bars(figure: Chart, words: Words) -> tuple[tuple[str, ...], ...]:
    has_sources = any(bar.source for bar in figure.bars)
    heads = [words.label("figure_item"), _value(figure, words)]
    found = [(*heads, words.label("figure_source")) if has_sources else tuple(heads)]
    group = ""
    for bar in figure.bars:
        group = words(bar.group) if bar.group else group
        name = words(bar.text)
        row = (f"{group} {name}" if group else name, _number(bar, words))
        found.append((*row, words(bar.source) if bar.source else "") if has_sources else row)
    return tuple(found)


def _value(figure: Chart, words: Words) -> str:
    value = words.label("figure_value")
    if not figure.unit:
        return value
    opening, closing = tuple(words.locale.marks.brackets)
    return f"{value}{opening}{words(figure.unit)}{closing}"


def _number(bar: Bar, words: Words) -> str:
    if bar.shown:
        return words(bar.shown)
    high = figure_of(bar.value)
    return high if bar.low is None else f"{figure_of(bar.low)}–{high}"


def _lines(figure: Chart, words: Words) -> tuple[tuple[str, ...], ...]:
    dates = sorted({date for series in figure.series for date, _ in series.points}, key=year)
    columns = [dict(series.points) for series in figure.series]
    heads = [words(series.text) for series in figure.series]
    if len(heads) == 1:
        heads = [_value(figure, words)]
    found = [(words.label("figure_year"), *heads)]
    for date in dates:
        numbers = (figure_of(column[date]) if date in column else "" for column in columns)
        found.append((words.date(date), *numbers))
    return tuple(found)


def _times(figure: Timeline, words: Words) -> tuple[tuple[str, ...], ...]:
    happened: list[tuple[float, str, str]] = [
        (year(event.date), words.date(event.date), words(event.text)) for event in figure.events
    ]
    for lane in figure.lanes:
        for span in lane.spans:
            if span.text:
                when = f"{words.date(span.from_)}–{words.date(span.to)}"
                happened.append((year(span.from_), when, f"{words(lane.text)} {words(span.text)}"))
    return _sorted(happened, (words.label("date"), words.label("figure_event")))


def _sorted(
    happened: Sequence[tuple[float, str, str]], heads: tuple[str, str]
) -> tuple[tuple[str, ...], ...]:
    inner = (row[1:] for row in sorted(happened, key=lambda row: row[0]))
    return (heads, *inner) if happened else ()
