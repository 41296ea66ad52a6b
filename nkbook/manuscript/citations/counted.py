"""Numbers of a work's parts with the words for what they count: 第12卷, vol. 12, 2nd ed."""

from __future__ import annotations

import re

from nkbook.reading.numbers import whole

_COUNT = re.compile(r"\d+(?:[-–—/]\d+)*|[IVXLC]+|[〇一二三四五六七八九十百千]+")
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def counted(value: str, words: str) -> str:
    """Return a number in the words for what it counts; what is in words already stays so."""
    if not value:
        return ""
    if _COUNT.fullmatch(value):
        return words.format(value)
    return value if "第" in words or "全" in words else f", {value}"


def edition(value: str, chinese: bool) -> str:
    """Return which edition a work is in words: 第2版, 修訂版, 2nd ed."""
    if chinese:
        return counted(value, "第{}版")
    if value.isdecimal():
        number = whole(value)
        teen = number % 100 // 10 == 1
        value += "th" if teen else _ORDINALS.get(number % 10, "th")
    return f"{value} ed." if re.fullmatch(r"\d+[a-z]{2}", value) else value
