"""Breaks a note over two pages, where the page would otherwise end short or the note is too long.

WeasyPrint moves a note as a whole: the line that calls a long note goes over to the next page with
it, and the page ends where that line would have begun. Here the note begins under its call, as far
as there is room, and goes on at the head of the next page's notes (CLREQ §6.3.1; CSS Generated
Content for Paged Media 3 §2.7 leaves it to the program). At most one note of a page is cut, the
last; no other can follow it there.

What is left is a copy of the note's box that knows where to go on. It comes before the notes that
WeasyPrint had to put off, so their order stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import page as page_layout

from nkbook.weasy.ours import CONTINUED, CONTINUES, CUT, LAST, LEFT, WHOLE, book_fonts

_block_level_layout = page_layout.block_level_layout

# A line goes over with its note if no more than this stays white for it, in heights of the line.
_WHITE = 2.0
# What the page before leaves of notes may take this much of a page, that text goes on there too.
_MOST = 0.75
_SAME = 0.001  # pixels
_SLACK = 0.1  # pixels: what is a whole number of lines, but for rounding
_ZERO = Dimension(0, "px")
_UPRIGHT = {"padding_left": _ZERO, "text_indent": _ZERO, "text_align_all": "start"}


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the last note of a page is cut.

    ``room`` is the height that its page's notes may take, ``height`` what they take (CSS pixels,
    without the area's own edges); ``resume_at`` is where the note goes on, as WeasyPrint counts;
    ``anywhere`` that a single line of it may stand on a page.
    """

    note: Any
    room: float
    height: float
    resume_at: Any
    anywhere: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A line that calls a note, and where its page ends, in CSS pixels.

    ``below`` is kept free below the text, ``bottom`` where the line ends, ``following`` the height
    of the lines that may not be parted from it; ``is_last`` says that no text comes after these.
    """

    line: Any
    below: float
    bottom: float
    following: float
    is_last: bool


def fits(context: Any, note: Any, room: Room, must: bool) -> bool:
    """Keep a line whose last note, already on the page, doesn't fit, by cutting the note.

    Return False, and change nothing, if the line should go over instead; ``must`` says that it
    can't. The last lines of all go over: else a page would hold nothing but the end of a note.
    """
    area = context.current_footnote_area
    if (
        book_fonts(context) is None
        or context.in_column
        or context.reported_footnotes
        or CUT.get(area)
        or context.current_page_footnotes[-1] is not note
        or (room.is_last and not must)
    ):
        return False
    page_bottom = context.page_bottom + area.margin_height() - room.below
    edges = area.margin_height() - area.height
    others = context.current_page_footnotes[:-1]
    taken = _height(context, area, others) + edges if others else 0
    white = page_bottom - taken - (room.bottom - room.line.height)
    if not must and white < _WHITE * room.line.height - _SLACK:
        return False
    return _cut(context, area, note, page_bottom - room.bottom - room.following - edges, must)


def overflows(context: Any, area: Any) -> bool:
    """Return True if the last note has no room beside others that the page before left.

    If it's the only one, or begins above where they must end, it's cut instead.
    """
    left = LEFT.get(context)
    if not left or book_fonts(context) is None:
        return False
    room = area.page.height * _MOST
    notes = context.current_page_footnotes
    if area.height <= room or any(note not in left for note in notes):
        return False
    return not _cut(context, area, notes[-1], room, must=len(notes) == 1)


def _cut(context: Any, area: Any, note: Any, room: float, must: bool) -> bool:
    """Cut the last note of an area that may be ``room`` high (CSS pixels).

    No line of it stands alone on a page (``orphans``, ``widows``), unless there's no other way.
    """
    return any(_cuts(context, area, Cut(note, room, 0, None, way), must) for way in (False, True))


def _cuts(context: Any, area: Any, wanted: Cut, must: bool) -> bool:
    laid, resume_at = _lay(context, area, notes := context.current_page_footnotes, wanted)
    (index, rest), = (resume_at or {-1: None}).items()  # fmt: skip
    if index != len(notes) - 1 or rest is None:
        return False
    for end in _ends(laid):
        height = end - laid.content_box_y()
        cut = replace(wanted, room=height + _SAME, height=height, resume_at=rest)
        if _lay(context, area, notes, cut)[1] == resume_at:
            break
    if height > wanted.room + _SAME and not must:
        return False
    context.page_bottom += area.margin_height()
    area.height = height
    context.page_bottom -= area.margin_height()
    CUT.put(area, cut)
    return True


def _height(context: Any, area: Any, notes: Any) -> float:
    return float(_lay(context, area, notes, None)[0].height)


def laid_notes(context: Any, area: Any) -> list[Any]:
    """Return the notes of the page that is made as they are set now; all begin on it, or go on."""
    notes = context.current_page_footnotes
    if not notes:
        return []
    laid, _ = _lay(context, area, notes, CUT.get(area))
    return list(laid.children)


def _lay(context: Any, area: Any, notes: Any, cut: Cut | None) -> tuple[Any, Any]:
    """Lay out notes in an area of their own; return it, and where the last goes on if it's cut."""
    area = area.copy()
    area.children = list(notes)
    area = build.create_anonymous_boxes(area.deepcopy())
    CUT.put(area, cut)
    bottom_space, skip_stack = placing(context, area, float("-inf"), None)
    laid, resume_at, *_ = _block_level_layout(context, area, bottom_space, skip_stack, area.page)
    return laid, resume_at


def placing(context: Any, area: Any, bottom_space: float, skip_stack: Any) -> tuple[float, Any]:
    """Return the space below an area of notes, and where its first note begins."""
    first = next(iter(area.children), None)
    if first is not None and (rest := CONTINUES.get(first)):
        skip_stack = {0: rest}
        # The area itself is whole: its margin, its padding and its rule belong to each page.
        area.style = area.style.copy()
        area.style["box_decoration_break"] = "clone"
    if cut := CUT.get(area):
        if cut.anywhere:
            _let_stand_alone(area.children[-1])
        bottom_space = context.page_bottom - area.content_box_y() - cut.room
    return bottom_space, skip_stack


def _let_stand_alone(note: Any) -> None:
    for box in (note, *note.descendants()):
        if isinstance(box, boxes.BlockContainerBox):
            box.style = box.style.copy()
            box.style["orphans"] = box.style["widows"] = 1


def _ends(area: Any) -> tuple[float, ...]:
    """Return where what is laid out of a cut note may end (CSS pixels), the likeliest first.

    It ends with its last line, or below the edges of the blocks that end there: with less room they
    would go over. A box that is cut fills its room.
    """
    inside = list(area.descendants())
    end = max(box.position_y + box.height for box in inside if isinstance(box, boxes.LineBox))
    room = area.content_box_y() + area.height
    below = {b.border_box_y() + b.border_height() for b in inside if isinstance(b, boxes.BlockBox)}
    return (end, *sorted(one for one in below if end < one < room), room)


def hand_over(context: Any, next_page: Any, *, waited: bool = False) -> Any:
    """Put what is left of a page's last note before the notes that it put off.

    If those of the page before ``waited``, they come first.

    Return what WeasyPrint keeps to begin the next page with, with these notes: should they become
    others when the page is made again, the next is made again too.
    """
    if cut := CUT.get(context.current_footnote_area):
        rest = cut.note.copy()
        CONTINUES.put(rest, cut.resume_at)
        WHOLE.put(rest, WHOLE.get(cut.note) or cut.note)
        context.reported_footnotes.insert(0, rest)
    if waited:
        context.reported_footnotes[:0] = LEFT.get(context) or ()
    if not context.reported_footnotes:
        return next_page
    notes = [(WHOLE.get(note) or note, CONTINUES.get(note)) for note in context.reported_footnotes]
    return {**next_page, "notes": notes}


def is_last(context: Any, box: Any) -> bool:
    """Return True if a block ends the text."""
    return box.element is LAST.get(context)


def _last_block(box: Any) -> Any:
    """Return the element of the block that ends the text of a box; None if a table or so does."""
    while isinstance(box, boxes.BlockContainerBox):
        inside = [child for child in box.children if child.is_in_normal_flow()]
        if not inside or isinstance(inside[-1], boxes.LineBox):
            return box.element
        box = inside[-1]
    return None


def take_over(context: Any, page_number: int, root_box: Any, *, waits: bool = False) -> None:
    """Begin a page with the notes that the one before left, if that was not made just now.

    They wait for the page after one that has no room for them.
    """
    LAST.put(context, _last_block(root_box))
    _, begins, *_ = context.page_maker[page_number - 1]
    notes = []
    for whole, resume_at in begins.get("notes", ()):
        note = whole
        if resume_at is not None:
            note = whole.copy()
            CONTINUES.put(note, resume_at)
            WHOLE.put(note, whole)
        notes.append(note)
    context.reported_footnotes = [] if waits else notes
    LEFT.put(context, tuple(notes))


def begun_on(page_box: Any) -> Iterator[Any]:
    """Yield all boxes of a page but those of a note that began on one before: it belongs there."""
    for child in page_box.children:
        if isinstance(child, boxes.FootnoteAreaBox):
            for note in child.children:
                if not CONTINUES.get(note):
                    yield note
                    yield from note.descendants()
        else:
            yield child
            yield from getattr(child, "descendants", tuple)()


def block_level_layout(
    context: Any,
    box: Any,
    bottom_space: Any,
    skip_stack: Any,
    containing_block: Any,
    *rest: Any,
    **options: Any,
) -> Any:
    """Lay out the text of a page, its notes or its other areas."""
    notes = isinstance(box, boxes.FootnoteAreaBox)
    if notes:
        bottom_space, skip_stack = placing(context, box, bottom_space, skip_stack)
    laid, *more = _block_level_layout(
        context, box, bottom_space, skip_stack, containing_block, *rest, **options
    )
    if notes and skip_stack is not None:
        laid.children = [*_continued(context, laid), *laid.children]
    return laid, *more


def _continued(context: Any, area: Any) -> Iterator[Any]:
    """Yield what says, where a note's number would be, that it goes on: 續; none without room."""
    note = area.children[0]
    words = note.element.get("data-continued")
    if not words:
        return
    style = note.style.copy()
    for name, value in _UPRIGHT.items():
        style[name] = value
    mark = boxes.BlockBox(CONTINUED, style, note.element, [])
    mark.children = [boxes.TextBox.anonymous_from(mark, words)]
    mark = build.create_anonymous_boxes(mark)
    mark.position_x, mark.position_y = area.content_box_x(), area.content_box_y()
    laid = _block_level_layout(context, mark, float("-inf"), None, area)[0]
    (line,) = laid.children
    if line.children[0].width <= note.padding_left:
        yield laid
