"""The paragraphs of a page that can be set a line longer or shorter, and what that costs."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, NamedTuple

from nkbook.typesetting.lengths import Lengths
from nkbook.typesetting.lines import Lines
from nkbook.weasy.compose.composition import Composition
from nkbook.weasy.compose.grid import is_on_grid
from nkbook.weasy.compose.plan import Plan, plan_of
from nkbook.weasy.ours import CONTINUES, CUT
from nkbook.weasy.paging.filling import lines_of
from nkbook.weasy.paging.notes.splitting import laid_notes

# Badness that a line may have for the sake of the page: ideographs less than .1 em apart in text;
# notes, whose words are looser anyway, stay as even as they are.
_TEXT, _NOTE = 1.9, 0.5


class Way(NamedTuple):
    """A paragraph with a line more or less, from the first line on that a page has of it."""

    cost: float  # demerits more than as usual
    name: Hashable
    start: int
    lines: int
    lower: float  # by how much the text or the notes become higher, CSS pixels


def text_ways(composition: Composition, root: Any, lengths: Lengths) -> list[Way]:
    """Return what can be set otherwise in the text of a page whose lengths were chosen."""
    before, composition.lengths = composition.lengths, lengths
    text = [line for line in lines_of(root) if is_on_grid(line.style)]
    found = sorted(_ways(composition, text, _TEXT), key=lambda way: way.cost)
    composition.lengths = before
    return found


def ways_of(composition: Composition, context: Any, root: Any) -> list[Way]:
    """Return what can be set otherwise on a page that is laid out, the cheapest first."""
    text = [line for line in lines_of(root) if is_on_grid(line.style)]
    found = list(_ways(composition, text, _TEXT))
    area = context.current_footnote_area
    notes = list(laid_notes(context, area))
    if CUT.get(area):
        notes = notes[:-1]
    for note in notes:
        if not CONTINUES.get(note):
            found += _ways(composition, lines_of(note), _NOTE)
    return sorted(found, key=lambda way: way.cost)


def _ways(composition: Composition, lines: Any, most: float) -> Iterator[Way]:
    known: set[Hashable] = set()
    for line in lines:
        plan: Plan | None = plan_of(line)
        if plan is None or line.style["text_align_all"] != "justify":
            continue
        casting = plan.casting
        if casting.name in known or not isinstance(casting.lines, Lines):
            continue
        known.add(casting.name)
        start = plan.line.start
        if composition.lengths.left(casting.name, start) is not None:
            continue  # decided on the page before
        usual, *others = casting.lines.ways(start, plan.measure, plan.measure + line.text_indent)
        for way in others:
            more = way.lines - usual.lines
            if abs(more) == 1 and way.worst <= max(most, usual.worst):
                cost = max(0.0, way.demerits - usual.demerits)
                yield Way(cost, casting.name, start, way.lines, more * line.height)
