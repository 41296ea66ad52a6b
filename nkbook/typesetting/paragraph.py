"""A paragraph measured once: the lines that it can have, and how each fills the measure.

All lengths, font sizes included, are in the unit of the advances.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from operator import sub
from typing import NamedTuple

from nkbook.typesetting.breaks import may_cut, short_remainder
from nkbook.typesetting.characters import Forms, Kind, kind_at
from nkbook.typesetting.gaps import end_trim, gap_table, start_trim, word_space
from nkbook.typesetting.justify import Spring, shrink, stretch
from nkbook.typesetting.policy import Typesetting

SLACK = 1e-6  # of a unit: sums of advances are not exact
MOST_OVERFLOW = 2.0  # em by which a line may be too long before it is compressed
_MOST_TRIM = 1.5  # em that a line can lose at its ends, with some reserve
_UNSPACED = "\u0590"  # from here on letters may join each other
_HOLE = 0.35  # em over a gap's bound: from there on a ragged line looks better


class Hyphen(NamedTuple):
    """A place at which a word may be divided."""

    width: float  # of the hyphen
    by_author: bool  # at a soft hyphen
    in_name: bool  # in a word with a capital


class Line(NamedTuple):
    """A line: the characters from ``start`` to ``end``; the next line begins at ``next``."""

    start: int
    end: int
    next: int
    width: float  # natural, with the trims that the policy always applies, and the hyphen
    forced: bool  # ended by the end of the paragraph or a line feed
    overflows: bool = False
    hyphen: bool = False  # ends in a word, with a hyphen that is not in the text


class Setting(NamedTuple):
    """A line that fills a measure: the gaps after its characters except the last, and its ends."""

    gaps: list[float]
    lead: float  # how far the line begins left of its place: the blank of an opening bracket
    trail: float  # how far it ends right of the measure: the blank of a closing mark
    rest: float  # part of the measure left empty, or negative: length over the measure


@dataclass(frozen=True, slots=True)
class Cast:
    """The measured characters of a paragraph, one item each: the input of ``Paragraph``."""

    text: str  # with RAISED for raised text and OBJECT for boxes
    advances: Sequence[float]
    ems: Sequence[float]  # font sizes
    before: Sequence[float]  # margins, borders and paddings of inline elements that open here
    after: Sequence[float]
    breaks: Sequence[bool]  # len(text) + 1 items: may a line break before each character
    # By place: what of ``before`` is left out when a line begins there, with the spaces skipped.
    dropped: Mapping[int, float] = field(default_factory=dict)
    # Places of objects before the text, such as the number of a note: a line begins after them.
    markers: frozenset[int] = frozenset()
    fixed: Sequence[bool] = ()  # of each character: does it stand as it is, as code does?
    hyphens: Mapping[int, Hyphen] = field(default_factory=dict)  # by the place after the hyphen


class Paragraph:
    """A paragraph that can be broken into lines of any measure."""

    def __init__(self, cast: Cast, settings: Typesetting, forms: Forms) -> None:
        self.text = cast.text
        self.advances = cast.advances
        self.breaks = cast.breaks
        self.settings = settings
        self.forms = forms
        self.kinds = [
            kind_at(character, advance, em)
            for character, advance, em in zip(cast.text, cast.advances, cast.ems, strict=True)
        ]
        self.ems = cast.ems
        self.hyphens = cast.hyphens
        self._dropped = cast.dropped
        self._markers = cast.markers
        self._fixed = cast.fixed
        self._trimmed = self._trims()
        self.springs = self._springs()
        steps = [
            before + advance + after + spring.natural
            for before, advance, after, spring in zip(
                cast.before, cast.advances, cast.after, self.springs, strict=True
            )
        ]
        # Running sums before each character: the width of any stretch is one subtraction.
        self._at = [0.0, *accumulate(steps)]
        self._gives = [0.0, *accumulate(spring.natural - spring.least for spring in self.springs)]
        self._feeds = [place for place, character in enumerate(cast.text) if character == "\n"]

    def _springs(self) -> list[Spring]:
        """Return the gap after each character; the last one has none."""
        table = gap_table(self.settings, self.forms)
        made: dict[tuple[Kind, Kind, float], Spring] = {}
        springs = []
        kinds, ems, fixed = self.kinds, self.ems, self._fixed
        for place in range(len(kinds) - 1):
            first, second = kinds[place], kinds[place + 1]
            em = min(ems[place], ems[place + 1])
            if place in self._markers:
                gap = -self.lead(place + 1)
                springs.append(Spring(gap, gap, gap, None, None))
                continue
            if fixed and fixed[place] and fixed[place + 1]:
                springs.append(Spring(0.0, 0.0, 0.0, None, None))
                continue
            if first is Kind.SPACE:
                springs.append(Spring(*word_space(self.advances[place], em, self.settings)))
                continue
            if first is second is Kind.LATIN and not self._is_spaced(place):
                springs.append(Spring(0.0, 0.0, 0.0, None, None))
                continue
            key = first, second, em
            spring = made.get(key)
            if spring is None:
                row = table[first][second]
                spring = made[key] = Spring(
                    row.natural * em, row.least * em, row.most * em, row.shrinks, row.stretches
                )
            springs.append(spring)
        springs.append(Spring(0.0, 0.0, 0.0, None, None))
        return springs

    def _is_spaced(self, place: int) -> bool:
        """Return True if the letter there, of Latin or its like, may stand off the next one."""
        return self.text[place] < _UNSPACED and self.advances[place + 1] > 0

    def _trims(self) -> list[tuple[float, float, float]]:
        """Return what each character loses: at a line's start, and its end at least and at most."""
        made: dict[tuple[Kind, float], tuple[float, float, float]] = {}
        for kind, em in set(zip(self.kinds, self.ems, strict=True)):
            always, most = end_trim(kind, self.settings, self.forms)
            made[kind, em] = start_trim(kind, self.settings) * em, always * em, most * em
        return [made[pair] for pair in zip(self.kinds, self.ems, strict=True)]

    def lead(self, start: int) -> float:
        """Return the trim at the left of a character at the start of a line."""
        return self._trimmed[start][0] if start < len(self._trimmed) else 0.0

    def trail(self, end: int) -> tuple[float, float]:
        """Return the trim at the right of the character before ``end``: its least and most."""
        _, always, most = self._trimmed[end - 1]
        return always, most

    def width(self, start: int, end: int) -> float:
        """Return the natural width of a line, with the trims that are always applied."""
        if end <= start:
            return 0.0
        trims = self._trimmed
        inside = self._at[end] - self._at[start] - self.springs[end - 1].natural
        if self._dropped:
            inside -= self._dropped.get(start, 0.0)
        return inside - trims[start][0] - trims[end - 1][1]

    def skip_spaces(self, start: int) -> int:
        """Return the place of the first character from ``start`` on that is not a space."""
        while start < len(self.text) and self.text[start] == " ":
            start += 1
        return start

    def visible_end(self, start: int, end: int) -> int:
        """Return where a line ends that breaks before ``end``: without spaces and line feed."""
        while end > start and self.text[end - 1] in " \n":
            end -= 1
        return end

    def segments(self) -> list[tuple[int, int]]:
        """Return the stretches between line feeds, each without its line feed."""
        bounds = [-1, *self._feeds, len(self.text)]
        return [(first + 1, second) for first, second in pairwise(bounds)]

    def least_width(self, start: int = 0) -> list[float]:
        """Return the widths of lines that break at every opportunity."""
        widths, begin = [], start
        soft = {place for place, hyphen in self.hyphens.items() if hyphen.by_author}
        for place in range(start + 1, len(self.text) + 1):
            if place in soft:
                widths.append(self.divided(begin, place).width)
                begin = place
            elif place == len(self.text) or self.breaks[place] or self.text[place - 1] == "\n":
                widths.append(self.width(begin, self.visible_end(begin, place)))
                begin = place
        return widths or [0.0]

    def most_width(self) -> list[float]:
        """Return the widths of lines that break only at line feeds."""
        return [self.width(start, self.visible_end(start, end)) for start, end in self.segments()]

    def stretch_end(self, start: int) -> int:
        """Return where the text from ``start`` on ends that one line feed or the end closes."""
        return next((feed + 1 for feed in self._feeds if feed >= start), len(self.text))

    def line_to(self, start: int, place: int, *, forced: bool) -> Line:
        """Return the line from ``start`` that breaks before ``place``."""
        end, text = place, self.text
        while end > start and text[end - 1] in " \n":
            end -= 1
        return Line(start, end, place, self.width(start, end), forced)

    def divided(self, start: int, place: int) -> Line:
        """Return the line from ``start`` that divides a word before ``place`` with a hyphen."""
        width = self.width(start, place) + self.hyphens[place].width
        return Line(start, place, place, width, forced=False, hyphen=True)

    def high(self, start: int, measure: float, stop: int) -> int:
        """Return the last place at which a line from ``start`` could end, however compressed."""
        em = max(self.ems[start], 1e-6)
        limit = self._at[start] + measure + _MOST_TRIM * em
        high = min(bisect_right(self._at, limit + MOST_OVERFLOW * em), stop)
        # What nothing before it can give is too far.
        most = min(MOST_OVERFLOW * em, self._gives[high] - self._gives[start])
        return min(bisect_right(self._at, limit + most), stop)

    def capacity(self, line: Line) -> float:
        """Return by how much a line can shrink, including the trim at its end."""
        if line.end <= line.start:
            return 0.0
        always, most = self.trail(line.end)
        return self._gives[line.end - 1] - self._gives[line.start] + most - always

    def leaves_too_little(self, line: Line, stop: int) -> bool:
        """Return True if what a line leaves is too short for a last line."""
        return line.next < stop and short_remainder(self.text, line.next, stop, self.settings)

    def emergency(self, start: int, stop: int, measure: float) -> Line:
        """Return a line that cuts a word longer than the measure, or else overflows it."""
        cuts = []
        for place in range(start + 1, stop):
            if self.width(start, place) > measure + SLACK:
                break
            after_hyphen = (
                bool(self._fixed) and self._fixed[place - 1] and self.text[place - 1] == "-"
            )
            # Not before an accent.
            if self.advances[place] > 0 and may_cut(self.text, place) and not after_hyphen:
                cuts.append(place)
        later = (place for place in range(start + 1, stop) if self.breaks[place])
        # No letter or two alone on the next line, if it can be helped.
        rest = ((cut, self.text[cut : cut + 3]) for cut in reversed(cuts))
        cut = next((cut for cut, text in rest if text.isalnum() and len(text) > 2), None)  # noqa: PLR2004
        cut = cuts[-1] if cuts and cut is None else cut
        # A space after the cut is skipped, and the edge of its element with it.
        place = next(later, stop) if cut is None else min(self.skip_spaces(cut), stop)
        line = self.line_to(start, place, forced=place == stop)
        return line._replace(overflows=line.width > measure + SLACK)

    def set(self, line: Line, measure: float, *, fill: bool) -> Setting:
        """Return a line fitted to a measure; with ``fill`` a shorter line is stretched to it."""
        if line.end <= line.start:
            return Setting([], 0.0, 0.0, measure)
        lead = self.lead(line.start)
        always, most = self.trail(line.end)
        springs = self.springs[line.start : line.end - 1]
        lack = measure - line.width
        if lack < -SLACK:
            trail = always + min(most - always, -lack)
            gaps, rest = shrink(springs, -lack - (trail - always))
            return Setting(gaps, lead, trail, -rest)
        if not fill or lack <= SLACK:
            return Setting([spring.natural for spring in springs], lead, always, max(0.0, lack))
        gaps, rest = stretch(springs, lack)
        widest = max(map(sub, gaps, (spring.most for spring in springs)), default=0.0)
        if widest > _HOLE * self.ems[line.start] + SLACK:
            return Setting([spring.natural for spring in springs], lead, always, lack)
        return Setting(gaps, lead, always, rest)
