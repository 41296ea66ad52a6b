"""Page numbers that a layout leaves open, to be filled in when the sections of a book are joined.

Where figures are equally wide (``font-variant-numeric: tabular-nums``) a line is the same whatever
page it names, as long as the number has as many of them. A section is laid out with eights for the
figures; where they are drawn, the stream has places for the true ones. So it needs no second layout
when its pages are known, and none when a change elsewhere moves them.

A number is left open only if all is sure: it is plain decimal, in the ``content`` of a box, and its
figures have, in that text and beside each other, one width, and glyphs of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

STAND_IN = 8  # the figure
_EIGHT = str(STAND_IN)
_FIGURES = "0123456789"
# Each figure beside each other one.
_PAIRS = "".join(f"{one}{other}" for one in _FIGURES for other in _FIGURES)
_EQUAL = ("widths", "y_offsets", "at", "font", "fonts")


@dataclass(frozen=True, slots=True)
class OpenFigure:
    """A place in a stream for one figure of a page number: its glyph, or its code as text.

    ``place`` counts from the left of a number of ``count`` figures. ``glyphs`` are those of 0 to 9,
    ``offsets`` how far right each stands (Pango units). Drawn in the font whose hash is ``font``
    they have ``widths``, ``shifts`` are the offsets, and each takes the width ``advance``, all in
    thousandths of an em. Without a font the figure is meant as text.
    """

    anchor: str
    place: int
    count: int
    glyphs: tuple[int, ...]
    offsets: tuple[int, ...]
    font: str | None = None
    widths: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()
    advance: int = 0

    def shown(self, figure: int) -> bytes:
        """Return what shows a figure inside a string of glyphs, in an array of TJ."""
        glyph, shift = b"%04x" % self.glyphs[figure], self.shifts[figure]
        back = self.widths[figure] + shift - self.advance
        before = b">%d <" % -shift if shift else b""
        return before + glyph + (b">%d <" % back if back else b"")

    def code(self, number: int, *, wide: bool = True) -> bytes:
        """Return the code of a number's figure: in UTF-16, in hexadecimal, or in ASCII."""
        figure = str(self.figure(number))
        return b"%04x" % ord(figure) if wide else figure.encode()

    def figure(self, number: int) -> int:
        """Return the figure of a number; raises ValueError for one of another length."""
        figures = str(number)
        if len(figures) != self.count:
            raise ValueError(f"room was left for {self.count} figures, not for {figures}")
        return int(figures[self.place])


class StandIn(int):
    """A page counter of eights, in place of one of as many figures."""

    anchor: str
    is_printed = False

    @classmethod
    def of(cls, anchor: str, figures: int) -> StandIn:
        """Return one for the page counter at an anchor."""
        made = cls(_EIGHT * figures)
        made.anchor = anchor
        return made


@dataclass(slots=True)
class OpenNumbers:
    """What page numbers are left open in a section, while it is laid out and painted."""

    standing: dict[tuple[Any, str], list[StandIn]] = field(default_factory=dict)
    drawn: set[tuple[Any, str]] = field(default_factory=set)
    failed: set[tuple[Any, str]] = field(default_factory=set)
    figures: list[OpenFigure] = field(default_factory=list)  # as streams name them, by number

    def stand_in(self, box: Any, anchor: str, figures: int) -> StandIn:
        """Return what stands for a page counter in the content of a box."""
        made = StandIn.of(anchor, figures)
        self.standing.setdefault(_key(box), []).append(made)
        return made

    def open(self, asked: Mapping[str, int | None]) -> dict[str, int]:
        """Return how many figures were left open of numbers, by their anchors.

        ``asked`` are those that were given, None for those that have to be.
        """
        return {
            one.anchor: len(str(int(one)))
            for numbers in self.standing.values()
            for one in numbers
            if asked.get(one.anchor, one) is not None
        }

    def closed(self, *, painted: bool) -> frozenset[str]:
        """Return the anchors whose numbers must be known: not all are printed as open ones are.

        With ``painted``, all that is printed has been drawn since ``begin``.
        """
        return frozenset(
            one.anchor
            for key, numbers in self.standing.items()
            for one in numbers
            if not one.is_printed or (painted and (key in self.failed or key not in self.drawn))
        )

    def begin(self) -> None:
        """Begin to paint: nothing is drawn yet."""
        self.drawn, self.failed, self.figures = set(), set(), []

    def rows(self, textbox: Any, text: Any, shaper: Any) -> Mapping[int, OpenFigure]:
        """Return the open figures of a set text by its rows of glyphs.

        Notes the text as drawn, or as one whose numbers must be known.
        """
        key = _key(textbox)
        if key not in self.standing:
            return {}
        found = _rows(self.standing[key], text, shaper)
        (self.drawn if found is not None else self.failed).add(key)
        return found or {}

    def marked(self, text: Any, left: Mapping[int, OpenFigure]) -> str:
        """Return a set text with marks in place of the figures that are left open in it."""
        marks = {text.glyphs.at[row]: self.mark(figure) for row, figure in left.items()}
        letters = enumerate(text.text, text.start)
        return "".join(marks.get(place, letter) for place, letter in letters)

    def fail(self, textbox: Any) -> None:
        """Note that a text is drawn in a way that leaves nothing open, if there's a number in it.

        The dots of a leader, which are of the same content, say nothing of the number after them.
        """
        if _EIGHT in textbox.text and (key := _key(textbox)) in self.standing:
            self.failed.add(key)

    def mark(self, figure: OpenFigure) -> str:
        """Return what stands for a figure in a stream, between control characters."""
        self.figures.append(figure)
        return f"\x01{len(self.figures) - 1}\x02"


def _key(box: Any) -> tuple[Any, str]:
    """Return what tells the text of a box from others; texts of drawings have no elements."""
    return getattr(box, "element", None), getattr(box, "element_tag", "")


def _rows(standing: Sequence[StandIn], text: Any, shaper: Any) -> dict[int, OpenFigure] | None:
    """Return the open figures of a text that prints stand-ins; None where they cannot be open."""
    glyphs, whole = text.glyphs, text.whole
    numbers = _numbers(standing, whole)
    places = [place for start, one in numbers for place in range(start, start + len(str(one)))]
    if not numbers or glyphs.rtl or any(glyphs.y_offsets):
        return None
    row_at = {place: row for row, place in enumerate(glyphs.at)}
    if len(row_at) != len(glyphs.at) or any(place not in row_at for place in places):
        return None
    rows = [row_at[place] for place in places]
    by_figure, offsets = [], []
    for figure in _FIGURES:
        letters = list(whole)
        for place in places:
            letters[place] = figure
        shaped = shaper.shape("".join(letters), text.style)
        if any(getattr(shaped, name) != getattr(glyphs, name) for name in _EQUAL):
            return None
        if _others(shaped, rows) != _others(glyphs, rows):
            return None
        by_figure.append([shaped.ids[row] for row in rows])
        offsets.append([shaped.x_offsets[row] for row in rows])
    if by_figure[STAND_IN] != [glyphs.ids[row] for row in rows] or not _is_even(
        shaper.shape(_PAIRS, text.style), by_figure, glyphs, rows
    ):
        return None
    found: dict[int, OpenFigure] = {}
    for start, one in numbers:
        count = len(str(one))
        for place in range(count):
            index = places.index(start + place)
            found[rows[index]] = OpenFigure(
                one.anchor,
                place,
                count,
                tuple(ids[index] for ids in by_figure),
                tuple(row[index] for row in offsets),
            )
    return found


def _numbers(standing: Sequence[StandIn], text: str) -> list[tuple[int, StandIn]]:
    """Return the stand-ins of a text with their places; none where they cannot be told apart.

    A content that was read more than once has its numbers as often.
    """
    runs, place = [], 0
    for is_number, letters in groupby(text, key=_FIGURES.__contains__):
        run = "".join(letters)
        if is_number and set(run) == {_EIGHT}:
            runs.append((place, run))
        place += len(run)
    if not runs or len(standing) % len(runs):
        return []
    first = standing[: len(runs)]
    names = [(one.anchor, int(one)) for one in first]
    if [(one.anchor, int(one)) for one in standing] != names * (len(standing) // len(runs)):
        return []
    if [run for _, run in runs] != [str(int(one)) for one in first]:
        return []
    return [(start, one) for (start, _), one in zip(runs, first, strict=True)]


def _others(glyphs: Any, rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return the glyphs and offsets of all rows but some."""
    left = set(rows)
    both = zip(glyphs.ids, glyphs.x_offsets, strict=True)
    return [of for row, of in enumerate(both) if row not in left]


def _is_even(pairs: Any, by_figure: Sequence[Sequence[int]], glyphs: Any, rows: Any) -> bool:
    """Return True if figures beside each other are those glyphs, in their one width."""
    widths = {glyphs.widths[row] for row in rows}
    if len(pairs.ids) != len(_PAIRS) or len(pairs.fonts) != 1 or any(pairs.y_offsets):
        return False
    return set(pairs.widths) == widths and all(
        glyph in by_figure[int(figure)] for figure, glyph in zip(_PAIRS, pairs.ids, strict=True)
    )
