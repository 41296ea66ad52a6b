"""Where a Chinese line may break: UAX #14 as Pango applies it, tailored by CLREQ §3.1.7, §3.1.8."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nkbook.typesetting.characters import (
    CLOSING,
    DASHES,
    LEADER,
    NEVER_FIRST,
    NEVER_LAST,
    OBJECT,
    OPENING,
    RAISED,
    is_han,
)
from nkbook.typesetting.han import COMMON_IDEOGRAPHS
from nkbook.typesetting.policy import Typesetting

# First characters of what is counted or measured, directly after a number.
UNITS = frozenset(
    "年月日時時分秒歲号號期卷頁页章節节回條条级級元萬万億亿千百多餘余人名位個个隻只件座架輛辆艘枚次倍"
    "度公英平美國国里米克噸吨畝亩戶户世代成折點点℃％%‰"
)
_URL = re.compile(r"(?:https?://|www\.|doi:)[!-~]+")
_BREAK_AFTER_IN_URL = frozenset("/&;")
_BREAK_BEFORE_IN_URL = frozenset("?=#.%~_-+@")
_ABBREVIATION = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,3}/(?=[A-Za-z])")  # N/OL, RFE/RL
# A number and its unit, a page's word and its number, with a space between.
_NUMBER_AND_UNIT = re.compile(r"[0-9] (?=[A-Za-z%°€$Ωµμ])|[頁页] (?=[0-9])")
# A row of marks between which no line ends: as long as a line, it would run off the page.
_MARKS = "".join(sorted(one for one in DASHES | NEVER_FIRST | NEVER_LAST if not one.isascii()))
_ROW = re.compile(f"[{re.escape(_MARKS)}]{{7,}}")
# Signs that belong to a word or number without a space, and to one another: C++, >=, 10%+.
_SIGNS = frozenset("+=<>#*&@^$%±×÷≠≤≥−")


def tailor(text: str, allowed: Sequence[bool], settings: Typesetting) -> list[bool]:
    """Return whether a line may break before each character, and at the end.

    ``allowed`` is what UAX #14 says. Both lists have len(text) + 1 items. ``text`` has RAISED in
    place of raised text, and OBJECT in place of pictures and other boxes.
    """
    breaks = list(allowed)
    low, high = COMMON_IDEOGRAPHS
    for place in range(1, len(text)):
        first, second = text[place - 1], text[place]
        # By far the most frequent case: two common ideographs.
        if low <= first <= high and low <= second <= high:
            continue
        breaks[place] = _may_break(text, place, breaks[place], settings)
    for match in _ABBREVIATION.finditer(text):
        breaks[match.end()] = False
    for match in _NUMBER_AND_UNIT.finditer(text):
        breaks[match.end()] = False
    for match in _URL.finditer(text):
        _break_url(text, match.start(), match.end(), breaks)
    for match in _ROW.finditer(text):  # by twos, as dashes and dots come
        for place in range(match.start() + 2, match.end() - 1, 2):
            breaks[place] = True
    return breaks


def _base(text: str, place: int) -> str:
    """Return the last character before ``place`` that is not raised, or an empty string."""
    while place > 0 and text[place - 1] == RAISED:
        place -= 1
    return text[place - 1] if place else ""


def _may_break(text: str, place: int, allowed: bool, settings: Typesetting) -> bool:
    """Return True if a line may break before ``place``; not both neighbours are ideographs."""
    first, second = _base(text, place), text[place]
    if second == RAISED or second in NEVER_FIRST or first in NEVER_LAST or not first:
        return False
    if second in OPENING:
        # UAX #14 keeps “ with what is before it; Chinese does not.
        return is_han(first) or first in NEVER_FIRST or allowed
    if first in CLOSING:
        return is_han(second) or second == OBJECT or allowed
    if first in DASHES:
        return is_han(second) or allowed
    if settings.keep_units and _is_measure(text, place, first, second):
        return False
    return allowed and not _belong(first, second)


def _is_measure(text: str, place: int, first: str, second: str) -> bool:
    """Return True between a number and its unit, and between 第 and a number."""
    if first in "第頁页":
        return second.isascii() and second.isdigit()
    if not (first.isascii() and (first.isdigit() or first in "%+")):
        return False
    return (second in UNITS or _is_squared_unit(second)) and text[place - 1] != RAISED


def _is_squared_unit(character: str) -> bool:
    """Return True for a unit in one square, such as ㎡ and ㎞ (Unicode block CJK Compatibility)."""
    return "\u3371" <= character <= "\u33df"


def _belong(first: str, second: str) -> bool:
    """Return True between two signs of one word, and inside a full-width number."""
    if first in _SIGNS and second in _SIGNS:
        return True
    return "\uff10" <= first <= "\uff19" and "\uff10" <= second <= "\uff19"


def _break_url(text: str, start: int, end: int, breaks: list[bool]) -> None:
    """Allow breaks in an address after a slash and before its other marks, and nowhere else."""
    scheme = text.find("//", start, end)
    begin = scheme + 2 if scheme >= 0 else start + 1
    for place in range(start + 1, end):
        inside = begin + 1 < place < end - 1
        after = text[place - 1] in _BREAK_AFTER_IN_URL and text[place] != "/"
        before = text[place] in _BREAK_BEFORE_IN_URL and text[place - 1] not in "/.-_"
        breaks[place] = inside and (after or before)


def may_cut(text: str, place: int) -> bool:
    """Return True if a word may be cut before ``place`` when no allowed break fits a line.

    Not between ideographs, nor between a mark and what it belongs to.
    """
    first, second = text[place - 1], text[place]
    return (
        second != RAISED
        and second not in NEVER_FIRST
        and first not in NEVER_LAST
        and not (is_han(first) or is_han(second))
    )


def short_remainder(text: str, start: int, end: int, settings: Typesetting) -> bool:
    """Return True if ``text[start:end]`` is too little for a last line of its own.

    Punctuation and raised calls are not counted; Latin words count by their letters. Nor is what
    stands after a row of dots: the page number of an entry of the contents.
    """
    seen = 0
    for character in text[start:end]:
        if character == LEADER:
            return True
        if character.isalnum() or is_han(character):
            seen += 1
            if seen >= settings.least_last:
                return False
    return True
