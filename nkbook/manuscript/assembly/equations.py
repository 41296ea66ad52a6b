"""Numbers equations: (3.1) in the third chapter, (1) in a book or chapter without numbers."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from nkbook.manuscript.markdown.maths.tree import EQUATION, NUMBER
from nkbook.model.document import Element
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page
from nkbook.model.trees import has_class


def with_numbered_equations(pages: Sequence[Page]) -> list[Page]:
    r"""Return the pages with numbers at the equations that have a label, an id or a tag.

    An author's own ``\tag{…}`` is printed as it is and counts for nothing. Each line of ``align``
    and the like has a number of its own.
    """
    chapter = 0
    numbered = []
    for page in pages:
        chapter += page.kind is PageKind.CHAPTER and page.number is not None
        if page.document is None:
            numbered.append(page)
            continue
        tree = copy.deepcopy(page.document.tree)
        notes = tuple(replace(note, body=copy.deepcopy(note.body)) for note in page.document.notes)
        prefix = f"{chapter}." if page.number is not None else ""
        count = 0
        for root in (tree, *(note.body for note in notes)):
            for block in root.iter("div"):
                if has_class(block, EQUATION):
                    for place in (block, *block.iterfind(f"span[@class='{NUMBER}']")):
                        count += _number(place, f"{prefix}{count + 1}")
        document = replace(page.document, tree=tree, notes=notes)
        numbered.append(replace(page, document=document))
    return numbered


def _number(place: Element, next_number: str) -> bool:
    """Print the number of an equation or of its line, if any; return True if it is the next one."""
    tag = place.attrib.pop("data-tag", None)
    counted = place.attrib.pop("data-numbered", None) is not None
    if tag is None and not counted:
        return False
    is_line = has_class(place, NUMBER)
    number = place if is_line else etree.SubElement(place, "span", {"class": NUMBER})
    number.text = f"({next_number if tag is None else tag})"
    return tag is None


def number_of(element: Element) -> str | None:
    """Return the number of an equation, asked of its block, its line or a further label in it."""
    if has_class(element, NUMBER):
        return element.text
    block = element.getparent() if has_class(element, "label-of") else element
    row = element.get("data-row")
    path = f"span[@class='{NUMBER}']" + (f"[@data-row='{row}']" if row else "")
    number = None if block is None else block.find(path)
    return None if number is None else number.text
