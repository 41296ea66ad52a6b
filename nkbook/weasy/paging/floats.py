"""Figures that find no room on a page let the text behind them fill it, and head the next one.

CSS has no floats to the head of a page that WeasyPrint knows (CSS Page Floats 3). A figure with
``--floats: on`` changes places with the paragraph after it, again and again, until the page is
full; where that paragraph goes on overleaf, the figure stands above the rest of it. A picture
behind a table that has a page for itself may stand before it. It never passes a heading, nor notes
if its caption has one: they keep the order of their numbers. One with ``--floats: page`` has a page
for itself, one with ``top`` heads the next page also if it has room, and one with ``bottom`` stands
at the foot of its page, above the notes. One with ``plate`` covers a page and the bleed round it.
"""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from nkbook.weasy.compose.composition import composition_of
from nkbook.weasy.compose.properties import custom_property
from nkbook.weasy.facts import PLATE
from nkbook.weasy.ours import AT_FOOT
from nkbook.weasy.paging.lengths.order import order_of
from nkbook.weasy.paging.pictures.smaller import in_flow_layout as _in_flow_layout

_FLOATS = ("figure", "div")  # a div of figures beside each other
_WAYS = ("on", "page", "top", "bottom", PLATE)
_WHOLE_PAGE = ("page", PLATE)
_SAME = 0.01  # of a line
_TEXTS = ("p", "blockquote", "ul", "ol", "dl")
# What _in_flow_layout returns: abort, stop, resume_at, position_y, adjoining_margins, …
_STOP, _RESUME, _POSITION, _MARGINS, _NEXT, _CHILDREN = 1, 2, 3, 4, 5, 6
_BLEED = 3 * 96 / 25.4  # CSS pixels, of every trim size
# On a figure: where the paragraph before it goes on, on the page that the figure is to head, and
# the number of that page.
_HEADS: Final = "nkbook_heads"
_PLACED: Final = "nkbook_placed"
# And where it goes on itself, by the numbers of the pages after that.
_REST: Final = "nkbook_rest"
_MARKS = (_HEADS, _PLACED, _REST, "style")


def in_flow_layout(  # noqa: PLR0913, C901 — WeasyPrint’s own
    context: Any,
    box: Any,
    index: int,
    _: Any,
    new_children: Any,
    page_is_empty: bool,
    absolute_boxes: Any,
    fixed_boxes: Any,
    adjoining_margins: Any,
    bottom_space: Any,
    position_y: Any,
    skip_stack: Any,
    *rest: Any,
) -> Any:
    """Lay out a child of a box, or the paragraph behind a figure that does not fit."""

    def lay(number: int, children: Any, margins: Any, top: Any, skip: Any) -> Any:
        child = box.children[number]
        child.position_y = top
        below = bottom_space
        if _is_turned(child):  # what is turned goes on overleaf where the measure ends
            below = max(below, context.page_bottom - top - box.width)
        return _in_flow_layout(
            context, box, number, child, children, page_is_empty, absolute_boxes, fixed_boxes,
            margins, below, top, skip, *rest,
        )  # fmt: skip

    def text(skip: Any) -> Any:
        return _text(context, lay, box, index, new_children, adjoining_margins, position_y, skip)

    def figure_alone(skip: Any) -> Any:
        return lay(index, new_children, [*adjoining_margins], position_y, skip)

    def passed(other: int | None, laid: Any) -> Any:
        """Lay out a child from behind the figure in its place; None if it has no room either."""
        if other is None:
            return None
        _move(box, other, index)
        box.children[index].position_x = box.content_box_x()
        filled = laid(None)
        if filled[_RESUME] == {index: None}:
            _move(box, index, other)
            return None
        return filled

    child = box.children[index]  # the one that was asked for may have changed places
    child.position_x = box.content_box_x()
    if _floats(child):
        *_, next_page, max_lines = rest
        if getattr(child, _PLACED, None) is not None:  # above what precedes it
            return (False, False, None, position_y, adjoining_margins, next_page, new_children,
                    max_lines)  # fmt: skip
        way, behind = _way(child), _text_behind(box, index)
        if behind is not None and _has_call(child) and _has_call(box.children[behind]):
            behind = None  # a note of the caption would come after those whose numbers follow
        goes_over = (way == "page" and new_children) or (
            way == "top" and behind is not None and (new_children or not page_is_empty)
        )
        if way == PLATE and (new_children or not _is_plate(context)):
            goes_over, next_page = True, {"break": "any", "page": PLATE}
        if goes_over and not context.in_column:
            made = (False, True, {index: None}, position_y, adjoining_margins, next_page,
                    new_children, max_lines)  # fmt: skip
        else:
            before = len(new_children)
            made = lay(index, new_children, [*adjoining_margins], position_y, skip_stack)
            figures = [] if made[_STOP] else made[_CHILDREN][before:]
            if way == "bottom" and figures and not context.in_column:
                _keep_for_foot(context, figures)
                made = (*made[:_POSITION], position_y, adjoining_margins, *made[_MARGINS + 1 :])
            if skip_stack is None and made[_RESUME] is None:
                _centre(figures)
            if way == PLATE and not context.in_column:
                made = (*made[:_POSITION], _cover(context, figures), *made[_MARGINS:])
        if not (made[_STOP] and made[_RESUME] == {index: None}):
            return made
        figure = _figure_behind(box, index)
        if figure is not None or behind is not None:
            order_of(context).note(box, child, _MARKS)
        return passed(figure, figure_alone) or passed(behind, text) or made
    return text(skip_stack)


def _text(  # noqa: PLR0913 — as above
    context: Any, lay: Any, box: Any, index: int, children: Any, margins: Any, top: Any, skip: Any
) -> Any:
    """Lay out a child that does not float, below the figure that heads the page before it."""
    page = context.current_page
    figure: Any = box.children[index + 1] if index + 1 < len(box.children) else None
    heads = _floats(figure) and _way(figure) != "bottom"
    if not (heads and _is_text(box.children[index])):
        return lay(index, children, margins, top, skip)
    order_of(context).note(box, figure, _MARKS)
    if skip is None:
        for mark in (_HEADS, _PLACED, _REST):
            setattr(figure, mark, None)
    elif getattr(figure, _HEADS, None) == skip and (
        getattr(figure, _PLACED) in (None, page) or page in (getattr(figure, _REST) or ())
    ):
        figure.style = figure.style.copy()
        figure.style["break_after"] = "avoid"  # or the text would begin again
        figure.position_x = box.content_box_x()
        headed = _head(
            context, figure, page, lambda goes_on: lay(index + 1, children, margins, top, goes_on)
        )
        if headed[_STOP] and headed[_RESUME]:  # nothing else has room
            return (*headed[:_RESUME], {index: skip}, *headed[_RESUME + 1 :])
        if not headed[_STOP]:
            top, margins = headed[_POSITION], headed[_MARGINS]
    made = lay(index, children, margins, top, skip)
    if skip is None and made[_RESUME]:
        setattr(figure, _HEADS, made[_RESUME].get(index))
    elif skip is not None and made[_RESUME] == {index: None}:  # the figure has left no room for it
        made = (*made[:_RESUME], {index: skip}, *made[_RESUME + 1 :])
    if _way(figure) == PLATE and skip is None and made[_RESUME]:  # the page after is its own
        made = (*made[:_NEXT], {"break": "any", "page": PLATE}, *made[_NEXT + 1 :])
    return made


def _head(context: Any, figure: Any, page: int, lay: Any) -> Any:
    """Lay out a figure at the head of a page, or what is left of it; as WeasyPrint returns it.

    It stops, and goes on somewhere, if there is no room below it.
    """
    rests = getattr(figure, _REST) or {}
    begun = rests.get(page)
    made = lay(begun)
    inside = [*(made[_RESUME] or {}).values()][:1] if made[_STOP] else []
    goes_on = inside[0] if inside else None
    setattr(figure, _PLACED, None if made[_STOP] and not goes_on else page)
    setattr(figure, _REST, {**rests, page + 1: goes_on} if goes_on else rests)
    if goes_on or made[_STOP]:
        return made if goes_on else (*made[:_RESUME], None, *made[_RESUME + 1 :])
    if begun is None:
        _centre(made[_CHILDREN][-1:])
    if _way(figure) == PLATE:
        _cover(context, made[_CHILDREN][-1:])
    if _way(figure) in _WHOLE_PAGE:
        return (*made[:_STOP], True, {0: None}, *made[_RESUME + 1 :])
    return made


def _text_behind(box: Any, index: int) -> int | None:
    """Return the number of the text behind a figure, and behind those that follow it, or None."""
    for number in range(index + 1, len(box.children)):
        if not _floats(box.children[number]):
            return number if _is_text(box.children[number]) else None
    return None


def _figure_behind(box: Any, index: int) -> int | None:
    """Return the number of a picture right behind a table with a page for itself, or None.

    Pictures and tables are numbered apart: it may stand before it.
    """
    table, *behind = box.children[index : index + 2]
    figure = behind[0] if behind and _way(table) == "page" else None
    may_pass = (
        _floats(figure)
        and _way(figure) == "on"
        and _has_table(table)
        and not _has_table(figure)
        and not (_has_call(table) and _has_call(figure))
    )
    return index + 1 if may_pass else None


def _has_table(box: Any) -> bool:
    return any(one.element_tag == "table" for one in box.descendants())


def _has_call(box: Any) -> bool:
    """Return True if a note is called in a box."""
    return any(one.footnote is not None for one in box.descendants())


def _move(box: Any, start: int, end: int) -> None:
    """Give a child another place among those of its box."""
    children = list(box.children)
    children.insert(end, children.pop(start))
    box.children = children


def _floats(box: Any) -> bool:
    return box is not None and box.element_tag in _FLOATS and _way(box) in _WAYS


def _is_turned(box: Any) -> bool:
    return _floats(box) and box.style["transform"] != ()


def _way(box: Any) -> Any:
    return custom_property(box.style, "floats")


def _keep_for_foot(context: Any, figures: list[Any]) -> None:
    """Keep the foot of the page for figures that were laid out where the text goes on."""
    area = context.current_footnote_area
    composition = composition_of(context)
    for figure in figures:
        height = figure.margin_top + figure.border_height()
        if composition is not None:
            pitch = composition.shaper.metrics(figure.style).line_height
            height = ceil(height / pitch - _SAME) * pitch if pitch else height
        context.page_bottom -= height
        AT_FOOT.put(area, (*(AT_FOOT.get(area) or ()), figure))


def _centre(figures: list[Any]) -> None:
    """Put what has its page for itself, or is turned on it, in the middle of it."""
    for figure in figures:
        if _way(figure) == "page" and figure.children:
            bottom = max(one.position_y + one.margin_height() for one in figure.children)
            white = figure.content_box_y() + figure.height - bottom
            for child in figure.children:
                child.translate(0, max(0.0, white / 2))


def _is_plate(context: Any) -> bool:
    """Return True if the page that is made is one for a plate."""
    _, begins, *_ = context.page_maker[context.current_page - 1]
    return bool(begins["page"] == PLATE)


def _cover(context: Any, figures: list[Any]) -> float:
    """Let the picture of a plate cover its page and the bleed, all but its caption at the foot.

    Return where the page ends: nothing else has room on it.
    """
    page_height = float(context.page_bottom)
    for figure in figures:
        picture, *below = figure.children
        edge = picture.position_y + picture.margin_height()
        caption = figure.border_height() - (edge - figure.border_box_y()) if below else -_BLEED
        top = figure.content_box_y() - _BLEED
        height = page_height + _BLEED - caption
        for one in below:
            one.translate(0, top + height - edge)
        picture.position_y, picture.height = top, height
        figure.height = page_height
    return page_height


def put_at_foot(context: Any, page: Any) -> None:
    """Move the figures of a page that belong at its foot there, the last one lowest."""
    _, notes, *_ = page.children
    bottom = page.content_box_y() + page.height
    if notes.children:
        bottom -= notes.margin_height()
    for figure in reversed(AT_FOOT.get(context.current_footnote_area) or ()):
        figure.translate(0, bottom - figure.border_box_y() - figure.border_height())
        bottom = figure.border_box_y() - figure.margin_top


def _is_text(box: Any) -> bool:
    return box is not None and box.element_tag in _TEXTS and box.is_in_normal_flow()
