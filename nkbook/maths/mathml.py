"""TeX → MathML 3, as EPUB 3.3 takes it (§2.2.1: Presentation MathML), by math-core.

math-core writes MathML Core for browsers. EPUB's schema is that of MathML 3: ``displaystyle`` and
``scriptlevel`` belong to ``mstyle`` there, and texts hold no elements of HTML.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

import math_core
from lxml import etree

from nkbook.maths.macros import RefusedError
from nkbook.maths.spelling import for_markup

MATHML = "{http://www.w3.org/1998/Math/MathML}"
_STYLED = ("displaystyle", "scriptlevel")
_MAY_HAVE = frozenset((f"{MATHML}mstyle", f"{MATHML}math"))
_TABLE = f"{MATHML}mtable"  # has a display style too, without which its cells are set small
_PLACE = re.compile(r"^(\d+): ")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\w+);)\w+;")
_BOLD, _ITALIC = ("b", "strong"), ("i", "em")


@lru_cache(maxsize=1)
def _converter() -> math_core.LatexToMathML:
    return math_core.LatexToMathML(
        xml_namespace=True, fancy_error=False, allow_unreliable_rendering=True
    )


def markup(tex: str, *, display: bool) -> etree._Element:
    """Return the ``math`` element of plain TeX; raises RefusedError with the tool's reason.

    It knows no chemistry and a little less of TeX than ``drawing``.
    """
    try:
        text = _converter().convert_with_local_state(for_markup(tex), displaystyle=display)
    except math_core.LatexError as error:
        raise RefusedError(_reason(str(error))) from error
    try:
        root = etree.fromstring(_ENTITY.sub(lambda match: html.unescape(match[0]), text))
    except etree.XMLSyntaxError as error:
        message = f"it holds a character that no XML file may have: {error.msg}"
        raise RefusedError(message) from error
    _plain_texts(root)
    for element in list(root.iter(f"{MATHML}*")):
        _move_style(element)
    return root


def _reason(message: str) -> str:
    """Return a tool's reason with the place in words: it counts characters from 0."""
    place = _PLACE.match(message)
    text = message[place.end() :] if place else message
    return f"{text.rstrip('.')} (at character {int(place[1]) + 1})" if place else text.rstrip(".")


def _plain_texts(root: etree._Element) -> None:
    """Take the elements of HTML out of the texts; bold and italic become a variant."""
    for text in root.iter(f"{MATHML}mtext", f"{MATHML}mi", f"{MATHML}mo", f"{MATHML}mn"):
        inner = [element for element in text.iter(etree.Element) if element is not text]
        if not inner:
            continue
        names = {etree.QName(element).localname for element in inner}
        bold, italic = names & {*_BOLD}, names & {*_ITALIC}
        words = "".join(str(piece) for piece in text.itertext())
        for child in list(text):
            text.remove(child)
        text.text = words
        if bold or italic:
            variant = "-".join(filter(None, ("bold" if bold else "", "italic" if italic else "")))
            text.set("mathvariant", variant)


def _move_style(element: etree._Element) -> None:
    """Put the display style and script level of an element on an ``mstyle`` around it."""
    kept = ("displaystyle",) if element.tag == _TABLE else ()
    given = {
        name: element.attrib.pop(name)
        for name in _STYLED
        if name in element.attrib and name not in kept
    }
    if not given:
        return
    if element.tag in _MAY_HAVE:
        element.attrib.update(given)
        return
    parent = element.getparent()
    if parent is None:
        return
    around = etree.Element(f"{MATHML}mstyle", {key: str(value) for key, value in given.items()})
    around.tail, element.tail = element.tail, None
    parent.replace(element, around)
    around.append(element)
