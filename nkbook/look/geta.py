"""Puts a 〓 where no font of the book has a character: a page has no reader's font to fall back on.

The geta mark (U+3013) is what type-setters in East Asia put in the place of a character that they
do not have yet. An EPUB keeps the character, for the reader's system may have it. NK304 reports
each (``nkbook.checks.glyphs``).
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from lxml import etree

from nkbook.look.drawings import SVG_TYPE, drawing
from nkbook.look.fonts import FontSet
from nkbook.model.book import Resource
from nkbook.model.document import Element

GETA = "〓"
_SPACES = {0x2028: " ", 0x2029: " "}  # ends of lines that no font draws
_UNPRINTED = ("style", "script", "title", "desc", "metadata")


def stand_in(root: Element, fonts: FontSet) -> bool:
    """Replace in a tree's texts what no font has; return True if there was any.

    A variant that no font has loses its variation selector, and is its character's usual form.
    """
    covered = fonts.coverage()
    changed = False
    for element in root.iter(etree.Element):
        texts = () if etree.QName(element).localname in _UNPRINTED else ("text",)
        for name in (*texts, "tail"):
            text = getattr(element, name) or ""
            used = set(text)
            if not set(map(ord, used)) <= covered or any(map(_is_control, used)):
                shown = printed(text, fonts)
                changed = changed or shown != text
                setattr(element, name, shown)
    return changed


def printed(text: str, fonts: FontSet) -> str:
    """Return a text as a page shows it: all of it in characters that the fonts have."""
    for variant in fonts.missing_variants(text):
        text = text.replace(variant, variant[0])
    text = "".join(character for character in text if not _is_control(character))
    return text.translate({ord(character): GETA for character in fonts.missing(text)} | _SPACES)


def is_dropped(character: str) -> bool:
    """Return True for what a page may lack: controls, and selectors of ideographs' forms."""
    return "\U000e0100" <= character <= "\U000e01ef" or _is_control(character)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\t\n\r"


def legible(resource: Resource, fonts: FontSet) -> Resource:
    """Return a picture with its words in characters that the book's fonts have."""
    if resource.media_type != SVG_TYPE:
        return resource
    data = resource.read()
    plain = data.decode("utf-8", "replace")
    if "&#" not in plain and {ord(character) for character in plain} <= fonts.coverage():
        return resource
    root = drawing(data)
    return (
        replace(resource, data=etree.tostring(root, encoding="utf-8"))
        if stand_in(root, fonts)
        else resource
    )
