"""Writes element trees as the text that templates print."""

from __future__ import annotations

from lxml import etree
from markupsafe import Markup

from nkbook.model.document import Element


def serialise(element: Element) -> Markup:
    """Return an element as XHTML, without its tail text (lxml ``.tail``)."""
    return Markup(etree.tostring(element, encoding="unicode", method="xml", with_tail=False))  # noqa: S704


def children(element: Element) -> Markup:
    """Return an element's content as XHTML: its text, and its children with their tails."""
    text = Markup.escape(element.text or "")
    return text + Markup("").join(
        Markup(etree.tostring(child, encoding="unicode", method="xml"))  # noqa: S704
        for child in element
    )
