"""Finds what of a document is on none of its pages: hidden, cut or never laid out.

Element by element, the letters of the text boxes are counted against those of the source. Spaces
and invisible characters don't count; hyphens and repeated heads of tables only add to the pages.
Cells, links and pictures must have boxes of their own, for an empty cell has no letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from nkbook.weasy.facts import LostText, ShownPart
from nkbook.weasy.paging.seeing.covering import covered
from nkbook.weasy.paging.seeing.sight import Sight, hidden_by, inside, of_page

_UNCOUNTED = re.compile("[\\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")
_NEVER_SHOWN = frozenset(("head", "style", "script", "template", "title", "rp"))
_DRAWN = "{http://www.w3.org/"  # SVG and MathML, which are drawn as pictures
_UNDER = "what lies over it"
_SAMPLE = 30  # characters
_IN_NOTES = "as-"  # class of a span that stands for a block: as-td


@dataclass(slots=True)
class Printed:
    """What the pages hold: letters by element, elements with boxes, and those with links.

    Letters that nobody sees don't count; ``hidden`` says by which property they are hidden.
    """

    letters: Counter[Any] = field(default_factory=Counter)
    boxed: set[Any] = field(default_factory=set)
    linked: set[Any] = field(default_factory=set)
    hidden: dict[Any, str] = field(default_factory=dict)


def printed(pages: Sequence[Any]) -> Printed:
    """Return what is on the pages of a weasyprint.Document."""
    found = Printed()
    for page in pages:
        _read(page._page_box, found, of_page(page), covered(page))
        found.linked.update(box.element for _, _, _, box in page.links)
    return found


def _read(box: Any, found: Printed, sight: Sight, under: frozenset[int]) -> None:
    for placed in getattr(box, "children", ()):
        child = placed._box if isinstance(placed, AbsolutePlaceholder) else placed
        if child.element_tag and ("::" in child.element_tag):
            continue
        is_seen = child.style["visibility"] == "visible"
        if not isinstance(child, boxes.TextBox):
            if is_seen:
                found.boxed.add(child.element)
            _read(child, found, inside(child, sight), under)
        elif child.element is not None and is_seen:
            if by := hidden_by(child, sight) or (_UNDER if id(child) in under else ""):
                found.hidden[child.element] = by
            else:
                found.letters[child.element] += _count(child.text)


def lost_texts(on_pages: Printed, root: Any) -> tuple[LostText, ...]:
    """Return the elements with text that is not on the pages; ``root`` is the document's."""
    return tuple(_lost(root, on_pages, ()))


def _lost(element: Any, on_pages: Printed, ids: tuple[str, ...]) -> Iterator[LostText]:
    if not isinstance(element.tag, str) or element.tag in _NEVER_SHOWN:
        return
    if element.tag.startswith(_DRAWN):
        return
    if id := element.get("id"):
        ids = (id, *ids)
    own = [element.text or "", *(child.tail or "" for child in element)]
    if _count("".join(own)) > on_pages.letters[element]:
        sample = " ".join("".join(own).split())[:_SAMPLE]
        yield LostText(sample, ids, on_pages.hidden.get(element, ""))
    for child in element:
        yield from _lost(child, on_pages, ids)


def _count(text: str) -> int:
    return len(_UNCOUNTED.sub("", text))


def shown_parts(on_pages: Printed, root: Any) -> tuple[ShownPart, ...]:
    """Return the cells, links and pictures of a document, and which of them are on the pages."""
    return tuple(_parts(root, on_pages, ()))


def _parts(element: Any, on_pages: Printed, ids: tuple[str, ...]) -> Iterator[ShownPart]:
    if not isinstance(element.tag, str) or element.tag.startswith(_DRAWN):
        return
    if id := element.get("id"):
        ids = (id, *ids)
    match tag := _tag(element):
        case "td" | "th":
            yield ShownPart(tag, "".join(element.itertext()), ids, element in on_pages.boxed)
        case "img":
            yield ShownPart(tag, element.get("src") or "", ids, element in on_pages.boxed)
        case "a" if href := element.get("href"):
            linked = any(inner in on_pages.linked for inner in element.iter())
            yield ShownPart(tag, href, ids, linked)
    for child in element:
        yield from _parts(child, on_pages, ids)


def _tag(element: Any) -> str:
    """Return what an element is: in notes, blocks are spans with a class."""
    if element.tag == "span":
        for name in (element.get("class") or "").split():
            if name.startswith(_IN_NOTES):
                return str(name.removeprefix(_IN_NOTES))
    return str(element.tag)
