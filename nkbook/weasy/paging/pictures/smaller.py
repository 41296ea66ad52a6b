"""A photograph or a screenshot that has no room on its page is made smaller, if a little is enough.

Pictures between the steps of a list, or right above a heading, have no text behind them that could
fill the page in their place (see ``floats``): each leaves white what is left of its page, and a
manual of forty screenshots has forty such pages. A compositor sizes pictures to the page. So those
of a paragraph or a figure that would go overleaf get the height that is left, down to six tenths of
their own, or to half where they took half a page. Drawings keep their size, since their letters are
as large as they were meant to be, and so does a picture whose author gave it one in a unit of
length.

A picture of some height among the words of a paragraph has a line for itself.
"""

from __future__ import annotations

from math import inf
from typing import Any, Final

from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes
from weasyprint.images import RasterImage
from weasyprint.layout import block
from weasyprint.layout.inline import inline_replaced_box_layout

from nkbook.weasy.compose.composition import composition_of
from nkbook.weasy.compose.properties import custom_property

_in_flow_layout = block._in_flow_layout

LEAST: Final = 0.6  # of a picture's size
_LEAST_OF_HIGH: Final = 0.5
_HIGH: Final = 12  # lines: half a page, more or less
_TALL: Final = 4  # lines: what is lower is a sign among words
_TRIES: Final = 4
_TEXTS: Final = ("p", "blockquote", "ul", "ol", "dl")
_IN_TEXT: Final = ("", "on", "off", "bottom")
_SAME: Final = 0.01  # CSS pixels


def in_flow_layout(  # noqa: PLR0913 — WeasyPrint’s own
    context: Any,
    box: Any,
    index: int,
    child: Any,
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
    """Lay out a child of a box, with smaller pictures if it has room with them alone."""
    _give_lines(context, box, child)
    heads_page = page_is_empty and not new_children
    if skip_stack is None and not heads_page and not context.in_column:
        child = _with_room(context, box, index, child, bottom_space, adjoining_margins)
    return _in_flow_layout(
        context, box, index, child, new_children, page_is_empty, absolute_boxes, fixed_boxes,
        adjoining_margins, bottom_space, position_y, skip_stack, *rest,
    )  # fmt: skip


def _with_room(  # noqa: PLR0913 — what the layout of a child takes
    context: Any, parent: Any, index: int, box: Any, bottom_space: float, margins: list[Any]
) -> Any:
    """Return a box with its pictures as large as there is room for, or the box as it is."""
    composition = composition_of(context)
    if composition is None or not _is_figure_or_lines(box):
        return box
    if custom_property(box.style, "floats") not in _IN_TEXT:  # it has a page, or the head of one
        return box
    pitch = composition.shaper.metrics(box.style).line_height
    tall = _tall(box, parent, _TALL * pitch)
    widths = {way: one.width for way, one in tall.items() if not _is_given(one)}
    heights = sum(tall[way].height for way in widths)
    room = context.page_bottom - bottom_space - box.position_y
    least = _LEAST_OF_HIGH if heights > _HIGH * pitch else LEAST
    if not widths or least * heights > room or _text_fills(parent, index):
        return box
    scale, smaller = 1.0, box
    for _ in range(_TRIES):
        over = _height(context, parent, smaller, margins) - room
        if over <= _SAME:
            return smaller
        scale -= over / heights
        if scale < least:
            break
        smaller = _scaled(box, widths, scale)
    return box


def _is_figure_or_lines(box: Any) -> bool:
    """Return True for a figure, and for a block of lines, that may hold pictures and no notes."""
    if not isinstance(box, boxes.BlockBox) or box.is_table_wrapper:
        return False
    if box.element.find(".//img") is None:  # in C: this is asked for every paragraph
        return False
    holds_lines = any(isinstance(one, boxes.LineBox) for one in box.children)
    return (holds_lines or box.element_tag == "figure") and all(
        one.footnote is None and one.is_in_normal_flow() for one in box.descendants()
    )


def _tall(box: Any, parent: Any, least: float) -> dict[tuple[int, ...], Any]:
    """Return the way to each picture higher than ``least`` (CSS pixels), and it with its size."""
    found = {}
    for way, one in _pictures(box, ()):
        laid = one.copy()
        block.resolve_percentages(laid, parent)
        inline_replaced_box_layout(laid, parent)
        if laid.height > least:
            found[way] = laid
    return found


def _is_given(laid: Any) -> bool:
    """Return True if a picture is as wide as its author said, in a unit of length."""
    width = laid.style["width"]
    return bool(width != "auto" and width.unit == "px" and abs(laid.width - width.value) < _SAME)


def _pictures(box: Any, way: tuple[int, ...]) -> Any:
    for number, one in enumerate(box.children):
        if isinstance(one, boxes.ReplacedBox):
            if isinstance(one.replacement, RasterImage):
                yield (*way, number), one
        elif isinstance(one, boxes.ParentBox):
            yield from _pictures(one, (*way, number))


def _scaled(box: Any, widths: dict[tuple[int, ...], float], scale: float) -> Any:
    """Return a copy of a box with its pictures in another size."""
    copy = box.deepcopy()
    for way, width in widths.items():
        one = copy
        for number in way:
            one = one.children[number]
        _widen(one, (1 - scale) * width)  # lines are divided as before
        one.style["width"] = Dimension(scale * width, "px")
        one.style["height"] = "auto"
        one.style["max_height"] = Dimension(inf, "px")
    return copy


def _widen(picture: Any, white: float) -> None:
    """Give a picture white on both sides, together so wide (CSS pixels)."""
    style = picture.style = picture.style.copy()
    for side in ("margin_left", "margin_right"):
        if style[side] != "auto" and style[side].unit == "px":
            style[side] = Dimension(style[side].value + white / 2, "px")


def _give_lines(context: Any, parent: Any, box: Any) -> None:
    """Let a high picture that follows words in its paragraph take a whole line, in the middle."""
    composition = composition_of(context)
    if composition is None or not _is_figure_or_lines(box):
        return
    copy = box.copy()
    block.resolve_percentages(copy, parent)
    beside = (copy.margin_left, copy.margin_right, copy.padding_left, copy.padding_right)
    measure = parent.width - sum(0 if one == "auto" else one for one in beside)
    least = _TALL * composition.shaper.metrics(box.style).line_height
    pictures = dict(_pictures(box, ()))
    for way, laid in _tall(box, parent, least).items():
        white = measure - laid.margin_width()
        if white > 1 and _follows_words(box, way):
            _widen(pictures[way], white)


def _follows_words(box: Any, way: tuple[int, ...]) -> bool:
    """Return True if there are words before a picture in its paragraph."""
    for number in way:
        before = box.children[:number]
        if any(
            isinstance(text, boxes.TextBox) and text.text.strip()
            for one in before
            for text in (one, *(one.descendants() if isinstance(one, boxes.ParentBox) else ()))
        ):
            return True
        box = box.children[number]
    return False


def _height(context: Any, parent: Any, box: Any, margins: list[Any]) -> float:
    """Return how high a box is with what its margins add, on a page without an end."""
    place = box.position_y
    made, *_ = block.block_level_layout(context, box, -1e6, None, parent, False, [], [], [*margins])
    box.position_y = place
    return float(made.border_box_y() + made.border_height() - place)


def _text_fills(parent: Any, index: int) -> bool:
    """Return True if text behind a figure can take its place on the page."""
    if custom_property(parent.children[index].style, "floats") != "on":
        return False
    for box in parent.children[index + 1 :]:
        if custom_property(box.style, "floats") != "on":
            return box.element_tag in _TEXTS
    return False
