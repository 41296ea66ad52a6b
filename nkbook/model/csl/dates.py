"""A date in CSL: a day, month, season or year, a range of them, or words."""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BeforeValidator

from nkbook.model.rows import wrong

_KEYS = ("date-parts", "season", "circa", "literal", "raw", "edtf", "year", "month", "day")
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4} | {
    mark: number for number, mark in enumerate("春夏秋冬", 1)
}
_FIRST_SEASON = 21  # in place of a month: ISO 8601-2 (EDTF), level 1
_MOST_PARTS = 3
_MONTHS = 12
_YEAR = re.compile(r"-?\d{1,4}\Z", re.ASCII)
_PLAIN_YEAR = re.compile(r"\d{3,4}\Z", re.ASCII)  # fewer digits may be anything
_POINT = r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T[\d:.]*Z?)?([~?%]?)"
_EDTF = re.compile(rf"{_POINT}(?:/(?:{_POINT}|(\.\.|open)?))?", re.ASCII)
_YEARS = re.compile(r"(\d{4})\s*[-–—]\s*(\d{4})", re.ASCII)
_CHINESE = re.compile(r"(\d{1,4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?", re.ASCII)
_HINT = 'write { date-parts: [[2001, 5, 31]] }, or words as { literal: "…" }'


@dataclass(frozen=True, slots=True)
class Day:
    """A day as far as it is known; ``year`` is negative before Christ, ``season`` 1 is spring."""

    year: int
    month: int = 0
    day: int = 0
    season: int = 0


@dataclass(frozen=True, slots=True)
class Date:
    """When a work appeared: from ``start`` to ``end``, or ``literal`` words, which print as is."""

    start: Day | None = None
    end: Day | None = None
    open_ended: bool = False  # from ``start`` on
    circa: bool = False
    literal: str = ""

    def of_years(self) -> Date:
        """Return the date by its years alone."""
        return self._rounded(lambda day: Day(day.year))

    def of_months(self) -> Date:
        """Return the date without its days."""
        return self._rounded(lambda day: replace(day, day=0))

    def _rounded(self, rounded: Callable[[Day], Day]) -> Date:
        start = rounded(self.start) if self.start else None
        end = rounded(self.end) if self.end else None
        return replace(self, start=start, end=None if end == start else end)


def _read(value: Any) -> Any:
    """Return the Date that a value of the data model or of Pandoc's YAML means."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        found = _from_text(str(value).strip().replace("\\~", "~"))  # as Pandoc writes it
        if found is None:
            raise wrong(f'"{value}" is not a date', _HINT)
        return found
    if isinstance(value, Mapping):
        return _from_mapping(value)
    if isinstance(value, Sequence) and value and all(isinstance(item, Mapping) for item in value):
        return _from_list(value)
    if isinstance(value, Date):
        return value
    raise wrong("this is not a date", _HINT)


def _from_text(text: str) -> Date | None:
    """Return the date that a text certainly means: a year, ISO 8601, 1931年9月; else None."""
    if _PLAIN_YEAR.match(text):
        return Date(_day([text]))
    if match := _CHINESE.fullmatch(text):
        return Date(_day([part for part in match.groups() if part]))
    if match := _YEARS.fullmatch(text):
        return _range(_day([match[1]]), _day([match[2]]))
    if match := _EDTF.fullmatch(text):
        start = _day([part for part in match.groups()[:3] if part])
        circa = bool(match[4] or match[8])
        if match[5]:
            return _range(start, _day([part for part in match.groups()[4:7] if part]), circa)
        return Date(start, open_ended="/" in text, circa=circa)
    return None


def _from_mapping(value: Mapping[str, Any]) -> Date:
    for key in value:
        if key not in _KEYS:
            near = difflib.get_close_matches(str(key), _KEYS, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"known keys: {', '.join(_KEYS)}"
            raise wrong(f'unknown key "{key}"', hint, (key,))
    given = {key: part for key, part in value.items() if part not in (None, "")}
    found = _dated(given)
    literal = _words(given, "literal")
    if found is None and "raw" in given:
        raw = _words(given, "raw")
        found = _from_text(raw) or Date(literal=raw)
    if found is None and not literal:
        raise wrong("this is not a date", _HINT)
    found = found or Date()
    return Date(
        found.start,
        found.end,
        found.open_ended,
        found.circa or _is_true(given.get("circa")),
        literal or found.literal,
    )


def _dated(given: Mapping[str, Any]) -> Date | None:
    """Return the date of a mapping's numbers, or None if it has none."""
    if "date-parts" in given:
        return _from_parts(given["date-parts"], _season(given))
    if "year" in given:
        parts = [given[key] for key in ("year", "month", "day") if key in given]
        if "day" in given and "month" not in given:
            raise wrong("a day needs its month", at=("day",))
        return Date(_day(parts, season=_season(given)))
    for key in ("month", "day", "season"):
        if key in given and "raw" not in given and "literal" not in given:
            raise wrong(f"a {key} needs its year", at=(key,))
    if "edtf" in given:
        found = _from_text(_words(given, "edtf"))
        if found is None:
            raise wrong(f'"{given["edtf"]}" is not a date of ISO 8601', _HINT, ("edtf",))
        return found
    return None


def _from_parts(value: Any, season: int) -> Date:
    at = ("date-parts",)
    shape = "date-parts is a list of one or two dates: [[2001, 5, 31]]"
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise wrong(shape, at=at)
    if not 1 <= len(value) <= 2:  # noqa: PLR2004 — a date, or the two ends of a range
        raise wrong(shape, at=at)
    days: list[Day] = []
    for number, item in enumerate(value):
        if not isinstance(item, Sequence) or isinstance(item, str):
            raise wrong(shape, at=(*at, number))
        parts = [*item]
        while parts and parts[-1] in ("", None):
            parts.pop()
        if number and (not parts or str(parts[0]) == "0"):
            return Date(days[0], open_ended=True)
        days.append(_day(parts, (*at, number), season))
    return _range(days[0], days[1], at=at) if len(days) > 1 else Date(days[0])


def _from_list(value: Sequence[Mapping[str, Any]]) -> Date:
    """Return the date or range of Pandoc's YAML: a list of year, month, day."""
    if len(value) > 2:  # noqa: PLR2004 — the two ends of a range
        raise wrong("a date has one or two ends", _HINT, (2,))
    dates = [_from_mapping(item) for item in value]
    if len(dates) == 1:
        return dates[0]
    first, last = dates
    if first.start is None or last.start is None:
        raise wrong("both ends of a range need a year", _HINT)
    return _range(first.start, last.start, first.circa or last.circa)


def _range(start: Day, end: Day, circa: bool = False, at: Sequence[str | int] = ()) -> Date:
    pairs = zip((start.year, start.month, start.day), (end.year, end.month, end.day), strict=True)
    known = [pair for pair in pairs if all(pair)]
    if [b for _, b in known] < [a for a, _ in known]:
        raise wrong("the range ends before it begins", at=at)
    return Date(start, end, circa=circa)


def _day(parts: Sequence[Any], at: Sequence[str | int] = (), season: int = 0) -> Day:
    if not 1 <= len(parts) <= _MOST_PARTS:
        raise wrong("a date is [year], [year, month] or [year, month, day]", at=at)
    numbers = [_number(part, (*at, number)) for number, part in enumerate(parts)]
    year, month, day = (*numbers, 0, 0)[:_MOST_PARTS]
    if year == 0:
        raise wrong("there is no year 0: 1 BC is -1", at=at)
    if _FIRST_SEASON <= month < _FIRST_SEASON + 4 and len(parts) == 2:  # noqa: PLR2004
        return Day(year, season=month - _FIRST_SEASON + 1)
    if len(parts) > 1 and not 1 <= month <= _MONTHS:
        raise wrong(f"there is no month {month}", at=at)
    if len(parts) == _MOST_PARTS and not 1 <= day <= _days(year, month):
        raise wrong(f"there is no day {year}-{month:02}-{day:02}", at=at)
    return Day(year, month, day, 0 if month else season)


def _days(year: int, month: int) -> int:
    """Return how many days a month has; of years before Christ, 1 BC is a leap year."""
    return monthrange(year if year > 0 else (year + 1) % 400 + 400, month)[1]


def _number(part: Any, at: Sequence[str | int]) -> int:
    if isinstance(part, bool) or not isinstance(part, str | int) or not _YEAR.match(str(part)):
        raise wrong(f'"{part}" is not a number of a date', _HINT, at)
    return int(part)


def _season(given: Mapping[str, Any]) -> int:
    value = str(given.get("season", "")).strip().casefold()
    if not value:
        return 0
    number = int(value[:9]) if value.isascii() and value.isdigit() else _SEASONS.get(value, 0)
    number -= _FIRST_SEASON - 1 if number >= _FIRST_SEASON else 0
    if not 1 <= number <= 4:  # noqa: PLR2004 — seasons
        raise wrong(f'"{value}" is not a season', "1 is spring, 4 is winter", ("season",))
    return number


def _is_true(value: Any) -> bool:
    return str(value).casefold() not in ("none", "", "false", "no", "0")


def _words(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key, "")
    if not isinstance(value, str | int):
        raise wrong(f'"{key}" is text', at=(key,))
    return str(value).strip()


_Written = str | int | dict[str, Any] | list[dict[str, Any]]  # as files have it
CslDate = Annotated[Date, BeforeValidator(_read, json_schema_input_type=_Written)]
