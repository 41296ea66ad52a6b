"""Maps for the screen of a phone: numbers at the towns, and their names in lines below.

Names as large as they must be to be read would lie on one another there.
"""

from __future__ import annotations

from collections.abc import Sequence

from nkbook.manuscript.figures import maps
from nkbook.manuscript.figures.model import Map, Town
from nkbook.manuscript.figures.svg import Drawing, width_of
from nkbook.manuscript.figures.words import Words

_SIZE, _LINE = 8.0, 13.0  # pt of the page's, which are 9 pt on a phone
_GAP = 4.0
_WIDEST = 0.6  # of the map, for the words of a country or a sea
_KINDS = {"country": "region"}  # wide letters would be under the numbers


def numbered(towns: Sequence[Town]) -> list[tuple[int, Town]]:
    """Return towns with their numbers, from north to south."""
    ordered = sorted(towns, key=lambda one: (-one.at[1], one.at[0]))
    return list(enumerate(ordered, 1))


def draw(figure: Map, shapes: Sequence[maps.Shapes], words: Words, drawing: Drawing) -> float:
    """Draw a map as wide as the drawing, and return its height in points.

    Words for which it is too narrow are left out: they are in the map's data.
    """
    towns = numbered(figure.towns)
    labels = tuple(
        label.model_copy(update={"kind": _KINDS.get(label.kind, label.kind)})
        for label in figure.labels
        if maps.size_of(label, words)[0] <= _WIDEST * drawing.width
    )
    signs = tuple(town.model_copy(update={"text": str(number)}) for number, town in towns)
    changed = {"towns": signs, "labels": labels, "width": drawing.width}
    height = maps.draw(figure.model_copy(update=changed), shapes, words, drawing)
    names = [(str(number), words(town.text)) for number, town in towns]
    room = max((width_of(number, _SIZE) for number, _ in names), default=0) + _GAP
    widest = max((width_of(name, _SIZE) for _, name in names), default=0) + room
    columns = max(1, int(drawing.width // (widest + _GAP)))
    for at, (number, name) in enumerate(names):
        column, row = at % columns, at // columns
        x = column * drawing.width / columns
        y = height + _LINE * (row + 1)
        drawing.text(x, y, number, _SIZE)
        drawing.text(x + room, y, name, _SIZE)
    return height + _LINE * -(-len(names) // columns) + _GAP if names else height
