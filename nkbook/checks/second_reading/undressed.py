"""Takes from a document what nkbook prints of attributes, which Pandoc keeps as attributes."""

from __future__ import annotations

import copy

from nkbook.model.document import Document, Element
from nkbook.model.trees import has_class, unwrap

# What is printed of attributes: lines below captions, the caption of nothing else, notes of tables.
_PRINTED = ("credit", "bare", "table-note")
# What it is put in: first letters, tables with a place, numbers that stand by their points.
_AROUND = ("initial", "placed", "decimal", "parallel-pair")
_NAMED = "data-named"  # on a span that has named its paragraph: those names


def undressed(document: Document) -> Document:
    """Return a document as its source has it: no titles of boxes, no notes below tables."""
    return document.with_trees(_undressed)


def _undressed(tree: Element) -> Element:
    tree = copy.deepcopy(tree)
    for element in list(tree.iter("span", "p", "div", "figcaption")):
        if element.getparent() is None:
            continue
        if element.tag == "span" and element.get(_NAMED):
            element.set("class", str(element.attrib.pop(_NAMED)))
        elif any(has_class(element, name) for name in _AROUND):
            unwrap(element)
        elif _is_title(element) or any(has_class(element, name) for name in _PRINTED):
            _remove(element)
    return tree


def _is_title(element: Element) -> bool:
    parent = element.getparent()
    return (
        has_class(element, "title")
        and parent is not None
        and has_class(parent, "box")
        and not len(element)
        and parent.index(element) == 0
    )


def _remove(element: Element) -> None:
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        rest = element.tail or ""
        element.tail = None
        parent.text = (parent.text or "") + rest
    parent.remove(element)
