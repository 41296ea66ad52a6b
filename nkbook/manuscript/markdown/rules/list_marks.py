"""The marks of ordered lists: ``1.`` ``1)`` ``(1)`` ``a.`` ``iv)`` ``#.`` ``(@name)``.

Pandoc's fancy_lists, startnum and example_lists extensions. A capital letter and a period need
two spaces, so that ``B. Russell`` stays a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(
    r"(?P<open>\()?(?:(?P<number>\d{1,9})|(?P<hash>\#)|@(?P<example>[\w-]*)"
    r"|(?P<roman>[ivxlcdm]+|[IVXLCDM]+)|(?P<letter>[A-Za-z]))(?P<close>[.)])(?=[ \t]|\Z)"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ALIKE = ({"LowerRoman", "LowerAlpha"}, {"UpperRoman", "UpperAlpha"})
_ROMAN_NUMBER = re.compile(r"m{0,4}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\Z")


@dataclass(frozen=True, slots=True)
class ListMark:
    """The mark of one list item; ``width`` is its length in code points.

    ``style`` is Pandoc's: Decimal, LowerAlpha, UpperAlpha, LowerRoman, UpperRoman or Example;
    ``delimiter`` is Period, OneParen or TwoParens. ``label`` is an example's name, if it has one.
    """

    start: int
    style: str
    delimiter: str
    width: int
    label: str = ""
    letters: str = ""
    plain: bool = False  # #. continues a list of any numbers

    def continues(self, first: ListMark) -> bool:
        """Return True if an item with this mark belongs to the list that ``first`` began."""
        if self.delimiter != first.delimiter:
            return False
        if self.style == first.style:
            return True
        # A single letter may be a letter or a roman numeral: the list's first mark decides.
        return {self.style, first.style} in _ALIKE and self.letters.lower() in _ROMAN


def list_mark(text: str) -> ListMark | None:
    """Return the mark that a line begins with, or None. ``text`` has no indentation."""
    found = _MARK.match(text)
    if not found or (found["open"] and found["close"] != ")"):
        return None
    delimiter = "TwoParens" if found["open"] else "OneParen" if found["close"] == ")" else "Period"
    width = found.end()
    if found["number"]:
        return ListMark(int(found["number"]), "Decimal", delimiter, width)
    if found["hash"]:
        return ListMark(1, "Decimal", delimiter, width, plain=True)
    if found["example"] is not None:
        return ListMark(1, "Example", delimiter, width, found["example"])
    return _letters(text, found, delimiter)


def _letters(text: str, found: re.Match[str], delimiter: str) -> ListMark | None:
    letters, width = found["roman"] or found["letter"], found.end()
    name = len(letters) == 1 and letters.isupper() and delimiter == "Period"
    roman = found["roman"] and (len(letters) > 1 or letters in "iI")
    if (name and text[width : width + 2].strip(" ")) or (
        roman and not _ROMAN_NUMBER.match(letters.lower())
    ):
        return None
    case = "Lower" if letters.islower() else "Upper"
    start = _roman(letters) if roman else ord(letters.lower()) - ord("a") + 1
    style = f"{case}{'Roman' if roman else 'Alpha'}"
    return ListMark(start, style, delimiter, width, letters=letters)


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters.lower()]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))
