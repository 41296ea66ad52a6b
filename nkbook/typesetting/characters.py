"""What kind of mark each character of a Chinese line is, and how much of its square is blank.

Kinds and blanks follow CLREQ §3.1.2 to §3.1.6 (Requirements for Chinese Text Layout, W3C) and, for
the characters that get a space next to Han, CSS Text 4 §8.3.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import cache
from typing import NamedTuple

from nkbook.typesetting.han import BOPOMOFO, BOPOMOFO_TONES, HAN, KANA

OBJECT = "\ufffc"  # in place of a picture or another box: treated as an ideograph
# In place of a raised call or exponent: UAX #14 never separates a combining mark from its base.
RAISED = "\u0301"
LEADER = "\ufffd"  # in place of a row of dots: a symbol, with no space of its own


class Forms(StrEnum):
    """Where pauses and stops are in their square (CLREQ §3.1.2)."""

    CENTRED = "centred"  # as in Hong Kong and Taiwan
    CORNERED = "cornered"  # at the lower left, as on the mainland


class Kind(IntEnum):
    """How a character takes part in spacing; breaks go by the character itself."""

    HAN = 0
    LATIN = 1  # letters and numerals, which get a space next to Han
    OPEN = 2
    CLOSE = 3
    PAUSE = 4  # ，、；：
    STOP = 5  # 。．
    EXCLAIM = 6  # ！？
    MIDDLE = 7  # ·
    DASH = 8  # — and …, which come in twos
    SPACE = 9
    RAISED = 10
    OTHER = 11  # narrow punctuation and symbols


OPENING = frozenset("「『（《〈【〔［｛〖〘“‘﹁﹃")
CLOSING = frozenset("」』）》〉】〕］｝〗〙”’﹂﹄")
PAUSES = frozenset("，、；：")
STOPS = frozenset("。．")
EXCLAMATIONS = frozenset("！？")
MIDDLE_DOTS = frozenset("·‧・•")
DASHES = frozenset("—⸺…⋯")
# Small kana and the repeat marks of kana (JLREQ §3.1.7, appendix A: cl-09 and cl-11).
SMALL_KANA = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶゝゞヽヾ")
# Never first on a line (CLREQ §3.1.7): the marks above, connectors, percent and repeat marks.
NEVER_FIRST = (
    CLOSING
    | PAUSES
    | STOPS
    | EXCLAMATIONS
    | MIDDLE_DOTS
    | DASHES
    | SMALL_KANA
    | frozenset("～〜–－／％‰℃°々〻ーˊˇˋ")
)
# Nor last: what opens, and what a number follows (CLREQ §3.1.7).
CURRENCIES = frozenset("￥￦￡＄¥$£€₩₽₹№＃")
NEVER_LAST = OPENING | CURRENCIES

_HAN = re.compile(f"[{HAN}{KANA}{BOPOMOFO}{OBJECT}]")
# Numbers and letters in circles or brackets fill a square and bring their own white along; no
# numerals to CSS Text 4 §8.3 either, whose category is Nd.
_ENCLOSED = re.compile("[\u2460-\u24ff\u2776-\u2793]")
_MARKS = (
    (OPENING, Kind.OPEN),
    (CLOSING, Kind.CLOSE),
    (PAUSES, Kind.PAUSE),
    (STOPS, Kind.STOP),
    (EXCLAMATIONS, Kind.EXCLAIM),
    (MIDDLE_DOTS, Kind.MIDDLE),
    (DASHES, Kind.DASH),
    (frozenset(" \xa0"), Kind.SPACE),
    (frozenset(RAISED), Kind.RAISED),
)
MARK_KINDS = frozenset(
    (Kind.OPEN, Kind.CLOSE, Kind.PAUSE, Kind.STOP, Kind.EXCLAIM, Kind.MIDDLE, Kind.DASH)
)


@cache
def is_han(character: str) -> bool:
    """Return True for an ideograph, kana, bopomofo, and the character in place of an object."""
    return _HAN.match(character) is not None


@cache
def kind(character: str) -> Kind:
    """Return the kind of a character, assuming that marks are as wide as an ideograph."""
    for members, found in _MARKS:
        if character in members:
            return found
    if is_han(character):
        return Kind.HAN
    if character in BOPOMOFO_TONES:
        return Kind.OTHER
    # Full-width letters and digits have a square of their own and need no space next to Han; signs
    # such as ～ and ￥ stand next to numerals without one.
    if "\uff00" <= character <= "\uffef":
        return Kind.HAN if character.isalnum() else Kind.OTHER
    if _ENCLOSED.match(character):
        return Kind.OTHER
    return Kind.LATIN if unicodedata.category(character)[0] in "LNM" else Kind.OTHER


def kind_at(character: str, advance: float, em: float) -> Kind:
    """Return the kind of a character that is ``advance`` wide at font size ``em``, in one unit.

    A mark from a Latin font (“ ” · …) is not a square with a blank half: it cannot be narrowed.
    """
    found = kind(character)
    if found in MARK_KINDS and found is not Kind.DASH and advance <= 0.9 * em:
        return Kind.OTHER
    return found


class Blank(NamedTuple):
    """The blank at the left and at the right of a full-width mark, in em (CLREQ §3.1.6)."""

    left: float
    right: float


_NONE = Blank(0.0, 0.0)
_BRACKETS = {
    Kind.OPEN: Blank(0.5, 0.0),
    Kind.CLOSE: Blank(0.0, 0.5),
    Kind.MIDDLE: Blank(0.25, 0.25),
}
BLANKS: Mapping[Forms, Mapping[Kind, Blank]] = {
    Forms.CENTRED: {**_BRACKETS, Kind.PAUSE: Blank(0.25, 0.25), Kind.STOP: Blank(0.25, 0.25)},
    Forms.CORNERED: {
        **_BRACKETS,
        Kind.PAUSE: Blank(0.0, 0.5),
        Kind.STOP: Blank(0.0, 0.5),
        Kind.EXCLAIM: Blank(0.0, 0.5),
    },
}


def blank(mark: Kind, forms: Forms) -> Blank:
    """Return the blanks of a kind of mark, in em, where marks have these forms."""
    return BLANKS[forms].get(mark, _NONE)
