"""Works that are known from another one: 甲，轉引自乙，頁 5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from nkbook.model.csl.item import CslItem
from nkbook.model.document import Citation, CitationItem, Element


def with_holders(citation: Citation, items: Mapping[str, CslItem], label: str) -> Citation:
    """Return a citation in which each work that names one it is cited in is followed by that one.

    One that the author cites in the same group is not added; ``label`` is the word between them.
    """
    named = {item.key for item in citation.items}
    return replace(citation, items=tuple(_followed(citation, items, named, label)))


def _followed(
    citation: Citation, items: Mapping[str, CslItem], named: set[str], label: str
) -> Iterator[CitationItem]:
    for item in citation.items:
        yield item
        work = items.get(item.key)
        holder = work.cited_in if work else ""
        if work is None or holder not in items or holder in named:
            continue
        locator = _words(work.cited_in_locator) if work.cited_in_locator else None
        yield CitationItem(holder, _words(label), locator, item.location, holds_before=True)


def _words(text: str) -> Element:
    made = etree.Element("p")
    made.text = text
    return made
