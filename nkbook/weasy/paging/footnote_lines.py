"""Keeps every footnote: WeasyPrint 70's layout of lines, with the place mended that drops some.

``linebox_layout`` is ``weasyprint.layout.block._linebox_layout`` of WeasyPrint 70.0 (BSD 3-Clause,
© 2011-2026 Simon Sapin and contributors, Kozea, CourtBouillon), changed in two places:

* When a line overflows the page and may not be parted from the line before (orphans), WeasyPrint
  moves notes of that page to the next one to make room, then leaves the loop before it has laid
  out the line's own notes: they are nowhere. Here a note whose ``footnote-policy`` is ``line`` or
  ``block`` is never moved away from its call, the lines go over to the next page instead; and for
  other notes, the notes of the line that got the room follow it.
* Looking for a line's notes in the list of all notes to come was quadratic: boxes without a note,
  that is nearly all, are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.layout import block
from weasyprint.layout.block import (
    _break_line,
    collapse_margin,
    iter_line_boxes,
    remove_placeholders,
)

from nkbook.weasy.patches import replaced
from nkbook.weasy.reading.fonts import BookFonts

_original = block._linebox_layout


@contextmanager
def installed() -> Iterator[None]:
    """Replace WeasyPrint's function for the time of the block."""
    with replaced(block, {"_linebox_layout": linebox_layout}):
        yield


def _waiting_notes(context: Any, line: Any) -> Iterator[Any]:
    """Yield the notes called in a line that no page has yet."""
    for box in line.descendants():
        if box.footnote is not None and box.footnote in context.footnotes:
            yield box.footnote


def _may_move(context: Any) -> bool:
    """Tell whether the last note of the page may go to the next page to make room for text."""
    notes = context.current_page_footnotes
    return bool(notes) and notes[-1].style["footnote_policy"] == "auto"


def linebox_layout(  # noqa: C901, PLR0912, PLR0913, PLR0915 — kept as upstream wrote it
    context: Any,
    box: Any,
    index: Any,
    child: Any,
    new_children: Any,
    page_is_empty: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
    adjoining_margins: Any,
    bottom_space: Any,
    position_y: Any,
    skip_stack: Any,
    first_letter_style: Any,
    first_line_style: Any,
    draw_bottom_decoration: Any,
    max_lines: Any,
) -> Any:
    """Lay out the lines of a block until the page is full; see the module's docstring."""
    if not isinstance(context.font_config, BookFonts):
        return _original(
            context,
            box,
            index,
            child,
            new_children,
            page_is_empty,
            absolute_boxes,
            fixed_boxes,
            adjoining_margins,
            bottom_space,
            position_y,
            skip_stack,
            first_letter_style,
            first_line_style,
            draw_bottom_decoration,
            max_lines,
        )
    abort = stop = False
    resume_at = None
    new_footnotes = []
    if adjoining_margins:
        position_y += collapse_margin(adjoining_margins)
    lines_iterator = iter_line_boxes(
        context,
        child,
        position_y,
        bottom_space,
        skip_stack,
        box,
        absolute_boxes,
        fixed_boxes,
        first_letter_style,
        first_line_style,
    )
    for line, line_resume_at in lines_iterator:
        resume_at = line_resume_at
        if max_lines is not None:
            if max_lines == 0:
                new_children[-1].block_ellipsis = box.style["block_ellipsis"]
                break
            max_lines -= 1
        line.resume_at = resume_at
        new_position_y = line.position_y + line.height
        draw_bottom_decoration |= resume_at is None
        offset_y = box.border_bottom_width + box.padding_bottom if draw_bottom_decoration else 0
        overflow = (new_children or not page_is_empty) and context.overflows_page(
            bottom_space, new_position_y + offset_y
        )
        if overflow:
            could_break_before = can_break_now = True
            needed = box.style["widows"] - 1
            for next_line, _ in lines_iterator:
                needed -= 1
                remove_placeholders(context, next_line.children, absolute_boxes, fixed_boxes)
                if needed == -1:
                    break
            if len(new_children) + 1 < box.style["orphans"] or needed >= 0:
                can_break_now = False
            if len(new_children) < box.style["orphans"] or needed > 0:
                could_break_before = False
            needed = max(0, needed)
            report = not context.in_column and can_break_now and not could_break_before
            reported_footnotes = 0
            while report and _may_move(context):
                context.report_footnote(context.current_page_footnotes[-1])
                reported_footnotes += 1
                if not context.overflows_page(bottom_space, new_position_y + offset_y):
                    new_children.append(line)
                    stop = True
                    break
            else:
                abort, stop, resume_at = _break_line(
                    context, box, line, new_children, needed, page_is_empty, index, skip_stack,
                    resume_at, absolute_boxes, fixed_boxes,
                )  # fmt: skip
            # Notes were moved from the last one on: put them in order again.
            if reported_footnotes > 1:
                extra = context.reported_footnotes[-1 : -reported_footnotes - 1 : -1]
                context.reported_footnotes[-reported_footnotes:] = extra
            if new_children and new_children[-1] is line:
                for footnote in list(_waiting_notes(context, line)):
                    context.layout_footnote(footnote)
                    context.report_footnote(footnote)
                    new_footnotes.append(footnote)
            break
        if page_is_empty and context.overflows_page(bottom_space, new_position_y):
            # The line is higher than the page: it loses its margin and overflows.
            new_position_y -= box.margin_top
            line.translate(0, -box.margin_top)
            box.margin_top = 0
        break_linebox = False
        for footnote in _waiting_notes(context, line) if context.footnotes else ():
            overflow = context.layout_footnote(footnote)
            new_footnotes.append(footnote)
            overflow = (
                overflow
                or context.reported_footnotes
                or context.overflows_page(bottom_space, new_position_y + offset_y)
            )
            if not overflow:
                continue
            context.report_footnote(footnote)
            if not new_children and page_is_empty:
                continue
            policy = footnote.style["footnote_policy"]
            if policy == "line":
                if needed := box.style["widows"] - 1:
                    for _ in lines_iterator:
                        needed -= 1
                        if needed == 0:
                            break
                abort, stop, resume_at = _break_line(
                    context, box, line, new_children, needed, page_is_empty, index, skip_stack,
                    resume_at, absolute_boxes, fixed_boxes,
                )  # fmt: skip
            elif policy == "block":
                abort = True
            if policy in ("line", "block"):
                break_linebox = True
                break
        if break_linebox:
            break
        new_children.append(line)
        position_y = new_position_y
        skip_stack = resume_at
    if new_children:
        resume_at = {index: new_children[-1].resume_at}
    return abort, stop, resume_at, position_y, new_footnotes, max_lines
