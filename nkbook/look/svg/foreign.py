"""Takes an element out of a drawing, or puts plain words in its place."""

from __future__ import annotations

import re

from lxml import etree

from nkbook.model.document import Element
from nkbook.model.elements import SVG

_ASKED = ("systemLanguage", "requiredExtensions")


def drop(element: Element) -> None:
    """Take an element out, with all that is in it; text after it stays.

    A comment is left in its place, for ``sweep`` to take: to join the texts here would take longer
    with each one.
    """
    parent = element.getparent()
    if parent is not None:
        mark = etree.Comment()
        mark.tail = element.tail
        parent.replace(element, mark)


def choose(switch: Element) -> bool:
    """Leave of a ``switch`` the first that can be drawn, as SVG has it (SVG 2 §5.9.3).

    HTML cannot; what asks for a language is left to the reader. Return True if some are left out.
    Draw.io ends its drawings with an empty group and, for old readers, words after it.
    """
    children = list(switch.iterchildren(etree.Element))
    if any(one.get(asked) is not None for one in children for asked in _ASKED):
        return False
    drawn = [one for one in children if etree.QName(one).localname != "foreignObject"]
    for other in drawn[1:]:
        drop(other)
    return len(drawn) > 1


def sweep(root: Element) -> None:
    """Take out all comments."""
    etree.strip_tags(root, etree.Comment)


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
