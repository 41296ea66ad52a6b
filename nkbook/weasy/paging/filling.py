"""Fills a page whose text ends lines above its foot: with a line of white more above headings.

A page ends early where what comes next must stay together: a heading with its text, the last two
lines of a paragraph with the note that one of them calls. Where it would end two lines early or
more, what the page has of headings, figures and tables gets a line of white more each, then the
entries of its lists, if there is a line for every one, and at last what stands below the title of a
chapter, so that text ends where it does on the page beside it (CLREQ §2.2). Whole lines: the grid
stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from nkbook.model.trees import has_class
from nkbook.weasy.compose.composition import Composition, composition_of
from nkbook.weasy.compose.grid import is_on_grid
from nkbook.weasy.facts import PLATE

EARLY = 2  # lines: as many as a reader sees
# What may have more white above, those first that have most.
_PLACES = ("h2", "h3", "h4", "h5", "h6", "figure", "table", "dl", "dt")
_ENTRIES = ("dl", "dt")  # only if there is some: else they go on with what is above
_SAME = 0.1  # of a line: what looks like one more


def fill(page: Any, resume_at: Any, next_page: Any) -> None:
    """Move down what stands on a page below headings, if text goes on over the next page."""
    goes_on = next_page["page"] in (None, page.page_type.name, PLATE)
    if resume_at is None or next_page["break"] != "any" or not goes_on:
        return
    root, notes, *_ = page.children
    composition = composition_of(root.style)
    if composition is None:
        return
    foot = page.content_box_y() + page.height
    if notes.children:
        foot -= notes.margin_height()
    end = text_end(composition, root, foot)
    if end is None:
        return
    for box in _places_of(page, root, end):
        _lower(root, box, end.pitch)


class TextEnd(NamedTuple):
    """Where the text of a page ends: lines above its foot, and what a line is high (CSS pixels)."""

    early: int
    white: float
    pitch: float


def text_end(composition: Composition, root: Any, foot: float) -> TextEnd | None:
    """Return where the text of a page ends; None if it has no lines of text.

    ``foot`` is where it could end.
    """
    pitch = composition.shaper.metrics(root.style).line_height
    if pitch <= 0 or not any(is_on_grid(line.style) for line in lines_of(root)):
        return None
    white = foot - max(box.position_y + box.height for box in _solid(root))
    return TextEnd(int(white / pitch + _SAME), white, pitch)


def filled(page: Any, root: Any, end: TextEnd) -> int:
    """Return how many lines early the text of a page ends once it's filled."""
    return end.early - len(_places_of(page, root, end))


def _places_of(page: Any, root: Any, end: TextEnd) -> list[Any]:
    """Return what gets more white above, but at the head of its page.

    Entries look alike, so that one of them with more white than others looks wrong.
    """
    head = page.content_box_y() + end.pitch
    places = sorted((box for box in _places(root) if box.border_box_y() > head), key=_rank)
    most = max(0, end.early - EARLY + 1)
    if any(box.element_tag in _ENTRIES for box in places[most:]):  # not all get their line
        places = [box for box in places if box.element_tag not in _ENTRIES]
    return places[:most]


def _rank(box: Any) -> int:
    name = box.element_tag
    return _PLACES.index(name) if name in _PLACES else len(_PLACES)


def lines_of(box: Any) -> Iterator[Any]:
    """Return the lines of a box."""
    return (one for one in box.descendants() if isinstance(one, boxes.LineBox))


def _solid(root: Any) -> Iterator[Any]:
    """Yield what can be seen of a text block: lines, pictures, tables."""
    for box in root.descendants():
        if isinstance(box, boxes.LineBox | boxes.ReplacedBox | boxes.TableBox):
            yield box


def _places(box: Any) -> Iterator[Any]:
    """Yield the boxes that may have more white above, none that stands in a frame or a column."""
    below_title = False
    for child in box.children:
        if isinstance(child, AbsolutePlaceholder) or not child.is_in_normal_flow():
            continue
        name = child.element_tag
        is_entry = name in _ENTRIES
        if (name in _PLACES and (child.margin_top > 0 or not is_entry)) or below_title:
            yield child
        below_title = name == "header" and has_class(child.element, "opener")
        holds = is_entry or name not in _PLACES
        if holds and type(child) is boxes.BlockBox and not _has_frame(child):
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
