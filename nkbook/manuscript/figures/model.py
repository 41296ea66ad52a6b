"""What authors write into a figure's YAML file, field by field."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from math import cos, radians
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, RootModel, model_validator

from nkbook.model.rows import Row

Words = Annotated[str, Field(min_length=1)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Place = tuple[Longitude, Latitude]
_DATE = re.compile(r"-?\d{1,4}(-(0?[1-9]|1[0-2])(-(0?[1-9]|[12]\d|3[01]))?)?\Z")
_DEFAULT_WIDTH = 315.0  # pt: thirty characters of body text
_WIDEST, _HIGHEST = 2_000, 10_000  # pt: paper of 70 cm, and a drawing that many pages would hold
_SLIMMEST = 20  # times as high as it is wide
_POLE = 89  # degrees: nearer to it, a map that is true to scale has no width


def _as_written(value: object) -> object:
    """Return a date as text: YAML takes 1994-05-12 for a date and 1994 for a number."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _dated(value: str) -> str:
    if not _DATE.match(value):
        raise ValueError("a date reads 1994, 1994-05 or 1994-05-12")
    number, *rest = (int(part) for part in value.lstrip("-").split("-"))
    if number == 0:
        raise ValueError("there is no year 0: 1 BC is -1")
    if len(rest) > 1 and rest[1] > monthrange(number, rest[0])[1]:
        raise ValueError(f"there is no day {value}")
    return value


Number = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Written = str | int  # an editor takes 1994 for a number, too
Date = Annotated[
    str, BeforeValidator(_as_written, json_schema_input_type=_Written), AfterValidator(_dated)
]


class Figure(Row):
    """What all figures have: the width (pt) and whom to credit."""

    width: float = Field(_DEFAULT_WIDTH, ge=1, le=_WIDEST)
    credit: Words | None = None


class Layer(Row):
    """A GeoJSON file and how it is drawn; the path is relative to the YAML file."""

    file: Words
    style: Literal["land", "area", "line", "river", "lake"]
    legend: Words | None = None


class Town(Row):
    """A place with its symbol, and the side of it on which its name is printed."""

    text: Words
    at: Place
    kind: Literal["capital", "city", "town", "site"] = "town"
    side: Literal["n", "s", "e", "w", "ne", "nw", "se", "sw"] = "e"


class Label(Row):
    """Words on the map without a sign; ``turned`` in degrees clockwise."""

    text: Words
    at: Place
    kind: Literal["country", "region", "water", "river"] = "region"
    turned: float = Field(0, allow_inf_nan=False)


class Map(Figure):
    """A map: what it shows, from west, south, east to north in degrees, and its layers in order."""

    kind: Literal["map"]
    extent: tuple[Longitude, Latitude, Longitude, Latitude]
    layers: list[Layer] = Field(min_length=1)
    towns: tuple[Town, ...] = ()
    labels: tuple[Label, ...] = ()
    scale: float | None = Field(None, gt=0, le=40_000)  # kilometres of the scale bar

    @model_validator(mode="after")
    def _ordered(self) -> Map:
        west, south, east, north = self.extent
        if west >= east or south >= north:
            raise ValueError("extent is [west, south, east, north]")
        middle = (south + north) / 2
        shrink = cos(radians(middle))
        if abs(middle) > _POLE or north - south > _SLIMMEST * (east - west) * shrink:
            raise ValueError(f"extent is more than {_SLIMMEST} times as high as it is wide")
        return self


class Span(Row):
    """A stretch of time with its name, which a short one has no room for."""

    from_: Date
    to: Date
    text: Words | None = None

    @model_validator(mode="after")
    def _forward(self) -> Span:
        if year(self.from_) >= year(self.to):
            raise ValueError("from must be earlier than to")
        return self


class Lane(Row):
    """A column of stretches of time."""

    text: Words
    spans: list[Span] = Field(min_length=1)


class Event(Row):
    """Something that happened on a day, in a month or in a year."""

    date: Date
    text: Words


class Timeline(Figure):
    """Events down an axis of time that is true to scale, with columns of periods next to it."""

    kind: Literal["timeline"]
    from_: Date
    to: Date
    height: float = Field(400.0, ge=1, le=_HIGHEST)
    step: int = Field(10, gt=0)  # years from one mark to the next
    lanes: tuple[Lane, ...] = ()
    events: tuple[Event, ...] = ()

    @model_validator(mode="after")
    def _inside(self) -> Timeline:
        if year(self.from_) >= year(self.to):
            raise ValueError("from must be earlier than to")
        dates = [event.date for event in self.events]
        dates += [
            date for lane in self.lanes for span in lane.spans for date in (span.from_, span.to)
        ]
        for date in dates:
            if not year(self.from_) <= year(date) <= year(self.to):
                raise ValueError(f"{date} is outside {self.from_} to {self.to}")
        return self


class Bar(Row):
    """A number with its name, and whose it is; ``group`` prints a heading before its first bar."""

    text: Words
    value: Number
    low: Number | None = None  # where the number is a range that ends at ``value``
    source: Words | None = None
    group: Words | None = None
    shown: Words | None = None  # in place of the number: 約12萬

    @model_validator(mode="after")
    def _ascending(self) -> Bar:
        if self.low is not None and self.low > self.value:
            raise ValueError("low is more than value")
        return self


class Series(Row):
    """A line of a chart: its name and the value of each year."""

    text: Words
    points: list[tuple[Date, Number]] = Field(min_length=2)


class Chart(Figure):
    """Bars to compare numbers, or lines to follow them through time."""

    kind: Literal["chart"]
    form: Literal["bars", "lines"]
    unit: Words | None = None
    bars: tuple[Bar, ...] = ()
    series: tuple[Series, ...] = ()
    height: float = Field(200.0, ge=1, le=_HIGHEST)  # of a chart of lines

    @model_validator(mode="after")
    def _has_data(self) -> Chart:
        if self.form == "bars" and not self.bars:
            raise ValueError("a chart of bars needs bars")
        if self.form == "lines" and not self.series:
            raise ValueError("a chart of lines needs series")
        return self


class AnyFigure(RootModel[Annotated[Map | Timeline | Chart, Field(discriminator="kind")]]):
    """A figure's file."""


def year(date: str) -> float:
    """Return a date as a point on an axis of years: the middle of what it names is not meant."""
    sign = -1 if date.startswith("-") else 1
    parts = [int(part) for part in date.lstrip("-").split("-")]
    months = parts[1] - 1 if len(parts) > 1 else 0
    days = parts[2] - 1 if len(parts) > 2 else 0  # noqa: PLR2004
    return sign * parts[0] + months / 12 + days / 372
