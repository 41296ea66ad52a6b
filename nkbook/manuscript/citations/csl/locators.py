"""Reads where in a work a citation points: 頁 12–14, 第3卷, p. 7, § 4 … and what follows it.

The words are those of Pandoc's manual (Citations) in English, and their Chinese counterparts in
either script. A bare number is a page, as in Pandoc.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nkbook.typesetting.han import HAN

_BEFORE = {
    "page": "頁|页|頁碼|页码|版|pp?\\.|pages?|стр\\.|с\\.",
    "volume": "卷|冊|册|vols?\\.|volumes?|т\\.",
    "book": "bks?\\.|books?",
    "chapter": "章|回|chaps?\\.|ch\\.|chapters?|гл\\.",
    "section": "節|节|§§?|secs?\\.|sections?",
    "paragraph": "段|¶¶?|paras?\\.|paragraphs?",
    "line": "行|ll?\\.|lines?",
    "verse": "句|首|vv?\\.|verses?",
    "column": "欄|栏|cols?\\.|columns?",
    "folio": "葉|叶|fols?\\.|folios?",
    "figure": "圖|图|figs?\\.|figures?",
    "table": "表|tables?",
    "note": "註|注|nn?\\.|notes?",
    "number": "號|号",
    "issue": "期|nos?\\.|issues?",
    "part": "部|編|编|parts?|pts?\\.",
    "act": "幕|acts?",
    "scene": "場|场|scenes?",
    "article-locator": "條|条|款|arts?\\.|articles?",
    "appendix": "附錄|附录|app\\.|appendix",
    "sub-verbo": "s\\.vv?\\.|詞條|词条",
}  # fmt: skip
_HAN = r"[〇零一二三四五六七八九十百千兩两上中下]+"
_NUMBER = rf"(?:\d+[a-z]?(?!\w)|\d+(?=[{HAN}])|[ivxlcdmIVXLCDM]+(?!\w)|{_HAN})"
_NUMBERS = rf"{_NUMBER}(?:\s*(?:[-–—~～、/]|,\s*(?=\d))\s*{_NUMBER})*(?:\s*ff?\.)?"
_LABELS = "|".join(f"(?P<l{i}>{words})" for i, words in enumerate(_BEFORE.values()))
_LABELLED = rf"第?\s*(?:{_LABELS})\s*(?P<value>{_NUMBERS})"
# 第12頁, 第三卷: what is counted stands after its number.
_COUNTED = rf"第\s*(?P<value>{_NUMBERS})\s*(?:{_LABELS})"
_BARE = r"(?P<value>\d+(?:\s*(?:[-–—~～、]|,\s*(?=\d))\s*\d+)*)(?=\s*(?:[,，;；。]|\Z))"
_KINDS = tuple(_BEFORE)


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """A place in a work by CSL's name of what is counted (page, volume …), and the words after."""

    label: str
    value: str
    after: str


def pinpoint(text: str) -> Pinpoint:
    """Return what the words after a key point at; all are ``after`` when that is no such place."""
    words = text.strip()
    for pattern in _patterns():
        match = pattern.match(words)
        if match is None:
            continue
        kind = next(
            (name for name, found in match.groupdict().items() if found and name[0] == "l"), ""
        )
        label = _KINDS[int(kind[1:])] if kind else "page"
        return Pinpoint(label, _plain(match["value"]), words[match.end() :])
    return Pinpoint("", "", words)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return what finds a place, made when a book first cites one: they are long."""
    return tuple(re.compile(one, re.IGNORECASE) for one in (_COUNTED, _LABELLED, _BARE))


def _plain(value: str) -> str:
    """Return numbers with the hyphen by which CSL knows a range; styles print their own dash."""
    return re.sub(r"(?:(?<!\s)\s++)?+[–—~～-]\s*+", "-", value)
