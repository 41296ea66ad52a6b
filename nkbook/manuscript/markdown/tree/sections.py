"""Groups a chapter's blocks into nested sections by their headings."""

from __future__ import annotations

from lxml import etree

from nkbook.model.document import Element
from nkbook.model.elements import HEADINGS

_LEVELS = {tag: level for level, tag in enumerate(HEADINGS, 1) if level > 1}


def nest_sections(tree: Element) -> None:
    """Put each heading, with what follows up to the next of its level, into a ``section``.

    Only children of the tree open sections, not headings inside a quotation or a box. The section
    gets the id that the heading has in ``data-section``.
    """
    blocks = list(tree)
    open_sections: list[tuple[int, Element]] = [(1, tree)]
    for block in blocks:
        level = _level(block)
        if level:
            while open_sections[-1][0] >= level:
                open_sections.pop()
            attributes = {"id": block.attrib.pop("data-section"), "class": f"level{level}"}
            section = etree.SubElement(open_sections[-1][1], "section", attributes)
            section.set("data-line", block.get("data-line", ""))
            open_sections.append((level, section))
        if open_sections[-1][1] is not tree or block.getparent() is not tree:
            open_sections[-1][1].append(block)
    for heading in tree.iter(*_LEVELS):
        if id := heading.attrib.pop("data-section", None):
            heading.set("id", str(id))


def _level(block: Element) -> int:
    """Return a heading's level, 2 to 6, or 0 for any other block."""
    return _LEVELS.get(str(block.tag), 0)
