"""Looks back one page where a page can't be filled by itself: text of the page before comes along.

What must stay together at the head of the next page, a heading with its lines and their notes, may
find room if the page before takes a line of this one, or the white may be filled if it leaves one
or two: it ends a line short itself, which no one sees, or paragraphs of it are set a line longer.
Both pages are made again, in a few ways, until both are filled. What was chosen is remembered by
the page's number and beginning, so that a page that is made again comes out the same.

``make_all_pages`` is that of ``weasyprint.layout.page`` 70.0 (BSD 3-Clause, © 2011-2026 Simon Sapin
and contributors, Kozea, CourtBouillon) but for this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import page as page_layout
from weasyprint.logger import PROGRESS_LOGGER

from nkbook.weasy.compose.composition import Composition, composition_of
from nkbook.weasy.ours import OUTCOME, WISHES
from nkbook.weasy.paging import filling
from nkbook.weasy.paging.lengths.choosing import Outcome, Wish
from nkbook.weasy.paging.lengths.ways import text_ways

_make_all_pages = page_layout.make_all_pages

_MOST = 5  # ways in which two pages are made again


@dataclass(frozen=True, slots=True)
class _Start:
    """What a page begins with: copies of what its making changes, but for ``page_maker``."""

    notes: list[Any]
    reported: list[Any]
    out_of_flow: dict[Any, Any]

    @classmethod
    def of(cls, context: Any) -> _Start:
        return cls(
            context.footnotes[:], context.reported_footnotes[:], dict(context.broken_out_of_flow)
        )

    def restore(self, context: Any) -> None:
        context.footnotes[:] = self.notes
        context.reported_footnotes = self.reported[:]
        context.broken_out_of_flow = dict(self.out_of_flow)


def make_all_pages(context: Any, root_box: Any, html: Any, pages: Any) -> Iterator[Any]:
    """Make the pages that have changed, and those before them once more where that fills them."""
    composition = composition_of(context)
    if composition is None:
        return iter(_make_all_pages(context, root_box, html, pages))
    return iter(_Pages(composition, context, root_box, html).made(pages))


class _Pages:
    """The pages of a document while they are made."""

    def __init__(self, composition: Composition, context: Any, root_box: Any, html: Any) -> None:
        self._composition = composition
        self._context = context
        self._root_box = root_box
        self._html = html
        self._made: list[Any] = []
        self._resume_at: Any = None
        self._wishes: dict[int, tuple[Any, Wish]] = WISHES.get(context) or {}
        WISHES.put(context, self._wishes)

    def made(self, pages: Any) -> list[Any]:
        """Make all pages; ``pages`` are those of the layout before."""
        context = self._context
        context.rendered_notes = []
        if pages:
            self._spread()
        before: tuple[_Start, Outcome | None] | None = None
        while True:
            number = len(self._made)
            state = context.page_maker[number][-1]
            if not pages or state["content_changed"] or state["pages_wanted"]:
                PROGRESS_LOGGER.info("Step 5 - Creating layout - Page %d", number + 1)
                start = _Start.of(context)
                outcome = self._make(number)
                if (
                    before is not None
                    and outcome is not None
                    and self._may_look_back(number, before[1], outcome)
                ):
                    outcome = self._look_back(number, before[0], before[1], outcome)
                before = start, outcome
                goes_on = self._resume_at is not None or bool(context.reported_footnotes)
            else:
                PROGRESS_LOGGER.info("Step 5 - Creating layout - Page %d (up-to-date)", number + 1)
                self._made.append(pages[number])
                self._resume_at = context.page_maker[number + 1][0]
                before = None
                goes_on = self._resume_at is not None
            if not goes_on:
                # Throw away obsolete pages and content.
                context.page_maker = context.page_maker[: len(self._made) + 1]
                context.broken_out_of_flow.clear()
                context.reported_footnotes.clear()
                return self._made

    def _spread(self) -> None:
        """Have pages made again on which a paragraph begins that has changed on a later one.

        All its lines are broken together, and those of both pages have to be of one breaking.
        """
        states = [page[-1] for page in self._context.page_maker]
        for number in range(len(states) - 1, 0, -1):
            goes_on = _is_in_lines(self._root_box, self._context.page_maker[number][0])
            if states[number]["content_changed"] and goes_on:
                states[number - 1]["content_changed"] = True

    def _make(self, number: int) -> Outcome | None:
        """Make a page; return how its text came out."""
        context = self._context
        del self._made[number:]
        state = context.page_maker[number][-1]
        state["content_changed"] = state["pages_wanted"] = False
        state["anchors"], state["content_lookups"] = [], []
        OUTCOME.put(context, None)
        page, self._resume_at = page_layout.remake_page(number, context, self._root_box, self._html)
        self._made.append(page)
        return OUTCOME.get(context)

    def _may_look_back(self, number: int, before: Outcome | None, outcome: Outcome) -> bool:
        """Return True if a page should be filled, and text goes on to it from the one before."""
        if before is None or outcome.early < filling.EARLY:
            return False
        known = self._wishes.get(number - 1)
        begins = self._context.page_maker[number - 1][0]
        return before.goes_on and (known is None or known[0] != begins)

    def _look_back(
        self, number: int, start: _Start, before: Outcome | None, outcome: Outcome
    ) -> Outcome | None:
        """Make two pages again in other ways; the first that fills both remains."""
        wanted = [self._wanted(place) for place in (number - 1, number)]
        begins = self._context.page_maker[number - 1][0]
        usual = Wish() if before is None else before.wish
        found: Outcome | None = outcome
        for wish in [*self._others(before, outcome.early), usual]:
            self._wishes[number - 1] = begins, wish
            start.restore(self._context)
            first = self._make(number - 1)
            if wish is not usual and (first is None or first.wish != wish):
                continue  # the page before would not be filled
            found = self._make(number)
            if found is None or found.early < filling.EARLY:
                break
        # Numbers of pages that a text lacked when it was first made are put in by the next round.
        for place, names in zip((number - 1, number), wanted, strict=True):
            self._context.page_maker[place][-1].update(dict.fromkeys(names, True))
        return found

    def _wanted(self, number: int) -> list[str]:
        """Return for what a page that was made has to be made again in the next round."""
        state = self._context.page_maker[number][-1]
        return [name for name in ("content_changed", "pages_wanted") if state[name]]

    def _others(self, before: Outcome | None, early: int) -> list[Wish]:
        """Return other ways for a page, those first that move as many lines as are wanted."""
        if before is None:
            return []
        ways = text_ways(self._composition, before.root, before.lengths)
        wish = before.wish
        longer = [wish.with_ways(way) for way in ways if way.lower > 0][:2]
        shorter = [wish.with_ways(way) for way in ways if way.lower < 0][:1]
        short = [] if wish.lower else [wish.short()]
        one = [*short, *longer[:1]]
        more = [item.short() for item in longer if not item.lower]
        if early <= filling.EARLY:
            return [*one, *shorter, *more][:_MOST]
        return [*more, *shorter, *one][:_MOST]


def _is_in_lines(box: Any, resume_at: Any) -> bool:
    """Return True if a page begins between the lines of a paragraph."""
    while resume_at:
        ((index, resume_at),) = resume_at.items()
        if isinstance(box, boxes.LineBox):
            return True
        if index >= len(box.children):
            return False
        box = box.children[index]
    return False
