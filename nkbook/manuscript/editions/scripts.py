"""Finds characters of the wrong script, by national character sets rather than by OpenCC.

GB 2312 holds the mainland's Simplified characters, Big5 the Traditional ones. A character that the
edition's set lacks, and whose counterpart it has, is in the wrong script; one that neither set
knows, such as a rare name's, is not judged.
"""

from __future__ import annotations

from functools import cache

from nkbook.locales.model import Locale
from nkbook.locales.registry import locales
from nkbook.manuscript.editions import opencc
from nkbook.typesetting.han import is_ideograph


def wrong_characters(text: str, locale: Locale) -> list[str]:
    """Return the characters of a text that its locale's script writes otherwise, each once."""
    return _verdicts(locale).wrong_in(text)


def foreign_characters(text: str, locale: Locale) -> list[str]:
    """Return those of a text's wrong characters that another script's set has, each once.

    Others are variants, as 羣 is, which an author may prefer.
    """
    wrong = wrong_characters(text, locale)
    if not wrong:
        return []
    others = {one.charsets.script for one in locales().values() if one.script != locale.script}
    return [character for character in wrong if any(_encodes(character, other) for other in others)]


class _Verdicts:
    """Remembers which characters are right in a locale: every text asks for every letter."""

    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._right: set[str] = set()

    def wrong_in(self, text: str) -> list[str]:
        others = set(text) - self._right
        wrong = {one for one in others if is_ideograph(one) and _wrong(one, self._locale)}
        self._right |= others - wrong
        return sorted(wrong)


@cache
def _verdicts(locale: Locale) -> _Verdicts:
    return _Verdicts(locale)


@cache
def _wrong(character: str, locale: Locale) -> bool:
    charsets = locale.charsets
    if character in charsets.wrong:
        return True
    if character in charsets.right:
        return False
    counterpart = str(opencc.standard(charsets.counterparts).convert(character))
    return (
        counterpart != character
        and not _encodes(character, charsets.script)
        and _encodes(counterpart, charsets.script)
    )


def _encodes(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
