r"""Which characters are Chinese, Japanese, Korean or Western: the only ranges of them in nkbook.

The constants are bodies of regular-expression classes, to be put between brackets:
``re.compile(f"[{HAN}]+")``. Sources: Unicode 16 Blocks.txt, PropList.txt (Ideographic) and
Scripts.txt; UAX #11 for widths.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

COMMON_IDEOGRAPHS = ("\u4e00", "\u9fff")  # first and last of the block that holds nearly all text
# Property Ideographic without Tangut and others: 〆 〇, Suzhou numerals, Extension A, the common
# block, compatibility ideographs, and planes 2 and 3: Extensions B to I and those to come.
IDEOGRAPHS = (
    "\u3006\u3007\u3021-\u3029\u3038-\u303a\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003fffd"
)
HAN = f"\u2e80-\u2fdf\u3005\u303b\u31c0-\u31ef{IDEOGRAPHS}"  # with radicals, 々 〻 and strokes
KANA = "\u3040-\u30ff\u31f0-\u31ff"
BOPOMOFO = "\u3100-\u312f\u31a0-\u31bf"
BOPOMOFO_TONES = "ˊˇˋ˙"
HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
# All blocks of East Asian letters and marks, full-width and half-width forms with them.
EAST_ASIAN = f"{HANGUL}\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
SHARED_MARKS = "\u00b7\u2014\u2018-\u201d\u2026"  # · — ‘ ’ “ ” …: Chinese and Western alike
WESTERN = rf"[^\s{SHARED_MARKS}{EAST_ASIAN}]"  # a character of words that spaces separate
LATIN_LETTERS = "A-Za-z\u00c0-\u024f"  # Latin-1, Extended-A and -B

_BEFORE = re.compile(f"([^{SHARED_MARKS}]?)([{SHARED_MARKS}]{{0,9}})\\Z")
_AFTER = re.compile(f"([{SHARED_MARKS}]{{0,9}})([^{SHARED_MARKS}]?)")
_BOPOMOFO = re.compile(f"[{BOPOMOFO}{BOPOMOFO_TONES}]+")
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
_HANGUL = re.compile(f"[{HANGUL}]")


@cache
def is_ideograph(character: str) -> bool:
    """Return True if a character is a Chinese character, and not a mark or a part of one."""
    return _IDEOGRAPH.fullmatch(character) is not None


def is_bopomofo(text: str) -> bool:
    """Return True for bopomofo, letters and tones, and nothing else."""
    return _BOPOMOFO.fullmatch(text) is not None


@cache
def is_wide(character: str, *, ambiguous: bool = False) -> bool:
    """Return True if a character is wide or full-width (UAX #11: W or F), so one em in Chinese.

    With ``ambiguous``, also those that are wide in East Asian fonts only (A: — … “ ”).
    An empty string is not wide.
    """
    widths = ("W", "F", "A") if ambiguous else ("W", "F")
    return bool(character) and unicodedata.east_asian_width(character) in widths


@cache
def _is_unspaced(character: str) -> bool:
    """Return True for a wide character of a script that has no spaces between words."""
    return is_wide(character) and _HANGUL.match(character) is None


def joins(flow: str, offset: int) -> bool:
    """Return True if a line end at ``offset`` of a text prints nothing, and False for a space.

    It prints nothing when the characters on both sides are East Asian wide (UAX #11 W or F), as in
    Pandoc's east_asian_line_breaks, and none of them is Hangul, whose words are parted by spaces:
    CSS Text 4 §4.1.3 (segment break transformation). Marks that
    Chinese shares with Western languages, “ ” — …, are those of what stands beyond the line end;
    between two of them, of what stands beyond either.
    """
    before = _BEFORE.search(flow[max(offset - 10, 0) : offset])
    after = _AFTER.match(flow, offset + 1)
    if before is None or after is None:
        return False
    first, last = _is_unspaced(before[1]), _is_unspaced(after[2])
    if before[2] and after[1]:
        return first or last
    return (first or bool(before[2])) and (last or bool(after[1]))
