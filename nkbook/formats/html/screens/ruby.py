"""Readings over words, for engines without ruby, for voices and for a search.

A reader without ruby prints brackets around the reading (``rp``). The language of the reading says
which voice reads it. And a word whose characters have readings of Latin letters is one base with
one reading: 「重慶」 is found then, which between two bases has a reading in its middle. Bopomofo
stands at the side of each character, so those stay apart; a long passage does too, for a base is
never divided at a line's end.
"""

from __future__ import annotations

import re

from lxml import etree

from nkbook.model.document import Element
from nkbook.model.trees import has_class
from nkbook.typesetting.han import LATIN_LETTERS, is_bopomofo

_MOST = 4  # characters of a word
_LATIN = re.compile(rf"[{LATIN_LETTERS}' ’-]+")
_KANA = re.compile(r"[\u3040-\u30ffー]+")


def set_ruby(root: Element, brackets: str) -> None:
    """Change the ruby of a tree, in place; ``brackets`` are the edition's."""
    for span in root.iter("span"):
        if has_class(span, "annotated"):
            _join(span)
    for ruby in root.iter("ruby"):
        _complete(ruby, brackets)


def _join(span: Element) -> None:
    """Make one ruby of those of the characters of a word."""
    rubies = list(span)
    pairs = [(one.text or "", one.findtext("rt") or "") for one in rubies]
    plain = all(
        one.tag == "ruby" and [str(part.tag) for part in one] == ["rt"] and not one.tail
        for one in rubies
    )
    if not plain or not 1 < len(pairs) <= _MOST:
        return
    if not all(len(base) == 1 and _LATIN.fullmatch(reading) for base, reading in pairs):
        return
    for one in rubies:
        span.remove(one)
    ruby = etree.SubElement(span, "ruby")
    ruby.text = "".join(base for base, _ in pairs)
    reading = etree.SubElement(ruby, "rt", {"lang": "zh-Latn-pinyin"})
    reading.text = " ".join(words for _, words in pairs)


def _complete(ruby: Element, brackets: str) -> None:
    """Add brackets and languages to a ruby that has none."""
    opening, closing = tuple(brackets)
    for reading in ruby.findall("rt"):
        if reading.get("lang") is None and (language := _language(reading.text or "")):
            reading.set("lang", language)
    if ruby.find("rp") is not None or ruby.find("rtc") is not None:
        return
    for reading in ruby.findall("rt"):
        before, after = etree.Element("rp"), etree.Element("rp")
        before.text, after.text = opening, closing
        after.tail, reading.tail = reading.tail, None
        reading.addprevious(before)
        reading.addnext(after)


def _language(reading: str) -> str | None:
    """Return the language of a reading, as far as its letters tell: BCP 47."""
    if any(map(is_bopomofo, reading)):
        return "zh-Bopo"
    if _KANA.fullmatch(reading):
        return "ja"
    return "und-Latn" if _LATIN.fullmatch(reading) else None
