"""Reads the finished pages: what each is, where the notes are; and links calls with their notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from weasyprint.formatting_structure import boxes

from nkbook.weasy.facts import PageFacts, PlacedNote

_CALL, _MARKER = "::footnote-call", "::footnote-marker"
_OVER = 1.0  # px: what rounding may do
_FOLIO_BOXES = frozenset(("@bottom-left", "@bottom-center", "@bottom-right"))


def page_facts(page: Any) -> PageFacts:
    """Return the name, folio and anchors of a weasyprint.Page."""
    box = page._page_box
    folio = "".join(
        _text(child)
        for child in box.children
        if isinstance(child, boxes.MarginBox) and child.at_keyword in _FOLIO_BOXES
    )
    return PageFacts(
        box.page_type.name or "",
        bool(box.page_type.blank),
        folio,
        frozenset(page.anchors),
        tuple(_off(page)),
    )


def _off(page: Any) -> Iterator[str]:
    """Yield the texts of a page that are not wholly on it."""
    matrices = _matrices(page)
    for box in page._page_box.descendants(placeholders=True):
        if isinstance(box, boxes.TextBox) and box.text.strip():
            # Spaces that end a line of code hang over the edge, unseen (CSS Text 4 §4.1.3).
            printed = len(box.text.rstrip()) / len(box.text)
            left, top = box.position_x, box.position_y
            right, bottom = left + box.width * printed, top + box.height
            if (matrix := matrices.get(box)) is not None:
                ends = matrix.transform_point(left, top), matrix.transform_point(right, bottom)
                (left, right), (top, bottom) = map(sorted, zip(*ends, strict=True))
            if (
                min(left, top) < -_OVER
                or right > page.width + _OVER
                or bottom > page.height + _OVER
            ):
                yield box.text


def _matrices(page: Any) -> dict[Any, Any]:
    """Return how the boxes are turned that are in one with a ``transform``, the outermost."""
    matrices: dict[Any, Any] = {}
    for box in page._page_box.descendants(placeholders=True):
        matrix = getattr(box, "transformation_matrix", None)
        if matrix is not None and box not in matrices:
            matrices |= dict.fromkeys(box.descendants(placeholders=True), matrix)
    return matrices


def link_notes(pages: list[Any]) -> Mapping[str, PlacedNote]:
    """Link every call with its note and back, and return where they are, by the note's id.

    CSS has no way to make ``::footnote-call`` or ``::footnote-marker`` a link. The element of a
    note has its id, and the id of its call in ``data-call``.
    """
    calls: dict[str, int] = {}
    notes: dict[str, int] = {}
    overflowing: set[str] = set()
    for number, page in enumerate(pages):
        area = _footnote_area(page._page_box)
        overflows = area is not None and area.position_y < page._page_box.content_box_y()
        for box, is_call in _note_marks(page._page_box):
            note, call = box.element.get("id"), box.element.get("data-call")
            rectangle = _rectangle(box)
            own, other = (call, note) if is_call else (note, call)
            page.links.append(("internal", other, rectangle, box))
            page.anchors.setdefault(own, rectangle)
            (calls if is_call else notes).setdefault(note, number)
            if overflows and not is_call:
                overflowing.add(note)
    return MappingProxyType(
        {
            note: PlacedNote(note, calls.get(note), notes.get(note), note in overflowing)
            for note in [*calls, *(note for note in notes if note not in calls)]
        }
    )


def _footnote_area(page_box: Any) -> Any | None:
    return next(
        (child for child in page_box.children if isinstance(child, boxes.FootnoteAreaBox)), None
    )


def _note_marks(page_box: Any) -> Iterator[tuple[Any, bool]]:
    """Yield the boxes of calls and markers on a page, and for each whether it is a call."""
    for box in page_box.descendants():
        # The pseudo-element's own box, not the lines and texts in it, which have its name too.
        if isinstance(box, boxes.LineBox | boxes.TextBox) or not box.element_tag:
            continue
        if box.element_tag.endswith(_CALL):
            yield box, True
        elif box.element_tag.endswith(_MARKER):
            yield box, False


def _rectangle(box: Any) -> tuple[float, float, float, float]:
    """Return a box's corners in CSS pixels, as Page.links and Page.anchors hold them."""
    x, y, width, height = box.hit_area()
    return x, y, x + width, y + height


def _text(box: Any) -> str:
    return "".join(child.text for child in box.descendants() if isinstance(child, boxes.TextBox))
