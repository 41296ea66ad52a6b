"""Fills a page whose text ends lines above its foot: with a line of white more above headings.

A page ends early where what comes next must stay together: a heading with its text, the last two
lines of a paragraph with the note that one of them calls. Where it would end two lines early or
more, what the page has of headings, figures and tables gets a line of white more each, so that
text ends where it does on the page beside it (CLREQ §2.2). Whole lines: the grid stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from nkbook.weasy.compose.composition import composition_of
from nkbook.weasy.compose.grid import is_on_grid

_EARLY = 2  # lines: as many as a reader sees
# What may have more white above, those first that have most.
_PLACES = ("h2", "h3", "h4", "h5", "h6", "figure", "table")
_SAME = 0.05  # of a line


def fill(page: Any, resume_at: Any, next_page: Any) -> None:
    """Move down what stands on a page below headings, if text goes on over the next page."""
    goes_on = next_page["page"] in (None, page.page_type.name)
    if resume_at is None or next_page["break"] != "any" or not goes_on:
        return
    root, notes, *_ = page.children
    composition = composition_of(root.style)
    if composition is None:
        return
    pitch = composition.shaper.metrics(root.style).line_height
    lines = [line for line in _lines(root) if is_on_grid(line.style)]
    if pitch <= 0 or not lines:
        return
    foot = page.content_box_y() + page.height
    if notes.children:
        foot -= notes.margin_height()
    white = foot - max(box.position_y + box.height for box in _solid(root))
    count = int(white / pitch + _SAME) - _EARLY + 1
    places = [box for box in _places(root) if box.border_box_y() > page.content_box_y() + pitch]
    places.sort(key=lambda box: _PLACES.index(box.element_tag))
    for box in places[: max(0, count)]:
        _lower(root, box, pitch)


def _lines(box: Any) -> Iterator[Any]:
    return (one for one in box.descendants() if isinstance(one, boxes.LineBox))


def _solid(root: Any) -> Iterator[Any]:
    """Yield what can be seen of a text block: lines, pictures, tables."""
    for box in root.descendants():
        if isinstance(box, boxes.LineBox | boxes.ReplacedBox | boxes.TableBox):
            yield box


def _places(box: Any) -> Iterator[Any]:
    """Yield the boxes that may have more white above, none that stands in a frame or a column."""
    for child in box.children:
        if isinstance(child, AbsolutePlaceholder) or not child.is_in_normal_flow():
            continue
        if child.element_tag in _PLACES:
            yield child
        elif type(child) is boxes.BlockBox and not _has_frame(child):
            yield from _places(child)


def _has_frame(box: Any) -> bool:
    return bool(
        box.border_top_width
        or box.border_bottom_width
        or box.padding_bottom
        or box.style["column_count"] != "auto"
        or box.style["column_width"] != "auto"
        or box.style["background_color"].alpha
    )


def _lower(parent: Any, place: Any, height: float) -> bool:
    """Move a box in ``parent`` and all that follows it down; return True if it's there."""
    for number, child in enumerate(parent.children):
        if child is place or (
            type(child) is boxes.BlockBox and child.children and _lower(child, place, height)
        ):
            for later in parent.children[number + (child is not place) :]:
                later.translate(dy=height)
            parent.height += height
            return True
    return False
