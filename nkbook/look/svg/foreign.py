"""Takes an element out of a drawing, or puts plain words in its place."""

from __future__ import annotations

import re

from lxml import etree

from nkbook.model.document import Element
from nkbook.model.elements import SVG


def drop(element: Element) -> None:
    """Take an element out, with all that is in it; text after it stays."""
    parent = element.getparent()
    if parent is not None:
        if element.tail and element.tail.strip():
            before = element.getprevious()
            if before is None:
                parent.text = (parent.text or "") + element.tail
            else:
                before.tail = (before.tail or "") + element.tail
        parent.remove(element)


def set_as_text(element: Element) -> bool:
    """Put plain words in the place of HTML in a drawing, unless the drawing has some itself.

    Return True if there are words.
    """
    parent = element.getparent()
    words = " ".join("".join(element.itertext()).split())
    if parent is None:
        return False
    if not words or etree.QName(parent).localname == "switch":
        drop(element)
        return False
    text = etree.Element(f"{SVG}text")
    text.text = words
    x, y, width, height = (_number(element, key) for key in ("x", "y", "width", "height"))
    text.set("x", f"{x + width / 2:g}")
    text.set("y", f"{y + height / 2:g}")
    text.set("text-anchor", "middle")
    text.set("dominant-baseline", "central")
    for key in ("transform", "class", "id"):
        if element.get(key):
            text.set(key, element.get(key, ""))
    text.tail = element.tail
    parent.replace(element, text)
    return True


def _number(element: Element, key: str) -> float:
    found = re.match(r"-?[\d.]+", element.get(key, ""))
    return float(found[0]) if found else 0.0
