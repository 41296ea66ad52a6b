"""Lays the text of a page out again, where it would end early, with paragraphs of other lengths.

A page ends early where what comes next doesn't fit and must stay together. A line more in one of
its paragraphs, or of its notes, moves its text to the foot; a line less may make room for what
comes next. Total-fit line breaking knows what that costs each paragraph; the cheapest ways are
tried, a few for each page, and the first that fills it is kept.

All depends on nothing but where the page begins and what it may hold: it comes out the same if it
is made again. A paragraph that goes on over the next page takes its length along.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from nkbook.typesetting.lengths import Lengths
from nkbook.weasy.compose.composition import Composition, composition_of
from nkbook.weasy.compose.grid import is_on_grid
from nkbook.weasy.compose.plan import plan_of
from nkbook.weasy.facts import PLATE
from nkbook.weasy.ours import OUTCOME, WISHES
from nkbook.weasy.paging import filling
from nkbook.weasy.paging.lengths.state import State
from nkbook.weasy.paging.lengths.ways import Way, ways_of

# The name, place and lines left of a paragraph that goes on over the next page.
_Carried = tuple[tuple[Hashable, int, int], ...]

_KEY = "lengths"  # in what WeasyPrint keeps of a page for the next
_MOST = 6  # ways that are tried for a page
_TOGETHER = 3  # paragraphs that are set otherwise on one page
_CHEAPEST = 8  # of which these are chosen
_ENOUGH = filling.EARLY - 0.11  # lines of white at the foot that are not too many


@dataclass(frozen=True, slots=True)
class Wish:
    """A way to set the text of a page: paragraphs of other lengths, and lines its foot is lower."""

    some: tuple[Way, ...] = ()
    lower: int = 0

    def with_ways(self, *some: Way) -> Wish:
        """Return one with more paragraphs set otherwise."""
        return replace(self, some=(*self.some, *some))

    def short(self) -> Wish:
        """Return one that ends a line earlier."""
        return replace(self, lower=self.lower + 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the text of a page came out: its box, and the way that was chosen."""

    root: Any
    early: int
    goes_on: bool
    wish: Wish
    lengths: Lengths


@dataclass(frozen=True, slots=True)
class _Try:
    """The text of a page laid out in one way."""

    result: Any  # of WeasyPrint
    early: int  # lines, as filled
    divided: bool  # ends within a word
    wish: Wish
    lengths: Lengths
    after: State

    @property
    def is_good(self) -> bool:
        return self.early < filling.EARLY and not self.divided

    @property
    def rank(self) -> tuple[int, bool, float]:
        cost = sum(way.cost for way in self.wish.some)
        return max(self.early, filling.EARLY - 1), self.divided, cost


def lay_out(
    context: Any, page: Any, root_box: Any, lay: Callable[[], Any], arguments: tuple[Any, ...]
) -> Any:
    """Return the text of a page, laid out by ``lay`` in the best of some ways.

    ``arguments`` are those that ``lay`` passes on to WeasyPrint.
    """
    composition = composition_of(context)
    if composition is None:
        return lay()
    text = _Text(composition, context, page, root_box, lay, arguments)
    chosen = text.chosen()
    composition.lengths = chosen.lengths
    root, resume_at, next_page, *rest = chosen.result
    if root is not None:
        goes_on = _goes_on(page, chosen.result)
        outcome = Outcome(root, chosen.early, goes_on, chosen.wish, chosen.lengths)
        OUTCOME.put(context, outcome)
    if root is not None and (left := _left(chosen.lengths, root)):
        next_page = {**next_page, _KEY: left}
    return root, resume_at, next_page, *rest


class _Text:
    """The text of one page, that can be laid out again and again."""

    def __init__(  # noqa: PLR0913
        self,
        composition: Composition,
        context: Any,
        page: Any,
        root_box: Any,
        lay: Callable[[], Any],
        arguments: tuple[Any, ...],
    ) -> None:
        self._composition = composition
        self._context = context
        self._page = page
        self._lay = lay
        self._arguments = arguments
        self._pitch = composition.shaper.metrics(root_box.style).line_height
        self._carried = context.page_maker[context.current_page - 1][1].get(_KEY, ())
        self._before = State.of(context, arguments)

    def chosen(self) -> _Try:
        """Lay the text out in the best way."""
        if (wish := self._wish()) is not None:
            chosen = self._attempt(wish)
            if chosen.is_good:
                return chosen
            self._before.restore(self._context)
        first = chosen = self._attempt(Wish())
        if chosen.is_good:
            return chosen
        end = _end(self._composition, self._context, first.result[0])
        ways = ways_of(self._composition, self._context, first.result[0])
        for some in _sets(ways, end, first.early):
            self._before.restore(self._context)
            chosen = min(chosen, self._attempt(Wish(some)), key=lambda one: one.rank)
            if chosen.is_good:
                break
        if chosen.divided and chosen.early < filling.EARLY:
            self._before.restore(self._context)
            chosen = min(chosen, self._attempt(Wish().short()), key=lambda one: one.rank)
        chosen.after.restore(self._context)
        return chosen

    def _wish(self) -> Wish | None:
        """Return the way that the page was found to need for the sake of the next (``back``)."""
        number = self._context.current_page - 1
        begins, wish = (WISHES.get(self._context) or {}).get(number, (None, None))
        known = wish is not None and begins == self._context.page_maker[number][0]
        return wish if known else None

    def _attempt(self, wish: Wish) -> _Try:
        """Lay the text out in a way."""
        context = self._context
        lengths = self._composition.lengths = Lengths()
        for name, start, left in self._carried:
            lengths.ask(name, start, left)
        for way in wish.some:
            lengths.ask(way.name, way.start, way.lines)
        lower = wish.lower * self._pitch
        context.page_bottom -= lower
        result = self._lay()
        context.page_bottom += lower
        early, divided = _judged(self._composition, context, self._page, result)
        return _Try(result, early, divided, wish, lengths, State.of(context, self._arguments))


def _judged(composition: Composition, context: Any, page: Any, result: Any) -> tuple[int, bool]:
    """Return how many lines early a text ends that goes on, and whether in a word."""
    root, *_ = result
    if root is None or not _goes_on(page, result):
        return 0, False
    end = _end(composition, context, root)
    if end is None:
        return 0, False
    line = _last(root)
    plan = None if line is None else plan_of(line)
    return filling.filled(page, root, end), plan is not None and plan.line.hyphen


def _goes_on(page: Any, result: Any) -> bool:
    """Return True if the text goes on over the next page, on a page of the same kind."""
    _, resume_at, next_page, *_ = result
    goes_on = resume_at is not None and next_page["break"] == "any"
    return goes_on and next_page["page"] in (None, page.page_type.name, PLATE)


def _end(composition: Composition, context: Any, root: Any) -> filling.TextEnd | None:
    return filling.text_end(composition, root, context.page_bottom)


def _last(root: Any) -> Any:
    lines = [line for line in filling.lines_of(root) if is_on_grid(line.style)]
    return lines[-1] if lines else None


def _sets(ways: list[Way], end: filling.TextEnd | None, early: int) -> list[tuple[Way, ...]]:
    """Return which paragraphs to set otherwise, the cheapest first."""
    if end is None:
        return []
    longer = [way for way in ways if way.lower > 0][:_CHEAPEST]
    shorter = [way for way in ways if way.lower < 0][:_CHEAPEST]
    # What white above headings does not take.
    lack = end.white - (end.early - early) * end.pitch - _ENOUGH * end.pitch
    found: list[tuple[Way, ...]] = [(way,) for way in shorter]
    found += combinations(shorter[:_TOGETHER], 2)
    if early < filling.EARLY:  # it's only that a word is divided
        found += [(way,) for way in longer]
    else:
        found += [
            some
            for count in range(1, _TOGETHER + 1)
            for some in combinations(longer, count)
            if sum(way.lower for way in some) >= lack
        ]
    return sorted(found, key=lambda some: sum(way.cost for way in some))[:_MOST]


def _left(lengths: Lengths, root: Any) -> _Carried:
    """Return the length of what goes on over the next page."""
    line = _last(root)
    plan = None if line is None else plan_of(line)
    if plan is None or plan.resume_at is None:
        return ()
    name = plan.casting.name
    start = plan.casting.paragraph.skip_spaces(plan.line.next)
    left = lengths.left(name, start)
    return () if left is None else ((name, start, left),)
