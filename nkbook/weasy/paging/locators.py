"""Prints page numbers in the index that only the finished layout knows, ranges and all.

CSS can print the page of one place (``target-counter``), but cannot leave out a page that was
named before or draw 14, 15, 16 together. WeasyPrint lays pages out again whose counters turned out
otherwise than thought; here the pages of the index are added to those, with their true texts, so
that the rest of the book is laid out once and links, bookmarks and tags are those of one document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from weasyprint.formatting_structure import boxes

from nkbook.model.trees import has_class
from nkbook.weasy.facts import Numbering, PageFacts
from nkbook.weasy.ours import book_fonts
from nkbook.weasy.paging.lengths import back
from nkbook.weasy.paging.notes.splitting import begun_on
from nkbook.weasy.reading.fonts import BookFonts

UNSETTLED = "the pages of the index still change after eight layouts: its numbers may be wrong"


@dataclass(slots=True)
class _Group:
    """A span of links: its box as first built, and what it prints now."""

    box: Any
    children: tuple[Any, ...]
    links: tuple[Any, ...]  # elements
    printed: tuple[str, ...] = ()


class Settling:
    """Numbers the index in layouts with some fonts."""

    def __init__(self, fonts: BookFonts, numbering: Numbering) -> None:
        self.fonts = fonts
        self._numbering = numbering
        self._groups: list[_Group] | None = None
        self.settled = True

    def settle(self, context: Any, root_box: Any, pages: Sequence[Any]) -> None:
        """Write the numbers into the boxes, and ask for the pages to be made again that change."""
        if self._groups is None:
            self._groups = list(_groups(root_box, self._numbering.group))
        facts = [
            PageFacts(page.page_type.name or "", bool(page.page_type.blank), "", frozenset())
            for page in pages
        ]
        texts = self._numbering.texts(facts, self._places(pages))
        changed = {id(group.box.element) for group in self._groups if _write(group, texts)}
        self.settled = not changed
        if changed:
            for number, page in enumerate(pages):
                if any(id(box.element) in changed for box in page.descendants()):
                    context.page_maker[number][-1]["content_changed"] = True

    def _places(self, pages: Sequence[Any]) -> dict[str, tuple[int, int]]:
        places: dict[str, tuple[int, int]] = {}
        for number, page in enumerate(pages):
            for box in begun_on(page):
                id = "" if box.element is None else box.element.get("id", "")
                if id in self._numbering.marks:
                    places[id] = places.get(id, (number, number))[0], number
        return places


def make_all_pages(
    settling: Settling, context: Any, root_box: Any, html: Any, pages: Any
) -> Iterator[Any]:
    """Make all pages, then number the index by them."""
    made = list(back.make_all_pages(context, root_box, html, pages))
    if book_fonts(context) is settling.fonts:
        settling.settle(context, root_box, made)
    return iter(made)


def _groups(box: Any, name: str) -> Iterator[_Group]:
    if isinstance(box, boxes.InlineBox) and has_class(box.element, name):
        yield _Group(box, tuple(box.children), tuple(box.element))
    elif isinstance(box, boxes.ParentBox):
        for child in box.children:
            yield from _groups(child, name)


def _write(group: _Group, texts: Mapping[str, str]) -> bool:
    """Give a group the texts of its links; return whether that changes anything."""
    kept = [link for link in group.links if _target(link) in texts]
    printed = tuple(texts[_target(link)] for link in kept)
    if printed == group.printed:
        return False
    group.printed = printed
    by_link = {id(child.element): child for child in group.children if child.element in group.links}
    between = [child for child in group.children if isinstance(child, boxes.TextBox)]
    children: list[Any] = []
    for number, link in enumerate(kept):
        if number:
            children.append(between[0].copy())  # lines know their boxes by identity
        box = by_link[id(link)].copy()
        box.children = [box.children[0].copy_with_text(texts[_target(link)])]
        children.append(box)
    group.box.children = children
    _write_element(group, kept, texts)
    return True


def _write_element(group: _Group, kept: Sequence[Any], texts: Mapping[str, str]) -> None:
    """Give the source tree the texts that are printed, for what compares pages with it."""
    element = group.box.element
    between = next((link.tail for link in group.links if link.tail), None)
    for link in list(element):
        element.remove(link)
    for number, link in enumerate(kept):
        link.text = texts[_target(link)]
        link.tail = between if number + 1 < len(kept) else None
        element.append(link)


def _target(link: Any) -> str:
    # WeasyPrint reads HTML, in which libxml2 writes what is not ASCII in percent signs.
    return unquote(str(link.get("href", "")))[1:]
