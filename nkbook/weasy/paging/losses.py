"""Finds the texts of a document that are on none of its pages: hidden, cut or never laid out.

Element by element, the letters of the text boxes are counted against those of the source. Spaces
and invisible characters don't count; hyphens and repeated heads of tables only add to the pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from nkbook.weasy.facts import LostText

_UNCOUNTED = re.compile("[\\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")
_NEVER_SHOWN = frozenset(("head", "style", "script", "template", "title", "rp"))
_DRAWN = "{http://www.w3.org/"  # SVG and MathML, which are drawn as pictures
_SAMPLE = 30  # characters


def lost_texts(pages: Sequence[Any], root: Any) -> tuple[LostText, ...]:
    """Return the elements with text that is not on the pages; ``root`` is the document's."""
    printed: Counter[Any] = Counter()
    for page in pages:
        for box in _text_boxes(page._page_box):
            printed[box.element] += _count(box.text)
    return tuple(_lost(root, printed, ()))


def _text_boxes(box: Any) -> Iterator[Any]:
    for placed in getattr(box, "children", ()):
        child = placed._box if isinstance(placed, AbsolutePlaceholder) else placed
        if child.element_tag and ("::" in child.element_tag):
            continue
        if not isinstance(child, boxes.TextBox):
            yield from _text_boxes(child)
        elif child.element is not None and child.style["visibility"] == "visible":
            yield child


def _lost(element: Any, printed: Counter[Any], ids: tuple[str, ...]) -> Iterator[LostText]:
    if not isinstance(element.tag, str) or element.tag in _NEVER_SHOWN:
        return
    if element.tag.startswith(_DRAWN):
        return
    if id := element.get("id"):
        ids = (id, *ids)
    own = [element.text or "", *(child.tail or "" for child in element)]
    if _count("".join(own)) > printed[element]:
        sample = " ".join("".join(own).split())[:_SAMPLE]
        yield LostText(sample, ids)
    for child in element:
        yield from _lost(child, printed, ids)


def _count(text: str) -> int:
    return len(_UNCOUNTED.sub("", text))
