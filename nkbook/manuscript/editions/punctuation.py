"""Converts quotation marks, title marks and interpuncts, always one mark to one mark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from nkbook.locales.model import Locale
from nkbook.locales.registry import locales
from nkbook.typesetting.han import HAN, LATIN_LETTERS
from nkbook.typesetting.quotes import Where, western_quotes

# Quotation marks of all locales: what opens a quotation, by what closes it.
_PAIRS = {pair[1]: pair[0] for one in locales().values() for pair in one.marks.quotes}
_OPENING = frozenset(_PAIRS.values())
_MARKS = re.compile(f"[{''.join({*_PAIRS, *_PAIRS.values()})}]")
_LATIN = re.compile(f"[{LATIN_LETTERS}]")
INTERPUNCTS = "·‧•・．"
# The mark first: what begins with a look back is tried at every letter.
_INTERPUNCT = re.compile(f"[{INTERPUNCTS}](?<=[{HAN}].)(?=[{HAN}])")


def fold_interpuncts(text: str) -> str:
    """Return a text of the same length, with U+00B7 for all interpuncts between Han characters."""
    return _INTERPUNCT.sub("·", text)


def convert(text: str, source: Locale, target: Locale) -> str:
    """Return a block's text with the target's marks, of the same length.

    Quotation marks are outer or inner by the depth of nesting (GB/T 15834 §4.8; 重訂標點符號手冊
    引號), even where the source has them reversed. A mark without its partner, as at the start of a
    quotation's second paragraph, stays outer or inner. The mainland writes titles of articles in
    《》 too, and 〈〉 only for a title inside another (GB/T 15834 §4.15).
    """
    text = _INTERPUNCT.sub(target.marks.interpunct, text)
    if source.marks.quotes != target.marks.quotes:
        text = _quotes(text, target, _depths(source), _western(text, source))
    ours, theirs = target.marks, source.marks
    if ours.article == ours.work != theirs.article and not set(text).isdisjoint(theirs.article):
        text = _titles(text, theirs.work, theirs.article)
    return text


# Two items of a list in marks of one kind, not the words of two speakers, which end in a stop.
_LISTED = re.compile(
    r"(?<=[」』”’》〉])、(?=[「『“‘《〈])|(?<![。！？…—，；：])(?:[」”](?=[「“])|[』](?=『)|》(?=《)|〉(?=〈))"
)


def listed(text: str, marked: str, source: Locale, target: Locale) -> Mapping[int, str]:
    """Return what is printed for the marks between the items of lists that stand in marks.

    Taiwan and Hong Kong have 、 between 「甲」 and 「乙」, the mainland nothing. By the place
    of 、, or of the closing mark that it is to follow; ``marked`` has the target's marks.
    """
    if source.marks.between_quoted == target.marks.between_quoted:
        return {}
    between = target.marks.between_quoted
    return {
        found.start(): f"{marked[found.start()]}{between}" if between else ""
        for found in _LISTED.finditer(text)
        if (found[0] == "、") is not bool(between)
    }


def nested(text: str, locale: Locale) -> str:
    """Return a text with its quotation marks outer and inner by their depth, of the same length.

    For words that are put between marks and may have some themselves: 「『納卡』的省」.
    """
    return _quotes(text, locale, _depths(locale), _western(text, locale))


def _western(text: str, source: Locale) -> frozenset[int]:
    """Return the places of marks of Western words, which no edition changes.

    Where the source has “ ” for its own quotations, these are only those inside Western sentences.
    """
    if any("“" in pair for pair in source.marks.quotes):
        return western_quotes(text, Where.AMONG)
    single = (place for place in western_quotes(text, Where.ANYWHERE) if text[place] in "‘’")
    return western_quotes(text) | frozenset(single)


@cache
def _depths(source: Locale) -> Mapping[str, int]:
    """Return 0 for each outer quotation mark and 1 for each inner one, as the source has them.

    A manuscript may have marks of other locales too.
    """
    depths: dict[str, int] = {}
    for one in (source, *locales().values()):
        for depth, pair in enumerate(one.marks.quotes):
            for mark in pair:
                depths.setdefault(mark, depth)
    return MappingProxyType(depths)


def _quotes(text: str, target: Locale, depths: Mapping[str, int], western: frozenset[int]) -> str:
    written = list(text)
    open_marks: list[str] = []
    for found in _MARKS.finditer(text):
        position, mark = found.start(), found[0]
        closes = mark == "’" and "‘" in open_marks
        if position in western or (_apostrophe(text, position) and not closes):
            continue
        if mark in _OPENING:
            # An inner mark alone, in a paragraph that continues a quotation, stays an inner one.
            depth = len(open_marks) if open_marks else _lone_depth(text, position, depths)
            written[position] = target.marks.quotes[depth % 2][0]
            open_marks.append(mark)
        elif mark in _PAIRS:
            if open_marks:
                if _PAIRS[mark] in open_marks:
                    while open_marks and open_marks[-1] != _PAIRS[mark]:
                        open_marks.pop()
                open_marks.pop()
                written[position] = target.marks.quotes[len(open_marks) % 2][1]
            else:
                written[position] = target.marks.quotes[depths[mark]][1]
    return "".join(written)


def _lone_depth(text: str, position: int, depths: Mapping[str, int]) -> int:
    """Return 1 for an inner mark in an outer quotation that an earlier block opened, or 0."""
    if not depths[text[position]]:
        return 0
    outer = (mark for mark in text[position:] if depths.get(mark) == 0)
    return int(next(outer, None) in _PAIRS)


def _apostrophe(text: str, position: int) -> bool:
    """Return True if a ’ is an apostrophe or a prime in Latin text: d’État, Xi’an, Artsakh’s."""
    return text[position] in "’‘" and bool(_LATIN.match(text[position - 1 : position] or " "))


def _titles(text: str, work: str, article: str) -> str:
    """Return text with the outermost marks of articles (〈〉) as those of works (《》)."""
    written = list(text)
    depth = 0
    for position, mark in enumerate(text):
        if mark in (work[0], article[0]):
            if mark == article[0] and not depth:
                written[position] = work[0]
            depth += 1
        elif mark in (work[1], article[1]) and depth:
            depth -= 1
            if mark == article[1] and not depth:
                written[position] = work[1]
    return "".join(written)
