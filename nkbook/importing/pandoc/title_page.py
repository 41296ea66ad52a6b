"""The title page with which a manuscript begins: what it says goes into the book's settings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nkbook.importing.model import Log
from nkbook.importing.names import numeral
from nkbook.importing.text.headings import key, plain

_ROLES = {
    "著": "aut", "撰": "aut", "编著": "aut", "編著": "aut", "作者": "aut", "著者": "aut",
    "编": "edt", "編": "edt", "主编": "edt", "主編": "edt", "编者": "edt", "編者": "edt",
    "译": "trl", "譯": "trl", "译者": "trl", "譯者": "trl", "翻译": "trl", "翻譯": "trl",
    "绘": "ill", "繪": "ill",
}  # fmt: skip
_LONGEST = 40  # characters of a line of a title page
_AFTER = "|".join(sorted((one for one in _ROLES if one[-1] != "者"), key=len, reverse=True))
_BEFORE = "|".join(sorted(_ROLES, key=len, reverse=True))
_SAID_AFTER = re.compile(rf"(\S.*?)(?<!\s)\s++({_AFTER})")
_SAID_BEFORE = re.compile(rf"({_BEFORE})[\s　]*[:：][\s　]*(\S.*)")
_BETWEEN = re.compile(r"(?<!\s)\s*[、，,；;]\s*")
_DATE = re.compile(
    r"([\d〇○零一二三四五六七八九]{4})\s*年\s*([\d一二三四五六七八九十]{1,3})\s*月(?:\s*([\d一二三四五六七八九十]{1,3})\s*日)?"
)
_MARKS = re.compile(r"^#+\s|\[\]\{[^{}]*\}|\{[^{}]*\}|\\$")


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What a title page says, and the text after it."""

    text: str
    authors: tuple[tuple[str, str], ...] = ()
    date: str = ""


def title_page(text: str, known: set[str], log: Log) -> TitlePage:
    """Return a text without the lines at its start that are its title page.

    They repeat what is ``known``, or say who wrote, edited or translated it (陳大文 著), or when
    (二〇二五年三月). Without a word of these the text stays as it is.
    """
    lines = text.split("\n")
    authors: list[tuple[str, str]] = []
    date = ""
    for number, line in enumerate(lines):
        written = _MARKS.sub("", line).strip()
        bare = plain(written).strip()
        if not written or (key(bare) and key(bare) in known):
            continue
        found = _people(bare) if not line.startswith("#") else ()
        when = _date(bare) if not line.startswith("#") else ""
        if not (found or when):
            return TitlePage("\n".join(lines[number:]), tuple(authors), date)
        log.changed("a line of the title page, now in book.toml", bare)
        authors.extend(found)
        date = date or when
    return TitlePage(text)


def _people(words: str) -> tuple[tuple[str, str], ...]:
    if len(words) > _LONGEST:
        return ()
    if found := _SAID_AFTER.fullmatch(words):
        names, role = found[1], found[2]
    elif found := _SAID_BEFORE.fullmatch(words):
        names, role = found[2], found[1]
    else:
        return ()
    return tuple((one, _ROLES[role]) for one in _BETWEEN.split(names) if one)


def _date(words: str) -> str:
    """Return a date of digits of any kind as 2025-03-01; "" for other words."""
    found = _DATE.fullmatch(words)
    if not found:
        return ""
    year, month, day = (numeral(one.replace("○", "〇")) if one else 1 for one in found.groups())
    return f"{year:04d}-{month:02d}-{day:02d}"
