"""Which characters are one to a search: Traditional, Simplified, and regional forms.

Characters are in one class if OpenCC turns one into another: 裏, 裡 and 里; 着 and 著; 說 and 说.
A reader who types any of them finds all. That classes are large (發, 髮, 发) finds a little too
much, never too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from nkbook.manuscript.editions import opencc

_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))  # ideographs of one UTF-16 unit
_CONVERTERS = ("t2s", "hk2t", "tw2t", "t2hk", "t2tw", "s2t")


@cache
def classes() -> Mapping[str, str]:
    """Return for each character that is not alone in its class the one that stands for all.

    Raises MissingToolError (NK607) when OpenCC lacks one of its configurations.
    """
    characters = [chr(code) for start, end in _BLOCKS for code in range(start, end)]
    above: dict[str, str] = {}

    def top(character: str) -> str:
        while (next_one := above.get(character, character)) != character:
            character = next_one
        return character

    for name in _CONVERTERS:
        # A line each: no phrase is found.
        lines = opencc.standard(name).convert("\n".join(characters)).split("\n")
        for one, other in zip(characters, lines, strict=True):
            if one != other and len(other) == 1:
                first, second = sorted((top(one), top(other)))
                above[second] = first
    members = set(above) | set(above.values())
    return {one: top(one) for one in sorted(members) if top(one) != one}


def pairs(text: Iterable[str]) -> str:
    """Return as pairs of characters what each is to be taken for, as far as a text needs it.

    Pairs for characters of classes that the text has none of would find nothing.
    """
    known = classes()
    needed = {known.get(character, character) for character in set(text)}
    return "".join(f"{one}{other}" for one, other in known.items() if other in needed)
