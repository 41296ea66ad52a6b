"""Numbers of a work's parts with the words for what they count: 第12卷, vol. 12, 2nd ed."""

from __future__ import annotations

import re

_COUNT = re.compile(r"\d+(?:[-–—/]\d+)*|[IVXLC]+|[〇一二三四五六七八九十百千]+")
_CHAPTER = re.compile(r"[章篇節节回卷則则條条款課课講讲]\Z|\A[（(]")
_WORDS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def counted(value: str, words: str) -> str:
    """Return a number in the words for what it counts; what is in words already stays so."""
    if not value:
        return ""
    if _COUNT.fullmatch(value):
        return words.format(value)
    return value if "第" in words or "全" in words else f", {value}"


def chapter(value: str, chinese: bool) -> str:
    """Return the chapter of a work; a session or a draft of a law stands after a comma."""
    words = counted(value, "第{}章" if chinese else ", ch. {}")
    return f"，{words}" if chinese and words and not _CHAPTER.search(words) else words


def edition(value: str, chinese: bool) -> str:
    """Return which edition a work is in words: 第2版, 修訂版, 2nd ed., Rev. ed.

    BibTeX's ordinals (Second) are numbers, and so is a number with the word for it (2nd edition).
    """
    plain = re.sub(r"(?:(?<!\s)\s++)?+ed(?:ition|n)?\.?\Z", "", value.strip(), flags=re.IGNORECASE)
    number = _ordinal(plain)
    if chinese:
        return counted(str(number) if number else value, "第{}版")
    if number:
        teen = number % 100 // 10 == 1
        return f"{number}{'th' if teen else _ORDINALS.get(number % 10, 'th')} ed."
    return value if plain == value.strip() else f"{plain} ed."


def _ordinal(value: str) -> int:
    if found := re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th)?", value):
        return int(found[1])
    word = value.lower()
    return _WORDS.index(word) + 1 if word in _WORDS else 0
