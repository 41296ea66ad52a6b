"""Puts the words around the folio of a cross-reference: （頁 12）."""

from __future__ import annotations

from collections.abc import Mapping

from nkbook.locales.model import Marks
from nkbook.model.document import Element
from nkbook.model.elements import Level, of
from nkbook.model.trees import has_class, text_of


def add_folios(root: Element, labels: Mapping[str, str], marks: Marks) -> None:
    """Give references the words around the folio: （頁 12）, or ，頁 12 inside brackets."""
    opening, closing = tuple(marks.brackets)
    for link in root.iter("a"):
        if has_class(link, "xref"):
            before = _text_before(link)
            inside = before.count(opening) > before.count(closing)
            words = labels["page_reference_inside" if inside else "page_reference"]
            before_folio, _, after_folio = words.partition("{n}")
            link.set("data-before", before_folio.format(page=labels["page"]))
            link.set("data-after", after_folio.format(page=labels["page"]))


def _text_before(link: Element) -> str:
    """Return the text of a link's block that precedes it, in no particular order."""
    pieces: list[str] = []
    element, parent = link, link.getparent()
    while parent is not None and of(str(element.tag)).level is not Level.BLOCK:
        pieces.append(parent.text or "")
        for sibling in element.itersiblings(preceding=True):
            pieces += (text_of(sibling), sibling.tail or "")
        element, parent = parent, parent.getparent()
    return "".join(pieces)
