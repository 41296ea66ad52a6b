"""Deep indents of verse on screens: as wide as their blanks, but never wider than a phone has room.

An indent of verse is a run of blanks that no engine breaks or narrows, so that stairs of ten steps
in a reader's large letters would begin past the edge, or lose their words to the next line. The
blanks stand in a box that the stylesheet gives a largest width; what is copied is the same. A
picture as wide as the line that begins an indented paragraph would go past its end.
"""

from __future__ import annotations

import re

from lxml import etree

from nkbook.model.document import Element
from nkbook.model.trees import has_class

CLASS = "indent"
LEADING = "leading-picture"  # of a picture that a paragraph begins with
_DEEP = re.compile(r"[\u00a0\u3000]{4,}")


def box_indents(root: Element) -> None:
    """Put the blanks that a line of verse begins with, four or more, into a box, in place."""
    for line in root.iter("div"):
        found = _DEEP.match(line.text or "") if has_class(line, "line") else None
        if found is None:
            continue
        box = etree.Element("span", {"class": CLASS})
        box.text, box.tail = found[0], (line.text or "")[found.end() :]
        line.text = None
        line.insert(0, box)


def mark_leading(root: Element) -> None:
    """Mark the pictures that paragraphs begin with, in place."""
    for paragraph in root.iter("p"):
        inner = paragraph
        while not (inner.text or "").strip() and len(inner):
            inner = inner[0]
            if inner.tag == "img":
                inner.set("class", f"{inner.get('class') or ''} {LEADING}".strip())
