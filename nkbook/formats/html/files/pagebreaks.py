"""Puts the page breaks of the paged edition into the text, each before the character it falls on.

EPUB 3.3 §F.2 (page-list) and EPUB Accessibility 1.1 §4.1 ask that a page be found from its number.
A break inside a link, ruby or a number set upright in a column goes before that.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.formats.html.semantics import EPUB_TYPE
from nkbook.look.geta import GETA, is_dropped
from nkbook.model.document import Element
from nkbook.model.elements import ANNOTATIONS, HEADINGS, MATHML, SVG, of
from nkbook.model.pagemap import PageMap, PageStart
from nkbook.model.trees import counted, has_class, is_call, is_counted

# What holds no words itself, but elements that do: XHTML allows no page break right in it.
_NO_WORDS = frozenset(
    ("table", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl", "ruby")
)
_PLAIN = re.compile(r"[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class PageTarget:
    """A row of the page-list: the printed label, and the page and id where the place is."""

    label: str
    page: str
    id: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A character of the tree: in the text of an element, or in its tail."""

    element: Element
    tail: bool
    index: int


def insert(
    page_map: PageMap, roots: Mapping[str, Element], where: str = "EPUB"
) -> tuple[tuple[PageTarget, ...], tuple[Diagnostic, ...]]:
    """Mark where pages begin in ``roots`` (by page id); return the places, and NK502 for one lost.

    The trees are changed. ``where`` is what messages call the format.
    """
    owners = {
        element.get("id", ""): (page, element)
        for page, root in roots.items()
        for element in root.iter(etree.Element)
        if element.get("id")
    }
    taken = set(owners)
    targets = []
    lost = []
    for number, start in enumerate(page_map.pages, 1):
        page, anchor = owners.get(start.anchor, ("", None))
        place = None if anchor is None else _place(anchor, start)
        if anchor is None or (place is None and start.sample):
            lost.append(
                diagnostic(
                    "NK502",
                    f'page {start.label} of the PDF begins with "{start.sample}", '
                    f"which is not at that place in the {where}",
                    hint="a template gives the two formats different text there",
                )
            )
            continue
        key = _new_id(start.label, number, taken)
        _mark(anchor, place, start.label, key)
        targets.append(PageTarget(start.label, page, key))
    return tuple(targets), tuple(lost)


def _new_id(label: str, number: int, taken: set[str]) -> str:
    """Return an id for a page that nothing else has."""
    key = base = f"page-{label if _PLAIN.fullmatch(label) else f'no.{number}'}"
    more = 1
    while key in taken:
        more += 1
        key = f"{base}-{more}"
    taken.add(key)
    return key


def _place(anchor: Element, start: PageStart) -> _Place | None:
    """Return the character that a page begins with; None for a picture, or if it isn't there."""
    if not start.sample:
        return None
    ends: list[int] = []  # in the counted text, of each text of the tree
    texts: list[tuple[Element, bool, list[int]]] = []  # and the characters that are counted
    counted_texts: list[str] = []
    for element, tail, own in _texts(anchor):
        counts = {one: is_counted(one) and not is_dropped(one) for one in set(own)}
        kept = [index for index, character in enumerate(own) if counts[character]]
        texts.append((element, tail, kept))
        counted_texts.append("".join([own[index] for index in kept]))
        ends.append(len(kept) + (ends[-1] if ends else 0))
    text = "".join(counted_texts)
    # A template may print a word more or less in one format; then the nearest equal text is it.
    # Where a page has a 〓, the EPUB has the character itself.
    sample = "".join(character for character in start.sample if not is_dropped(character))
    pattern = re.escape(sample).replace(GETA, ".")
    found = (match.start() for match in re.finditer(f"(?={pattern})", text, re.DOTALL))
    at = min(found, key=lambda offset: abs(offset - start.offset), default=None)
    if at is None:
        return None
    number = bisect_right(ends, at)
    element, tail, kept = texts[number]
    return _Place(element, tail, kept[at - (ends[number - 1] if number else 0)])


def _texts(element: Element) -> Iterator[tuple[Element, bool, str]]:
    """Yield the texts in an element, in order, without those of notes, calls and ruby."""
    if element.text:
        yield element, False, element.text
    for child in element.iterchildren():
        if isinstance(child.tag, str) and not _is_aside(child):
            yield from _texts(child)
        if child.tail:
            yield child, True, child.tail


def _is_aside(element: Element) -> bool:
    """Return True if an element's text is not in the run of the text."""
    return (
        element.tag in ANNOTATIONS
        or str(element.tag).startswith((MATHML, SVG))  # a picture on the pages of the PDF
        or is_call(element)
        or has_class(element, "between")
        or has_class(element, "notes")
    )


def _mark(anchor: Element, place: _Place | None, label: str, key: str) -> None:
    """Put a page break before a character, or at an element's start."""
    mark = etree.Element(
        "span",
        {"id": key, EPUB_TYPE: "pagebreak", "role": "doc-pagebreak", "aria-label": label},
    )
    if place is None:
        anchor = next((one for one in anchor.iter() if one.tag not in _NO_WORDS), anchor)
        mark.tail, anchor.text = anchor.text, None
        anchor.insert(0, mark)
        return
    whole = _whole(place)
    if whole is not None:
        whole.addprevious(mark)
    elif place.tail:
        text = place.element.tail or ""
        mark.tail, place.element.tail = text[place.index :], text[: place.index]
        parent = place.element.getparent()
        assert parent is not None  # noqa: S101 — it has a tail, so it isn't the root
        parent.insert(parent.index(place.element) + 1, mark)
    else:
        text = place.element.text or ""
        mark.tail, place.element.text = text[place.index :], text[: place.index]
        place.element.insert(0, mark)


def _whole(place: _Place) -> Element | None:
    """Return the outermost element round a character that a break may not be put into."""
    inner = place.element.getparent() if place.tail else place.element
    if inner is None:
        return None
    around = [inner, *inner.iterancestors()]
    kept = [
        element
        for element in around
        if of(str(element.tag)).whole
        or has_class(element, "upright")
        or (element.tag in HEADINGS and not _before(element, place))
    ]
    return kept[-1] if kept else None


def _before(heading: Element, place: _Place) -> bool:
    """Return True if a heading has text before a place in it."""
    for element, tail, text in _texts(heading):
        if (element, tail) == (place.element, place.tail):
            return bool(counted(text[: place.index]))
        if counted(text):
            return True
    return False
