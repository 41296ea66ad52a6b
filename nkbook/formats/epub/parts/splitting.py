"""Divides the tree of a page that is too large for one file, between its sections or blocks.

Adobe's RMSDK and readers built on it slow down or refuse a file of more than some 300 kB; each part
here is at most 250 kB, unless a single block is larger. Notes go where they are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from nkbook.formats.html.semantics import EPUB_TYPE
from nkbook.model.document import Element
from nkbook.model.elements import HEADINGS
from nkbook.model.trees import has_class, is_call

LIMIT = 250_000  # bytes of a file
_ROOM = 2_000  # of these, for what stands around the tree
_LISTS = ("ul", "ol")
_KEPT = ("class", "lang", "{http://www.w3.org/XML/1998/namespace}lang", EPUB_TYPE, "role")


@dataclass(frozen=True, slots=True)
class _Unit:
    """What stays together: an element, and the sections and lists that it is in, outermost first.

    ``number`` is its place in a numbered list.
    """

    around: tuple[Element, ...]
    element: Element
    size: int
    number: int = 1


def divided(root: Element, title: str, limit: int = LIMIT) -> tuple[Element, ...]:
    """Return the parts of a page's tree, which is the first of them itself, changed in place.

    ``title`` names the others for voices. A tree within the limit is its only part.
    """
    room = limit - _ROOM
    if _size(root) <= room:
        return (root,)
    notes = [one for one in root if has_class(one, "notes") and one.find("aside") is not None]
    asides = {str(one.get("id")): one for section in notes for one in section.findall("aside")}
    groups = list(_grouped(_units(root, (), room, notes), asides, room))
    if len(groups) < 2:  # noqa: PLR2004 — one part is the page as it was
        return (root,)
    parts = [root]
    for group in groups[1:]:
        part = _shell(root)
        part.set("aria-label", title)
        _fill(part, group)
        parts.append(part)
    for section in notes:
        for part in parts[1:]:
            called = [asides[key] for key in _called(part) if key in asides]
            if called:
                own = _shell(section)
                own.set("aria-label", section.get("aria-label", ""))
                own.extend(called)
                part.append(own)
        if len(section) == 0:
            root.remove(section)
    return tuple(parts)


def _size(element: Element) -> int:
    return len(etree.tostring(element, encoding="utf-8", with_tail=False))


def _units(
    element: Element, around: tuple[Element, ...], room: int, left: Iterable[Element]
) -> Iterator[_Unit]:
    """Yield what an element holds, as large pieces as there is room for; not what is ``left``."""
    for number, child in enumerate(element, 1):
        if child in left:
            continue
        size = _size(child)
        divisible = child.tag in ("section", *_LISTS) or has_class(child, "columns")
        if size > room and divisible and len(child) > 1:
            yield from _units(child, (*around, child), room, ())
        else:
            start = int(element.get("start", 1)) + number - 1 if element.tag == "ol" else 1
            yield _Unit(around, child, size, start)


def _grouped(
    units: Iterable[_Unit], asides: dict[str, Element], room: int
) -> Iterator[list[_Unit]]:
    """Yield the units of each part. What leads on to the next unit is not the last of a part."""
    group: list[_Unit] = []
    total = 0
    for unit in units:
        size = unit.size + sum(_size(asides[key]) for key in _called(unit.element) if key in asides)
        if group and total + size > room:
            kept = len(group)
            while kept and _leads_on(group[kept - 1].element):
                kept -= 1
            if kept:
                yield group[:kept]
                group = group[kept:]
                total = sum(one.size for one in group)
        group.append(unit)
        total += size
    if group:
        yield group


def _leads_on(element: Element) -> bool:
    """Return True for a heading, and for a mark between blocks such as a page's break."""
    return element.tag in HEADINGS or element.tag == "span" or has_class(element, "opener")


def _called(element: Element) -> Iterator[str]:
    """Yield the ids of the notes that an element calls."""
    for link in element.iter("a"):
        if is_call(link):
            yield str(link.get("href", "")).rpartition("#")[2]


def _shell(element: Element) -> Element:
    """Return an element like another, without its id and its content."""
    known = {name: value for name in _KEPT if (value := element.get(name)) is not None}
    return etree.Element(element.tag, known)


def _fill(part: Element, group: Iterable[_Unit]) -> None:
    """Move units into a part, each within sections and lists like those that it comes from.

    One that nothing is left in goes, and what stands for it has its id.
    """
    open_shells: list[tuple[Element, Element]] = []  # those around, and what stands for them here
    for unit in group:
        same = 0
        while (
            same < min(len(open_shells), len(unit.around))
            and open_shells[same][0] is unit.around[same]
        ):
            same += 1
        del open_shells[same:]
        for around, inner in pairwise((*unit.around, unit.element)[same:]):
            parent = open_shells[-1][1] if open_shells else part
            shell = etree.SubElement(parent, around.tag, dict(_shell(around).attrib))
            if inner.getprevious() is None and around.get("id"):
                shell.set("id", str(around.attrib.pop("id")))  # all of it comes with the unit
            if around.tag == "ol":
                shell.set("start", str(unit.number))
            open_shells.append((around, shell))
        (open_shells[-1][1] if open_shells else part).append(unit.element)
        for around in reversed(unit.around):
            parent_there = around.getparent()
            if len(around) == 0 and parent_there is not None:
                parent_there.remove(around)
