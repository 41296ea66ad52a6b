"""A date as citations print it: in Chinese, in English, or by its numbers."""

from __future__ import annotations

from nkbook.locales.registry import closest
from nkbook.manuscript.citations.words.native import Words, native
from nkbook.model.csl.dates import Date, Day


def chinese(date: Date | None, language: str = "zh-Hant") -> str:
    """Return a date in Chinese: 2020年11月10日, 1931年9月—1933年2月, 約1923年, 公元前430年."""
    if date is None or date.literal or date.start is None:
        return date.literal if date else ""
    about = _about(date, language)
    if date.open_ended:
        return f"{about}{_chinese(date.start)}—"
    if date.end is None:
        return f"{about}{_chinese(date.start)}"
    years = not (date.start.month or date.start.season)
    start = _chinese_year(date.start) if years else _chinese(date.start)
    same_year = date.start.year == date.end.year and date.end.month
    end = _chinese(date.end, with_year=not same_year)
    return f"{about}{start}—{end}"


def western(date: Date | None, language: str = "en") -> str:
    """Return a date in a work's language: 10 November 2020, 3 марта 1961, c. 1923, 430 BC."""
    if date is None or date.literal or date.start is None:
        return date.literal if date else ""
    about = "c. " if date.circa else ""
    words = native(language)
    if date.open_ended:
        return f"{about}{_western(date.start, words)}–"
    end = f"–{_western(date.end, words)}" if date.end else ""
    return f"{about}{_western(date.start, words)}{end}"


def year(date: Date | None, language: str) -> str:
    """Return the year or years of a date without the word for it: 1957—1990, 公元前430, 430 BC."""
    if date is None or date.literal or date.start is None:
        return date.literal if date else ""
    if closest(language) is None:
        ends = [Day(day.year) for day in (date.start, date.end) if day]
        return western(Date(ends[0], (*ends, None)[1], date.open_ended, date.circa))
    about = _about(date, language)
    end = _chinese_year(date.end) if date.end and date.end.year != date.start.year else ""
    dash = "—" if end or date.open_ended else ""
    return f"{about}{_chinese_year(date.start)}{dash}{end}"


def iso(date: Date | None, language: str = "") -> str:
    """Return a date by its numbers, as far as known: 2020-11-10, 1931-09/1933-02.

    A date that has no such form is in words, as ``year`` has it: 公元前430, 民國二十三年.
    """
    if date is None or date.literal or date.start is None:
        return date.literal if date else ""
    if date.start.year < 0 or date.circa or date.open_ended:
        return year(date, language)
    if date.end and not date.start.month and not date.end.month:
        return f"{date.start.year}-{date.end.year}"
    return "/".join(_iso(day) for day in (date.start, date.end) if day)


def _about(date: Date, language: str) -> str:
    if not date.circa:
        return ""
    return "约" if "-Hans" in language else "約"


def _chinese_year(day: Day) -> str:
    return f"公元前{-day.year}" if day.year < 0 else str(day.year)


def _chinese(day: Day, *, with_year: bool = True) -> str:
    year = f"{_chinese_year(day)}年" if with_year else ""
    if day.season:
        return f"{year}{'春夏秋冬'[day.season - 1]}"
    month = f"{day.month}月" if day.month else ""
    return f"{year}{month}{f'{day.day}日' if day.day else ''}"


def _western(day: Day, words: Words) -> str:
    year = f"{-day.year} BC" if day.year < 0 else str(day.year)
    if day.season:
        return f"{words.seasons[day.season - 1]} {year}"
    if not day.month:
        return year
    # Of a day alone the month is in the genitive in Russian; a month alone is close enough so.
    before = words.day.format(day.day) if day.day else ""
    return f"{before}{words.months[day.month - 1]} {year}"


def _iso(day: Day) -> str:
    parts = [part for part in (day.year, day.month, day.day) if part]
    return "-".join(f"{part:02}" for part in parts)
