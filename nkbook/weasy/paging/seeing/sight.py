"""Tells whether text that is on a page can be seen there.

A stylesheet can leave a box in its place and hide what is in it: by opacity, by the colour of the
paper, by a size of nothing, cut off by the box around it, or turned out of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from weasyprint.formatting_structure import boxes

_LEAST_OPACITY = 0.03
_LEAST_SIZE = 2.0  # px: lower than what anybody reads
_SAME = 0.02  # of a channel from 0 to 1: a difference that nobody sees
_LEAST_TURN = 1e-4  # by which area is shrunk to nothing
_ROOTS = ("html", "body")  # whose overflow is the page's

_Colour: TypeAlias = tuple[float, float, float]
_Rectangle: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom; px
_WHITE: _Colour = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Sight:
    """What is around a box, as far as it decides whether text in the box is seen."""

    page: _Rectangle
    opacity: float = 1.0
    window: _Rectangle | None = None  # all that is outside is cut off
    cut_by: str = ""  # the property that does
    matrix: Any = None
    paper: _Colour | None = _WHITE  # behind the text; None where it is not one colour


def of_page(page: Any) -> Sight:
    """Return what is around the boxes of a weasyprint.Page."""
    return inside(page._page_box, Sight((0.0, 0.0, page.width, page.height)))


def inside(box: Any, sight: Sight) -> Sight:
    """Return what is around the children of a box."""
    style = box.style
    if box.transformation_matrix is not None:
        own = box.transformation_matrix
        sight = replace(sight, matrix=own @ sight.matrix if sight.matrix is not None else own)
    if style["opacity"] < 1:
        sight = replace(sight, opacity=sight.opacity * style["opacity"])
    if style["position"] in ("absolute", "fixed"):
        sight = replace(sight, paper=None)  # it may lie on anything
        if style["clip"]:
            sight = _cut(sight, _clip(box), "clip")
    if style["overflow"] != "visible" and _cuts(box):
        left, top = box.padding_box_x(), box.padding_box_y()
        area = (left, top, left + box.padding_width(), top + box.padding_height())
        sight = _cut(sight, area, "overflow")
    return _on_background(style, sight)


def hidden_by(box: Any, sight: Sight) -> str:
    """Return the property that hides a box of text, "" for one that is seen."""
    style = box.style
    if sight.opacity < _LEAST_OPACITY:
        return "opacity"
    if style["font_size"] < _LEAST_SIZE:
        return "font-size"
    if _is_invisible(style["color"], sight.paper):
        return "color"
    return "" if sight.matrix is None and sight.window is None else _away(box, sight)


def _is_invisible(colour: Any, paper: _Colour | None) -> bool:
    if colour.alpha < _LEAST_OPACITY:
        return True
    return paper is not None and _is_same(_shown(colour), paper)


def _away(box: Any, sight: Sight) -> str:
    """Return the property that takes the middle of a box off the page or behind an edge."""
    x, y = box.position_x + box.width / 2, box.position_y + box.height / 2
    if sight.matrix is not None:
        x, y = sight.matrix.transform_point(x, y)
        if abs(sight.matrix.determinant) < _LEAST_TURN or not _holds(sight.page, x, y):
            return "transform"
    if sight.window is not None and not _holds(sight.window, x, y):
        return sight.cut_by
    return ""


def _cuts(box: Any) -> bool:
    is_block = isinstance(box, boxes.BlockContainerBox) and not isinstance(box, boxes.PageBox)
    return is_block and box.element_tag not in _ROOTS


def _on_background(style: Any, sight: Sight) -> Sight:
    if any(kind != "none" for kind, _ in style["background_image"]):
        return replace(sight, paper=None)
    colour = style["background_color"]
    colour = style["color"] if colour == "currentcolor" else colour
    if colour.alpha >= 1:
        return replace(sight, paper=_shown(colour))
    if colour.alpha > 0 and sight.paper is not None:
        mixed = tuple(
            colour.alpha * over + (1 - colour.alpha) * under
            for over, under in zip(_shown(colour), sight.paper, strict=True)
        )
        return replace(sight, paper=mixed)
    return sight


def _shown(colour: Any) -> _Colour:
    """Return a colour in sRGB; inks, which tinycss2 cannot convert, roughly (CSS Color 5 §7)."""
    if colour.space == "device-cmyk":
        *inks, black = colour.coordinates
        cyan, magenta, yellow = ((1 - ink) * (1 - black) for ink in inks)
        return cyan, magenta, yellow
    red, green, blue = colour.to("srgb").coordinates
    return red, green, blue


def _is_same(one: _Colour, other: _Colour) -> bool:
    return all(abs(a - b) < _SAME for a, b in zip(one, other, strict=True))


def _clip(box: Any) -> _Rectangle:
    """Return the area that ``clip`` leaves (CSS 2.2 §11.1.2)."""
    sizes = (0.0, box.border_width(), box.border_height(), 0.0)
    top, right, bottom, left = (
        size if value == "auto" else value
        for value, size in zip(box.style["clip"], sizes, strict=True)
    )
    x, y = box.border_box_x(), box.border_box_y()
    return x + left, y + top, x + right, y + bottom


def _cut(sight: Sight, area: _Rectangle, by: str) -> Sight:
    """Narrow the window to an area of the box, where it is on the page."""
    if sight.matrix is not None:
        left, top, right, bottom = area
        corners = [sight.matrix.transform_point(x, y) for x in (left, right) for y in (top, bottom)]
        across, down = zip(*corners, strict=True)
        area = (min(across), min(down), max(across), max(down))
    window = sight.window
    if window is not None:
        area = (
            max(area[0], window[0]),
            max(area[1], window[1]),
            min(area[2], window[2]),
            min(area[3], window[3]),
        )
    return replace(sight, window=area, cut_by=by)


def _holds(area: _Rectangle, x: float, y: float) -> bool:
    left, top, right, bottom = area
    return left <= x <= right and top <= y <= bottom
