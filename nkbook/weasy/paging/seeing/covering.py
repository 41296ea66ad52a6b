"""Finds text on a page over which something else is painted: a box with a ground, or a picture.

Boxes are gone through in the order in which WeasyPrint paints them, from the last to the first.
What is covered so far is a number for each strip of the page, with a bit for each piece of it; so
a page's boxes are looked at once each, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from weasyprint.formatting_structure import boxes
from weasyprint.images import RasterImage
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.stacking import StackingContext

_PIECE = 2.0  # px: the width and height of a piece
_MOST = 0.5  # of a line's pieces: when more are covered, it cannot be read
_OPAQUE = 0.97
_CANVAS = ("html", "body")  # whose background is the page's

_Area: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom; px
# What is painted: an area that covers what is under it, or a box of text.
_Painted: TypeAlias = _Area | Any


def covered(page: Any) -> frozenset[int]:
    """Return the ids of the boxes of text on a weasyprint.Page over which something is painted."""
    if not _may_cover(page._page_box):
        return frozenset()
    whole = (0.0, 0.0, page.width, page.height)
    painted = list(_context(StackingContext.from_page(page._page_box), whole))
    strips: dict[int, int] = {}
    found = set()
    for one in reversed(painted):
        if isinstance(one, tuple):
            _cover(one, strips)
        elif _share(one, strips) > _MOST:
            found.add(id(one))
    return frozenset(found)


def _may_cover(box: Any) -> bool:
    """Return True if a page has boxes out of their places, and something that could cover text."""
    moved = covers = False
    waiting = [box]
    while waiting and not (moved and covers):
        box = waiting.pop()
        moved = moved or _is_moved(box)
        covers = covers or next(_own(box, (0.0, 0.0, 1e6, 1e6)), None) is not None
        waiting += (
            child._box if isinstance(child, AbsolutePlaceholder) else child
            for child in getattr(box, "children", ())
        )
    return moved and covers


def _is_moved(box: Any) -> bool:
    style = box.style
    if style["position"] != "static" or style["transform"] or box.is_grid_item:
        return True
    margins = (getattr(box, f"margin_{side}", 0) for side in ("top", "right", "bottom", "left"))
    return any(isinstance(margin, (int, float)) and margin < 0 for margin in margins)


def _context(context: Any, window: _Area) -> Iterator[_Painted]:
    """Yield what a stacking context paints, in order (CSS 2.2, Appendix E).

    What is turned, or seen through, is left out: it covers nothing for sure.
    """
    box = context.box
    if box.transformation_matrix is not None or box.style["opacity"] < _OPAQUE:
        return
    if isinstance(box, (boxes.BlockLevelBox, boxes.MarginBox, boxes.InlineBlockBox)):
        yield from _own(box, window)
    if box.style["overflow"] != "visible" and not isinstance(box, boxes.PageBox):
        left, top = box.padding_box_x(), box.padding_box_y()
        area = (left, top, left + box.padding_width(), top + box.padding_height())
        window = _common(window, area)
    for inner in context.negative_z_contexts:
        yield from _context(inner, window)
    for block in context.block_level_boxes:
        yield from _own(block, window)
    for inner in context.float_contexts:
        yield from _context(inner, window)
    if isinstance(box, boxes.InlineBox):
        yield from _inline(box, window)
    yield from _blocks({box: context.blocks_and_cells}, window)
    for inner in (*context.zero_z_contexts, *context.positive_z_contexts):
        yield from _context(inner, window)


def _blocks(blocks: dict[Any, Any], window: _Area) -> Iterator[_Painted]:
    """Yield the lines of blocks and of those in them, and their pictures."""
    for block, inner in blocks.items():
        if isinstance(block, boxes.ReplacedBox):
            yield from _own(block, window)
        elif block.children and isinstance(block.children[-1], boxes.LineBox):
            for line in block.children:
                yield from _inline(line, window)
        yield from _blocks(inner, window)


def _inline(box: Any, window: _Area) -> Iterator[_Painted]:
    if isinstance(box, StackingContext):
        yield from _context(box, window)
    elif isinstance(box, boxes.TextBox):
        yield box
    else:
        yield from _own(box, window)
        for child in getattr(box, "children", ()):
            yield from _inline(child, window)


def _own(box: Any, window: _Area) -> Iterator[_Area]:
    """Yield the area that a box covers of itself, if it does, as far as it is in a window."""
    if isinstance(box, (boxes.TextBox, boxes.PageBox)) or box.element_tag in _CANVAS:
        return
    style = box.style
    if style["visibility"] != "visible":
        return
    colour = style["background_color"]
    colour = style["color"] if colour == "currentcolor" else colour
    if colour.alpha >= _OPAQUE:
        left, top = box.border_box_x(), box.border_box_y()
        yield _common(window, (left, top, left + box.border_width(), top + box.border_height()))
    elif isinstance(box, boxes.ReplacedBox) and _is_opaque(box.replacement):
        left, top = box.content_box_x(), box.content_box_y()
        yield _common(window, (left, top, left + box.width, top + box.height))


def _is_opaque(picture: Any) -> bool:
    """Return True for a photograph; of drawings, and pictures with alpha, nobody knows."""
    return isinstance(picture, RasterImage) and "A" not in str(getattr(picture, "mode", "A"))


def _common(one: _Area, other: _Area) -> _Area:
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def _bits(left: float, right: float) -> int:
    """Return the pieces whose middle is between two edges, as bits."""
    first, last = max(0, round(left / _PIECE)), max(0, round(right / _PIECE))
    return (1 << last) - (1 << first) if last > first else 0


def _cover(area: _Area, strips: dict[int, int]) -> None:
    left, top, right, bottom = area
    bits = _bits(left, right)
    if bits:
        for strip in range(max(0, round(top / _PIECE)), round(bottom / _PIECE)):
            strips[strip] = strips.get(strip, 0) | bits


def _share(text: Any, strips: dict[int, int]) -> float:
    """Return how much of the middle of a line of text is covered."""
    bits = _bits(text.position_x, text.position_x + text.width)
    strip = strips.get(int((text.position_y + text.height / 2) / _PIECE), 0)
    return (bits & strip).bit_count() / bits.bit_count() if bits else 0.0
