"""Puts a chapter's number into its heading, so that lists of headings and voices say both."""

from __future__ import annotations

from lxml import etree

from nkbook.model.document import Element
from nkbook.model.trees import has_class


def join_openers(root: Element) -> None:
    """Change the openers of a page, in place: 第一章 and 古代 are one heading.

    A ``header`` becomes a ``div``: in a section with a role of its own, browsers would call it the
    banner of the page.
    """
    for header in list(root.iter("header")):
        header.tag = "div"
        number = next((one for one in header if has_class(one, "number")), None)
        heading = next(header.iter("h1"), None)
        if number is None or heading is None:
            continue
        header.remove(number)
        words = etree.Element("span", {"class": "number"})
        words.text = number.text
        words.extend(list(number))
        # A space parts the words where they are read out; at the start of a line it is not seen.
        words.tail = f" {(heading.text or '').lstrip()}"
        heading.text = None
        heading.insert(0, words)
