"""Keeps every footnote: WeasyPrint's layout of lines, with the places changed that lose some.

``_linebox_layout`` is that of ``weasyprint.layout.block`` 70.0 (BSD 3-Clause, © 2011-2026 Simon
Sapin and contributors, Kozea, CourtBouillon), in its own formatting. Every line that is not
upstream's ends with ``# nkbook``; a test holds that. What is changed:

* When a line overflows the page and may not be separated from the line before (orphans),
  WeasyPrint moves notes of that page to the next one to make room, then leaves the loop before it
  has laid out the line's own notes: they are nowhere. Here a note whose ``footnote-policy`` is
  ``line`` or ``block`` is never moved away from its call, the lines go over to the next page
  instead; and for other notes, the notes of the line that got the room follow it.
* Looking for a line's notes in the list of all notes to come takes time for every box in the line:
  boxes without a note, that is nearly all, are passed over.
"""
# ruff: noqa: ANN001, ANN202, B007, C901, PLR0912, PLR0913, PLR0915, Q000, S101
# ruff: noqa: PLR2004, PLW2901, RET508, SIM108, SIM114

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from weasyprint.layout import block
from weasyprint.layout.block import (
    _break_line,
    collapse_margin,
    iter_line_boxes,
    remove_placeholders,
)

from nkbook.weasy.ours import book_fonts
from nkbook.weasy.paging.notes import splitting

_upstream = block._linebox_layout


def _waiting_notes(context: Any, line: Any) -> Iterator[Any]:
    """Yield the notes called in a line that no page has yet."""
    for box in line.descendants():
        if box.footnote is not None and box.footnote in context.footnotes:
            yield box.footnote


def _may_move(context: Any) -> bool:
    """Return True if the last note of the page may go to the next page to make room for text."""
    notes = context.current_page_footnotes
    return bool(notes) and notes[-1].style["footnote_policy"] == "auto"


def _room(
    context: Any, box: Any, child: Any, line: Any, above: list[Any], below: float, bottom: float
) -> splitting.Room:
    """Return where the page of a line ends; ``above`` are the lines of its paragraph before it."""
    following, is_end = _belonging(context, box, child, line, len(above))
    is_last = is_end and splitting.is_last(context, box)
    return splitting.Room(line, below, bottom, following, is_last)


def _belonging(context: Any, box: Any, child: Any, line: Any, before: int) -> tuple[float, bool]:
    """Return the height of the lines that must follow a line on its page (orphans, widows).

    ``before`` are the lines of the paragraph above it on this page. Return too if no more follow.
    """
    if line.resume_at is None:
        return 0, True
    orphans, widows = box.style["orphans"], box.style["widows"]
    enough = max(orphans, before + 1) - before - 1 + widows
    lines = iter_line_boxes(
        context, child, line.position_y + line.height, 0, line.resume_at, box, [], [], None, None
    )
    heights = []
    ends = False
    for next_line, resume_at in islice(lines, enough):
        remove_placeholders(context, next_line.children, [], [])
        heights.append(next_line.height)
        ends = resume_at is None
    for number in range(max(0, orphans - before - 1), len(heights) + 1):
        if len(heights) in (enough, number) or len(heights) - number >= widows:
            return float(sum(heights[:number])), ends and number == len(heights)
    return float(sum(heights)), ends


# fmt: off
def _linebox_layout(context, box, index, child, new_children, page_is_empty,  # type: ignore[no-untyped-def]  # nkbook
                    absolute_boxes, fixed_boxes, adjoining_margins,
                    bottom_space, position_y, skip_stack, first_letter_style,
                    first_line_style, draw_bottom_decoration, max_lines):
    if book_fonts(context) is None:  # nkbook
        return _upstream(  # nkbook
            context, box, index, child, new_children, page_is_empty,  # nkbook
            absolute_boxes, fixed_boxes, adjoining_margins,  # nkbook
            bottom_space, position_y, skip_stack, first_letter_style,  # nkbook
            first_line_style, draw_bottom_decoration, max_lines)  # nkbook

    abort = stop = False
    resume_at = None
    new_footnotes = []

    assert len(box.children) == 1, 'line box with siblings before layout'

    if adjoining_margins:
        position_y += collapse_margin(adjoining_margins)
    new_containing_block = box
    lines_iterator = iter_line_boxes(
        context, child, position_y, bottom_space, skip_stack, new_containing_block,
        absolute_boxes, fixed_boxes, first_letter_style, first_line_style)
    for i, (line, resume_at) in enumerate(lines_iterator):
        # Break box if we reached max-lines
        if max_lines is not None:
            if max_lines == 0:
                new_children[-1].block_ellipsis = box.style['block_ellipsis']
                break
            max_lines -= 1

        # Update line resume_at and position_y
        line.resume_at = resume_at
        new_position_y = line.position_y + line.height

        # Add bottom padding and border to the bottom position of the
        # box if needed
        draw_bottom_decoration |= resume_at is None
        if draw_bottom_decoration:
            offset_y = box.border_bottom_width + box.padding_bottom
        else:
            offset_y = 0

        # Allow overflow if the first line of the page is higher than the page itself so
        # that we put *something* on this page and can advance in the context.
        overflow = (
            (new_children or not page_is_empty) and
            context.overflows_page(bottom_space, new_position_y + offset_y))
        if overflow:
            # If we couldn’t break the line before but can break now, first try to
            # report footnotes and see if we don’t overflow.
            could_break_before = can_break_now = True
            needed = box.style['widows'] - 1
            for next_line, _ in lines_iterator:
                needed -= 1
                remove_placeholders(
                    context, next_line.children, absolute_boxes, fixed_boxes)
                # Don’t iterate over all lines as it can be long.
                if needed == -1:
                    break
            if len(new_children) + 1 < box.style['orphans']:
                can_break_now = False
            elif needed >= 0:
                can_break_now = False
            if len(new_children) < box.style['orphans']:
                could_break_before = False
            elif needed > 0:
                could_break_before = False
            needed = max(0, needed)
            report = not context.in_column and can_break_now and not could_break_before
            reported_footnotes = 0
            while report and _may_move(context):  # nkbook
                context.report_footnote(context.current_page_footnotes[-1])
                reported_footnotes += 1
                if not context.overflows_page(bottom_space, new_position_y + offset_y):
                    new_children.append(line)
                    stop = True
                    break
            else:
                abort, stop, resume_at = _break_line(
                    context, box, line, new_children, needed, page_is_empty, index,
                    skip_stack, resume_at, absolute_boxes, fixed_boxes)

            # Revert reported footnotes, as they’ve been reported starting from the last
            # one.
            if reported_footnotes >= 2:
                extra = context.reported_footnotes[-1:-reported_footnotes-1:-1]
                context.reported_footnotes[-reported_footnotes:] = extra

            if new_children and new_children[-1] is line:  # nkbook
                for footnote in list(_waiting_notes(context, line)):  # nkbook
                    context.layout_footnote(footnote)  # nkbook
                    context.report_footnote(footnote)  # nkbook
                    new_footnotes.append(footnote)  # nkbook

            break

        # TODO: this is incomplete.
        # See https://drafts.csswg.org/css-page-3/#allowed-pg-brk
        # "When an unforced page break occurs here, both the adjoining
        #  ‘margin-top’ and ‘margin-bottom’ are set to zero."
        # See issue #115.
        elif page_is_empty and context.overflows_page(bottom_space, new_position_y):
            # Remove the top border when a page is empty and the box is
            # too high to be drawn in one page
            new_position_y -= box.margin_top
            line.translate(0, -box.margin_top)
            box.margin_top = 0

        if context.footnotes:
            break_linebox = False
            waiting = list(_waiting_notes(context, line))  # nkbook
            for footnote in waiting:  # nkbook
                overflow = context.layout_footnote(footnote)
                new_footnotes.append(footnote)
                overflow = (
                    overflow or
                    context.reported_footnotes or
                    context.overflows_page(bottom_space, new_position_y + offset_y))
                if overflow:
                    must = page_is_empty and not new_children  # nkbook
                    if must or footnote is waiting[-1]:  # nkbook
                        bottoms = bottom_space, new_position_y + offset_y  # nkbook
                        room = _room(context, box, child, line, new_children, *bottoms)  # nkbook
                        if splitting.fits(context, footnote, room, must):  # nkbook
                            continue  # nkbook
                    context.report_footnote(footnote)
                    # If we've put other content on this page, then we may want
                    # to push this line or block to the next page. Otherwise,
                    # we can't (and would loop forever if we tried), so don't
                    # even try.
                    if new_children or not page_is_empty:
                        if footnote.style['footnote_policy'] == 'line':
                            if needed := box.style['widows'] - 1:
                                for _ in lines_iterator:
                                    needed -= 1
                                    # Don’t iterate over all lines as it can be long.
                                    if needed == 0:
                                        break
                            abort, stop, resume_at = _break_line(
                                context, box, line, new_children, needed, page_is_empty,
                                index, skip_stack, resume_at, absolute_boxes,
                                fixed_boxes)
                            break_linebox = True
                            break
                        elif footnote.style['footnote_policy'] == 'block':
                            abort = break_linebox = True
                            break
            if break_linebox:
                break

        new_children.append(line)
        position_y = new_position_y
        skip_stack = resume_at

    if new_children:
        resume_at = {index: new_children[-1].resume_at}

    return abort, stop, resume_at, position_y, new_footnotes, max_lines
# fmt: on
