"""Language, names of files and other guesses that a source does not state."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from nkbook.locales.registry import closest, locales
from nkbook.reading.numbers import whole
from nkbook.typesetting.han import is_ideograph

_MOSTLY = 0.9  # share of common characters in a text of one of the encodings
_SAMPLE = 200_000  # characters that show a book's script
# Names of folders and old tags, with the languages that they mean.
HINTS: Mapping[str, str] = MappingProxyType({
    "zh-cn": "zh-Hans-CN", "zh-tw": "zh-Hant-TW", "zh-hk": "zh-Hant-HK", "cn": "zh-Hans-CN",
    "tw": "zh-Hant-TW", "zh-chs": "zh-Hans-CN", "zh-cht": "zh-Hant-TW", "zh-hans": "zh-Hans-CN",
    "zh-hant": "zh-Hant",
})  # fmt: skip
_DIGITS = MappingProxyType({digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "两": 2, "兩": 2, "廿": 20, "卅": 30,
})  # fmt: skip
_UNITS = MappingProxyType({"十": 10, "百": 100, "千": 1000})
CHINESE_DIGITS = "".join((*_DIGITS, *_UNITS))
_STAND_INS = re.compile("[\U0010ffe0\U0010ffe1\U0010fff0-\U0010fff4]")  # all that imports use


def language(declared: str, text: str) -> str:
    """Return the edition's language of a book: what it says, if its text is in that script.

    Many books in Chinese say ``en``, their tool's default, and ``zh`` says no script: the text
    decides, by the characters that each locale's national set lacks.
    """
    tag = declared.strip().replace("_", "-")
    tag = HINTS.get(tag.lower(), tag)
    named = closest(tag)
    sample = [one for one in text[:_SAMPLE] if is_ideograph(one)]
    missing = {
        name: sum(not _encodes(one, row.charsets.script) for one in sample)
        for name, row in locales().items()
    }
    fewest = min(missing.values())
    if named is not None and missing[named.tag] <= fewest + len(sample) // 100:
        return named.tag
    best = next(row for name, row in locales().items() if missing[name] == fewest)
    by_script = closest(f"zh-{best.script}")
    return by_script.tag if by_script else best.tag


def _encodes(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def encoding(data: bytes) -> str | None:
    """Return the encoding of a Chinese text that is not UTF-8, None if it is none that is known.

    Nearly all its characters must be common ones: any bytes are characters of GB 18030.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    shares: dict[str, float] = {}
    for name, common in (("gb18030", "gb2312"), ("big5", "big5")):
        try:
            letters = [one for one in data.decode(name) if is_ideograph(one)]
        except UnicodeDecodeError:
            continue
        known = [one for one in letters if _encodes(one, common) and _is_common(one, name)]
        shares[name] = len(known) / len(letters) if letters else 0.0
    best = max(shares, key=lambda name: shares[name], default=None)
    return best if best and shares[best] > _MOSTLY else None


def _is_common(character: str, name: str) -> bool:
    """Return True for a character of the first levels of GB 2312 or Big5, by frequency of use."""
    first = character.encode(name)[0]
    return first < 0xD8 if name == "gb18030" else first < 0xC9  # noqa: PLR2004 — rows of the sets


_WORD = 3  # letters
_LONGEST = 60  # of a file's name


def file_slug(name: str) -> str:
    """Return a name for a file: letters of any language in small, digits, single hyphens."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:60].strip("-")


def book_slug(*names: str) -> str:
    """Return the name of a book's files, in letters a to z: the first that has a word.

    Two letters in a Chinese title, as in 《Go 語言》, say too little; the last name may be short.
    """
    for number, name in enumerate(names, 1):
        plain = unicodedata.normalize("NFKD", name).lower()
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
        found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
        if found and (number == len(names) or re.search(f"[a-z]{{{_WORD},}}", found)):
            return found[:_LONGEST].strip("-")
    return "book"


def numeral(written: str) -> int:
    """Return the number that a Chinese numeral writes: 一百二十 or, digit by digit, 一二〇."""
    if written.isdecimal():
        return whole(written)
    if not set(written) & set(_UNITS):
        digits = [_DIGITS.get(digit, 0) for digit in written]
        return whole("".join(map(str, digits)))
    total = digit = 0
    for character in written:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS.get(character, 0) + (0 if digit < 10 else digit)  # noqa: PLR2004
    return total + digit


def without_stand_ins(text: str) -> str:
    """Return a text of an author with U+FFFD for the characters that stand for code here.

    Else such a text could name code that is not there, or itself, without end.
    """
    return _STAND_INS.sub("\ufffd", text)
