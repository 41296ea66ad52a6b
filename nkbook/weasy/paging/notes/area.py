"""Measures a page's notes one by one, and adds their heights up.

WeasyPrint lays all notes of a page out each time that one joins them or leaves, only to learn how
high they are together: a third of the time of a book with notes. The area itself is laid out once
more when its page is done, so that nothing but this height comes from here.

Notes are added up if nothing of one depends on another, or on where it stands: no margins that
collapse, no floats, no lines on the grid. All others are left to WeasyPrint. What was measured is
forgotten with the page, for the numbers of pages in a note change between layouts, not within one.
"""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import LayoutContext, block_level_layout

from nkbook.weasy.compose.grid import is_on_grid
from nkbook.weasy.ours import CUT, NOTE_HEIGHTS, book_fonts
from nkbook.weasy.paging.notes import splitting

_update_footnote_area = LayoutContext._update_footnote_area

_SAME = 0.001  # pixels
_PLAIN = {"height": "auto", "column_width": "auto", "column_count": "auto"}


class _Note(NamedTuple):
    """The height of a note (CSS pixels), and the named pages at its ends."""

    height: float
    pages: tuple[str, str]


def update_footnote_area(context: Any) -> bool:
    """Give the page the room that its notes leave; return True if they overflow their area."""
    area = context.current_footnote_area
    if cut := CUT.get(area):
        if cut.note in context.current_page_footnotes:
            # A note that follows has no room.
            return context.current_page_footnotes[-1] is not cut.note
        CUT.put(area, None)
    notes = None if book_fonts(context) is None else _measured(context, area)
    if not notes:
        overflows = bool(_update_footnote_area(context))
        # An area as high as its notes is not overflown by the error of a sum.
        return (overflows and area.max_height != inf) or splitting.overflows(context, area)
    if area.height != "auto":
        context.page_bottom += area.margin_height()
    area.children = context.current_page_footnotes
    top = bottom = area.content_box_y()
    for note in notes:
        bottom += note.height
    area.height = bottom - top
    context.page_bottom -= area.margin_height()
    return splitting.overflows(context, area)


def _measured(context: Any, area: Any) -> list[_Note] | None:
    """Return the notes of the page, measured; None if their heights can't be added up."""
    if (
        context.in_column
        or context.excluded_shapes
        or area.max_height != inf
        or area.min_height
        or any(area.style[name] != value for name, value in _PLAIN.items())
    ):
        return None
    known: dict[Any, _Note | None] | None = NOTE_HEIGHTS.get(area)
    if known is None:
        known = {}
        NOTE_HEIGHTS.put(area, known)
    notes: list[_Note] = []
    for box in context.current_page_footnotes:
        if box not in known:
            known[box] = _measure(context, area, box)
        note = known[box]
        if note is None or len({*note.pages, *(notes[0].pages if notes else ())}) > 1:
            return None
        notes.append(note)
    return notes


def _measure(context: Any, area: Any, box: Any) -> _Note | None:
    """Lay a note out alone; return None if it isn't as high in company.

    It's laid out as one that others precede, whose margins are not dropped at the area's head.
    """
    area = area.copy()
    area.children = [box]
    area = build.create_anonymous_boxes(area.deepcopy())
    if not all(map(_stands_alone, area.descendants())):
        return None
    bottom_space, skip_stack = splitting.placing(context, area, -inf, None)
    area, resume_at, _, margins, *_ = block_level_layout(
        context, area, bottom_space, skip_stack, area.page, page_is_empty=False
    )
    if resume_at is not None or len(area.children) != 1 or any(margins):
        return None
    (note,) = area.children
    height = note.margin_height()
    if note.height <= 0 or note.margin_bottom or not _begins_without_margin(note):
        return None
    return _Note(height, note.page_values()) if abs(area.height - height) < _SAME else None


def _stands_alone(box: Any) -> bool:
    """Return True if a box has no part in breaks, floats, the grid or other notes."""
    style = box.style
    return (
        box.footnote is None
        and (box.is_in_normal_flow() or box.is_absolutely_positioned())
        and style["break_before"] == style["break_after"] == "auto"
        and not (isinstance(box, boxes.LineBox) and is_on_grid(style))
    )


def _begins_without_margin(box: Any) -> bool:
    """Return True if no block that begins with this one has a margin above."""
    while isinstance(box, boxes.BlockLevelBox):
        if box.margin_top:
            return False
        box = next(iter(box.children), None)
    return True
