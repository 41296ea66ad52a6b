"""Pinyin and bopomofo over words: ``[重慶]{ruby="chóng qìng"}``."""

from __future__ import annotations

from lxml import etree

from nkbook.model.document import Element
from nkbook.typesetting.han import is_bopomofo


def annotate(span: Element, reading: str) -> str | None:
    """Put a span's text into ``ruby`` elements; return what is wrong if that is impossible.

    ``reading`` has one word for each character, separated by spaces, or one word for the whole
    text. Bopomofo is set next to its character, so each character needs its own.
    """
    text = span.text or ""
    words = reading.split()
    bopomofo = any(map(is_bopomofo, words))
    if len(span):
        return "ruby over text that has markup inside"
    if len(words) == len(text):
        pairs = list(zip(text, words, strict=True))
    elif len(words) == 1 and text and not bopomofo:
        pairs = [(text, words[0])]
    else:
        return f"ruby of {len(words)} words over {len(text)} characters"
    span.text = None
    for base, word in pairs:
        ruby = etree.SubElement(span, "ruby", {"class": "bopomofo"} if bopomofo else {})
        ruby.text = base
        etree.SubElement(ruby, "rt").text = word
    return None
