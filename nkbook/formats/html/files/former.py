"""Empty anchors for ids that the book once had, at what stands for them now."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from nkbook.model.document import Element
from nkbook.model.elements import HEADINGS

CLASS = "former"
# In which text or inline elements may stand, and what of others is its first place for them.
_TEXT = (*HEADINGS, "p", "li", "dt", "dd", "td", "th", "caption", "figcaption", "aside", "div",
         "section", "blockquote", "figure", "header")  # fmt: skip
_INSIDE = ("caption", "figcaption", "dt", "li", "th", "td", "p")


def put_former(root: Element, former: Mapping[str, str]) -> None:
    """Put an empty ``span`` with each old id into a page's tree, where its link now leads.

    ``former`` has the ids of elements by the old ids; those that the tree has not are passed over,
    and so are old ids that something in it has again.
    """
    if not former:
        return
    homes = {str(element.get("id")): element for element in root.iter("*") if element.get("id")}
    for old, new in sorted(former.items(), reverse=True):  # the last put in comes first
        home = homes.get(new)
        if home is None or old in homes:
            continue
        anchor = etree.Element("span", {"id": old, "class": CLASS})
        if home.tag in _TEXT:
            _begin(home, anchor)
        elif (inner := next(home.iter(*_INSIDE), None)) is not None:
            _begin(inner, anchor)
        else:
            _before(home, anchor)


def _begin(element: Element, anchor: Element) -> None:
    """Put an anchor before what an element holds; a figure's caption stays its first or last."""
    if element.tag == "section" and len(element) and element[0].tag in HEADINGS:
        element = element[0]
    anchor.tail, element.text = element.text, None
    element.insert(0, anchor)


def _before(element: Element, anchor: Element) -> None:
    """Put an anchor before an element that can hold none: a rule, or lines of code."""
    parent = element.getparent()
    if parent is not None:
        parent.insert(parent.index(element), anchor)
