"""Puts the XHTML that a citation style prints into a tree."""

from __future__ import annotations

from lxml import etree
from markupsafe import Markup

from nkbook.model.document import Element


def put(parent: Element, fragment: Markup) -> None:
    """Append the text and the elements of an XHTML fragment to an element, in order."""
    root = etree.fromstring(f"<p>{fragment}</p>")
    _append_text(parent, root.text or "")
    for child in list(root):
        tail, child.tail = child.tail, None
        parent.append(child)
        _append_text(parent, tail or "")


def _append_text(parent: Element, text: str) -> None:
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
