"""Tells characters of the wrong script, by the national character sets rather than by OpenCC.

GB 2312 holds the mainland's Simplified characters, Big5 the Traditional ones. A character that the
edition's set lacks, and whose counterpart it has, stands in the wrong script; one that neither set
knows, such as a rare name's, is nobody's business.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

import opencc

from nkbook.manuscript.editions.regions import Region
from nkbook.typesetting.han import is_ideograph

# In the other script's set only as rarities: surnames in GB 2312, old variants in Big5.
_TRADITIONAL = "後於麽"
_SIMPLIFIED = "与吨圣岭异惊扰洁离茧触忏"
# Right in a region although its national set lacks them: Hong Kong's standard forms; the Caspian.
_RIGHT = MappingProxyType({"hk": "着裏兑卧悦户温税脱藴鋭閲説", "tw": "裏", "cn": ""})


def wrong_characters(text: str, region: Region) -> list[str]:
    """Return the characters of a text that its region's script writes otherwise, each once."""
    return sorted(
        {character for character in text if is_ideograph(character) and _wrong(character, region)}
    )


def slipped_in(text: str, region: Region) -> list[str]:
    """Return those of a text's wrong characters that are the other script's own, each once.

    Others are variants, as 羣 is, which an author may prefer.
    """
    other = "big5" if region.hans else "gb2312"
    return [character for character in wrong_characters(text, region) if _encodes(character, other)]


@cache
def _wrong(character: str, region: Region) -> bool:
    if character in (_TRADITIONAL if region.hans else _SIMPLIFIED):
        return True
    if character in _RIGHT[region.key]:
        return False
    own = "gb2312" if region.hans else "big5"
    counterpart = str(_counterparts(region.hans).convert(character))
    return counterpart != character and not _encodes(character, own) and _encodes(counterpart, own)


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _counterparts(hans: bool) -> opencc.OpenCC:
    return opencc.OpenCC("t2s" if hans else "s2tw")
