"""Makes the pages of a book; one is made again where the next would end early otherwise.

What must stay together at the foot of a page may just not fit, whatever the page itself can do. If
the page before ends a line earlier, or has room for a line more, it may. What a page is asked for
is only for the sake of the next, and what it tries depends on what comes there. If that is to be
made again, as a number on it has changed, the page before is too and is asked for nothing at first:
all comes out as if it were made for the first time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from weasyprint.layout import page as page_layout

from nkbook.weasy.ours import ASKED, EARLY, IS_GOOD, IS_TRIAL, SEARCHED, book_fonts
from nkbook.weasy.paging.lengths.choosing import Asked

_make_all_pages = page_layout.make_all_pages

_KEPT = ("footnotes", "reported_footnotes", "rendered_notes")


def make_all_pages(context: Any, root_box: Any, html: Any, pages: Any) -> Iterator[Any]:
    """Yield the pages of a document, those made again that need it."""
    if book_fonts(context) is None:
        yield from _make_all_pages(context, root_box, html, pages)
        return
    context.rendered_notes = []
    yield from _Making(context, root_box, html, pages).all()


@dataclass(frozen=True, slots=True)
class _Begin:
    """What a layout context holds before a page is made."""

    lists: tuple[list[Any], ...]
    out_of_flow: dict[Any, Any]

    @classmethod
    def of(cls, context: Any) -> _Begin:
        return cls(
            tuple(getattr(context, name)[:] for name in _KEPT), dict(context.broken_out_of_flow)
        )

    def restore(self, context: Any) -> None:
        for name, kept in zip(_KEPT, self.lists, strict=True):
            setattr(context, name, kept[:])
        context.broken_out_of_flow = dict(self.out_of_flow)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page and the one before it as they were made, with all that another making changes."""

    pages: tuple[Any, ...]
    rows: tuple[Any, ...]  # of WeasyPrint's page maker, and copies of what they say is to be made
    states: tuple[dict[str, Any], ...]
    after: _Begin
    searched: frozenset[int]
    running: dict[tuple[str, int], list[Any]]

    @classmethod
    def of(cls, context: Any, index: int, made: list[Any]) -> _Kept:
        rows = tuple(context.page_maker[index - 1 : index + 2])
        return cls(
            tuple(made[index - 1 :]),
            rows,
            tuple(dict(row[-1]) for row in rows),
            _Begin.of(context),
            frozenset(SEARCHED.get(context) or ()),
            {
                (name, number): pages[number][:]
                for name, pages in context.running_elements.items()
                for number in (index, index + 1)
                if number in pages
            },
        )

    def restore(self, context: Any, index: int, made: list[Any]) -> None:
        made[index - 1 :] = self.pages
        context.page_maker[index - 1 : index + 2] = self.rows
        for row, state in zip(self.rows, self.states, strict=True):
            row[-1].update(state)
        self.after.restore(context)
        SEARCHED.put(context, set(self.searched))
        for name, pages in context.running_elements.items():
            for number in (index, index + 1):
                pages.pop(number, None)
                if (name, number) in self.running:
                    pages[number] = self.running[name, number][:]


@contextmanager
def _trial(context: Any) -> Iterator[None]:
    """Make pages for the time of the block without passing on on which page anything is."""
    collector = context.target_collector
    lookups, collector.counter_lookup_items = collector.counter_lookup_items, {}
    IS_TRIAL.put(collector, True)
    try:
        yield
    finally:
        IS_TRIAL.put(collector, False)
        collector.counter_lookup_items = lookups


class _Making:
    """The pages of a document while they are made."""

    def __init__(self, context: Any, root_box: Any, html: Any, pages: Any) -> None:
        self._context = context
        self._root_box = root_box
        self._html = html
        self._old = pages
        self._made: list[Any] = []
        self._begins: list[_Begin] = []
        self._asked: dict[int, Asked] = ASKED.get(context) or {}
        ASKED.put(context, self._asked)
        self._early: set[int] = EARLY.get(context) or set()
        EARLY.put(context, self._early)

    def all(self) -> list[Any]:
        """Return all pages."""
        context, made = self._context, self._made
        anew = -1  # the last page that was made, not taken over
        while True:
            index = len(made)
            del self._begins[index:]
            self._begins.append(_Begin.of(context))
            state = context.page_maker[index][-1]
            # What could not be helped may be helped now by the page before.
            again = index in self._early and anew == index - 1
            if not self._old or state["content_changed"] or state["pages_wanted"] or again:
                if index and anew != index - 1 and self._depends(index - 1):
                    del made[-1]
                    self._begins[index - 1].restore(context)
                    context.page_maker[index - 1][-1]["content_changed"] = True
                    continue
                anew = index
                self._asked.pop(index, None)
                resume_at = self._make(index)
                if self._may_look_back(index):
                    resume_at = self._look_back(index)
                if IS_GOOD.get(context):
                    self._early.discard(index)
                else:
                    self._early.add(index)
                has_notes = bool(context.reported_footnotes)
            else:
                made.append(self._old[index])
                resume_at, has_notes = context.page_maker[index + 1][0], False
            if resume_at is None and not has_notes:
                context.page_maker = context.page_maker[: index + 2]
                context.broken_out_of_flow.clear()
                context.reported_footnotes.clear()
                return made

    def _depends(self, index: int) -> bool:
        """Return True if a page is as it is because of what comes on the next."""
        return index in self._asked or index in (SEARCHED.get(self._context) or ())

    def _make(self, index: int) -> Any:
        """Make a page, and return where the next one begins."""
        context = self._context
        del self._made[index:]
        self._begins[index].restore(context)
        context.page_maker[index][-1].update(
            content_changed=False, pages_wanted=False, anchors=[], content_lookups=[]
        )
        page, resume_at = page_layout.remake_page(index, context, self._root_box, self._html)
        self._made.append(page)
        return resume_at

    def _may_look_back(self, index: int) -> bool:
        """Return True if a page that should end otherwise goes on from the one before."""
        if IS_GOOD.get(self._context) or not index or (index - 1) in self._asked:
            return False
        begins = self._context.page_maker[index][1]
        before = self._made[index - 1].page_type
        return (
            begins["break"] == "any"
            and not before.blank
            and before.name == self._made[index].page_type.name
        )

    def _look_back(self, index: int) -> Any:
        """Try the page before in other ways, and keep the first with which both are good."""
        context = self._context
        begun = context.page_maker[index][0]
        kept, begin = _Kept.of(context, index, self._made), self._begins[index]
        for asked in Asked:
            self._asked[index - 1] = asked
            with _trial(context):
                self._make(index - 1)
                is_good = IS_GOOD.get(context) and context.page_maker[index][0] != begun
                if is_good:
                    self._begin(index)
                    self._make(index)
                    is_good = IS_GOOD.get(context)
            kept.restore(context, index, self._made)
            self._begins[index:] = [begin]
            if is_good:
                self._make(index - 1)
                self._begin(index)
                return self._make(index)
        del self._asked[index - 1]
        IS_GOOD.put(context, False)
        return context.page_maker[index + 1][0]

    def _begin(self, index: int) -> None:
        del self._begins[index:]
        self._begins.append(_Begin.of(self._context))
