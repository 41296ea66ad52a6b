"""Quotation marks, title marks and interpuncts by region; every change is one mark for one mark."""

from __future__ import annotations

import re

from nkbook.manuscript.editions.regions import Region
from nkbook.typesetting.han import HAN, LATIN_LETTERS

_OPENING, _CLOSING = "「『“‘", "」』”’"
_PAIRS = dict(zip(_CLOSING, _OPENING, strict=True))
_LATIN = re.compile(f"[{LATIN_LETTERS}]")
INTERPUNCTS = "·‧•・．"
_INTERPUNCT = re.compile(f"(?<=[{HAN}])[{INTERPUNCTS}](?=[{HAN}])")


def fold_interpuncts(text: str) -> str:
    """Return text with all interpuncts between Han characters as U+00B7, of the same length."""
    return _INTERPUNCT.sub("·", text)


def convert(text: str, source: Region, target: Region) -> str:
    """Return a block's text with the target's marks, of the same length.

    Outer and inner quotation marks follow the depth of nesting (GB/T 15834 § 4.8; 重訂標點符號手冊
    引號), so the source may have them the wrong way round. A mark that nothing opens or closes, as
    at the start of a quotation's second paragraph, goes by its own kind. The mainland sets titles
    of articles in 《》 too, and keeps 〈〉 for a title inside another (GB/T 15834 § 4.15).
    """
    text = _INTERPUNCT.sub(target.interpunct, text)
    if source.quotes != target.quotes:
        text = _quotes(text, target)
    if target.hans and not source.hans:
        text = _titles(text)
    return text


def _quotes(text: str, target: Region) -> str:
    written = list(text)
    open_marks: list[str] = []
    for position, mark in enumerate(text):
        if _apostrophe(text, position):
            continue
        if mark in _OPENING:
            # A lone inner mark, in a paragraph that goes on with a quotation, stays an inner one.
            depth = len(open_marks) if open_marks else _lone_depth(text, position)
            written[position] = target.quotes[depth % 2][0]
            open_marks.append(mark)
        elif mark in _CLOSING:
            if open_marks:
                if _PAIRS[mark] in open_marks:
                    while open_marks and open_marks[-1] != _PAIRS[mark]:
                        open_marks.pop()
                open_marks.pop()
                written[position] = target.quotes[len(open_marks) % 2][1]
            else:
                written[position] = target.quotes[mark in "』’"][1]
    return "".join(written)


def _lone_depth(text: str, position: int) -> int:
    """Return 1 for an inner mark that stands in an outer quotation opened in an earlier block."""
    if text[position] not in "『‘":
        return 0
    closers = [mark for mark in text[position:] if mark in "」”「“"]
    return int(bool(closers) and closers[0] in "」”")


def _apostrophe(text: str, position: int) -> bool:
    """Tell whether a ’ is an apostrophe or a prime in Latin text: d’État, Xi’an, Artsakh’s."""
    return text[position] in "’‘" and bool(_LATIN.match(text[position - 1 : position] or " "))


def _titles(text: str) -> str:
    """Return text with outermost 〈〉 as 《》."""
    written = list(text)
    depth = 0
    for position, mark in enumerate(text):
        if mark in "《〈":
            if mark == "〈" and not depth:
                written[position] = "《"
            depth += 1
        elif mark in "》〉" and depth:
            depth -= 1
            if mark == "〉" and not depth:
                written[position] = "》"
    return "".join(written)
