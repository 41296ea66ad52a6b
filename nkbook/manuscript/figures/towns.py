"""The signs and names of towns on a map; a name may stand on two lines."""

from __future__ import annotations

from nkbook.manuscript.figures.placing import Spot
from nkbook.manuscript.figures.svg import DARK, INK, PAPER, Drawing, Look, width_of

TOWN_SIZE = 8.0  # pt
ROW = 9.5  # pt from line to line of a name on two
_CLEAR = 3.0  # pt, from a sign's middle to where a line begins
_ASIDE = 0.5  # of its width that a name's middle is beside its sign, if it's no longer above it


def rows_of(text: str) -> tuple[str, ...]:
    """Return words on two lines, divided at a space so that they are of about one length."""
    places = [place for place, letter in enumerate(text) if letter == " "]
    if not places:
        return (text,)

    def longest(place: int) -> float:
        return max(width_of(row, TOWN_SIZE) for row in (text[:place], text[place + 1 :]))

    place = min(places, key=longest)
    return text[:place], text[place + 1 :]


def write_name(text: str, spot: Spot, drawing: Drawing) -> None:
    """Write a town's name, two lines of it flush at the side of its sign."""
    rows = rows_of(text) if spot.in_rows else (text,)
    away = 0.0 if spot.sign is None else (spot.x - spot.sign[0]) / spot.width
    anchor, x = "middle", spot.x
    if spot.in_rows and abs(away) >= _ASIDE:
        anchor = "start" if away > 0 else "end"
        x -= spot.width / 2 if away > 0 else -spot.width / 2
    if spot.is_led and spot.sign is not None:
        side = 1 if away > 0 else -1
        start = spot.sign[0] + side * _CLEAR, spot.sign[1]
        end = spot.x - side * (spot.width / 2 + _CLEAR / 2), spot.y
        drawing.line(start, end, None, stroke=DARK, stroke_width=0.4)
    top = spot.y - ROW / 2 * (len(rows) - 1)
    for number, row in enumerate(rows):
        y = top + number * ROW + TOWN_SIZE * 0.36
        drawing.text(x, y, row, TOWN_SIZE, anchor=anchor)


def draw_sign(kind: str, x: float, y: float, drawing: Drawing) -> float:
    """Draw a town's sign and return its radius."""
    ring: Look = {"fill": PAPER, "stroke": INK, "stroke_width": 0.6}
    match kind:
        case "capital":
            drawing.circle(x, y, 2.6, **ring)
            drawing.circle(x, y, 1.3, fill=INK)
            return 2.6
        case "city":
            drawing.circle(x, y, 1.7, fill=INK)
            return 1.7
        case "site":
            drawing.rectangle(x - 1.3, y - 1.3, 2.6, 2.6, **ring)
            return 1.6
        case _:
            drawing.circle(x, y, 1.4, **ring)
            return 1.5
