"""Language, names of files and other guesses that a source does not state."""

from __future__ import annotations

import re
import unicodedata

from nkbook.locales.registry import closest, locales
from nkbook.typesetting.han import is_ideograph

_SAMPLE = 200_000  # characters that show a book's script
_ASSIGNED = {"zh-cn": "zh-Hans-CN", "zh-tw": "zh-Hant-TW", "zh-hk": "zh-Hant-HK", "cn": "zh-Hans-CN",
             "tw": "zh-Hant-TW", "zh-chs": "zh-Hans-CN", "zh-cht": "zh-Hant-TW"}  # fmt: skip


def language(declared: str, text: str) -> str:
    """Return the edition's language of a book: what it says, if its text is in that script.

    Many books in Chinese say ``en``, their tool's default, and ``zh`` says no script: the text
    decides, by the characters that each locale's national set lacks.
    """
    tag = declared.strip().replace("_", "-")
    tag = _ASSIGNED.get(tag.lower(), tag)
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


def file_slug(name: str) -> str:
    """Return a name for a file: letters of any language in small, digits, single hyphens."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:60].strip("-")


def book_slug(*names: str) -> str:
    """Return the name of a book's files, of letters a to z, from the first name that has some."""
    for name in names:
        plain = unicodedata.normalize("NFKD", name).lower()
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
        if found := re.sub(r"[^a-z0-9]+", "-", plain).strip("-"):
            return found
    return "book"
