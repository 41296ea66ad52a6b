"""The characters that each family has."""

from __future__ import annotations

from collections.abc import Iterator


def _encodable(encoding: str) -> Iterator[int]:
    """Yield the Han code points that a legacy encoding has."""
    for block in (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x2FFFF)):
        for code in block:
            try:
                chr(code).encode(encoding)
            except UnicodeEncodeError:
                continue
            yield code


def _ranges(*bounds: tuple[int, int]) -> Iterator[int]:
    """Yield the code points of inclusive ranges."""
    for first, last in bounds:
        yield from range(first, last + 1)


def han() -> frozenset[int]:
    """Return what Hong Kong, Taiwan and mainland books are set in, with symbols and Latin.

    GBK and Big5-HKSCS together hold every character of the standard lists but a few hundred rare
    mainland ones; U+8AAA and U+8AAC are the two forms of one common word, so both are named.
    """
    base = _ranges((0x20, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x33FF))
    forms = _ranges((0xFE10, 0xFE6F), (0xFF00, 0xFFEF))
    return frozenset({*_encodable("gbk"), *_encodable("big5hkscs"), *base, *forms, 0x8AAA, 0x8AAC})


# A word's spaces are set in the font of the word.
_SPACES = frozenset((0x20, 0xA0, 0x3000))
ANY: frozenset[int] = frozenset()  # all that the source has


def rare_han() -> frozenset[int]:
    """Return all Han characters but those of ``han``: names, classics, dialects."""
    blocks = _ranges((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
    return (frozenset(blocks) - han()) | _SPACES


def urgent_han() -> frozenset[int]:
    """Return the characters of names that Unicode calls urgently needed (Extension D)."""
    return frozenset(_ranges((0x9FA6, 0x9FFF), (0x2B740, 0x2B81F)))


def hangul() -> frozenset[int]:
    """Return the modern syllables of Korean; its letters by themselves are in ``han``."""
    return frozenset(_ranges((0xAC00, 0xD7A3))) | _SPACES


def phonetics() -> frozenset[int]:
    """Return IPA, polytonic Greek, and Latin and Cyrillic beyond the alphabets in use."""
    letters = _ranges((0x180, 0x52F), (0x1AB0, 0x1AFF), (0x1C80, 0x1C8F), (0x1D00, 0x1FFF))
    signs = _ranges((0x2C60, 0x2C7F), (0x2DE0, 0x2E52), (0xA640, 0xA7FF), (0xAB30, 0xAB6F))
    return frozenset({*letters, *signs, *_ranges((0xFE20, 0xFE2F))}) | _SPACES


def latin() -> frozenset[int]:
    """Return Latin with extensions, basic Greek, Cyrillic, punctuation, currency, figures."""
    letters = _ranges((0x20, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF))
    signs = _ranges((0x2000, 0x20CF), (0x2100, 0x221E), (0xFB00, 0xFB06))
    return frozenset({*letters, *signs})


def armenian() -> frozenset[int]:
    """Return Armenian with its ligatures and the signs that its texts put between words."""
    return frozenset({0x20, 0xA0, 0xAB, 0xBB, *_ranges((0x530, 0x58F), (0xFB13, 0xFB17))})


def mono() -> frozenset[int]:
    """Return what programs are written in: Latin, Greek, Cyrillic, signs, box drawing, arrows.

    The dash and the ellipsis are left to the Chinese font, in whose lines they are an em wide.
    """
    letters = _ranges((0x20, 0x52F), (0x1E00, 0x1EFF))
    signs = _ranges((0x2000, 0x22FF), (0x2300, 0x23FF), (0x2400, 0x2426), (0x2500, 0x27BF))
    more = _ranges((0x27C0, 0x28FF), (0x2900, 0x2BFF))
    return frozenset({*letters, *signs, *more, 0xFFFD}) - {0x2014, 0x2015, 0x2025, 0x2026}
