"""Mends where a layout by WeasyPrint 70 and pydyf takes the square of a book's pages.

The output is equal. What is mended:

* ``pydyf.PDF.page_references`` writes the references to all pages anew for every structure element.
* ``set_page_type_computed_styles`` looks through the styles of all elements for every page.
* ``layout_fixed_boxes`` goes through all pages for every page, to find none with a fixed box.
* ``make_page`` looks each anchor up in a list of all anchors on the pages before.
* ``TargetCollector.cache_target_page_counters`` asks, for each anchor, every text with a counter.
* Python's collector of cycles looks again and again through boxes and styles that all live to the
  end: a fifth of the time at 400 pages, and more in longer books.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pydyf
import weasyprint.layout
from weasyprint.css.targets import TargetCollector
from weasyprint.layout import page as page_layout

from nkbook.weasy.patches import replaced

_layout_fixed_boxes = weasyprint.layout.layout_fixed_boxes
_set_page_type_computed_styles = page_layout.set_page_type_computed_styles
_make_page = page_layout.make_page
_cache_target_page_counters = TargetCollector.cache_target_page_counters
_page_references = pydyf.PDF.page_references

# Objects made before the youngest are looked at, rounds of these before the next older, and of
# those before all: short-lived cycles still go at once, and what lives long is left alone.
_COLLECT_AFTER = (100_000, 50, 1000)


@contextmanager
def installed() -> Iterator[None]:
    """Replace the slow functions for the time of the block."""
    pydyf.PDF.page_references = property(page_references)
    try:
        with (
            rare_collections(),
            replaced(
                page_layout,
                {
                    "make_page": make_page,
                    "set_page_type_computed_styles": set_page_type_computed_styles,
                },
            ),
            replaced(weasyprint.layout, {"layout_fixed_boxes": layout_fixed_boxes}),
            replaced(TargetCollector, {"cache_target_page_counters": cache_target_page_counters}),
        ):
            yield
    finally:
        pydyf.PDF.page_references = _page_references


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let the collector of cycles run seldom for the time of the block."""
    before = gc.get_threshold()
    gc.set_threshold(*_COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def page_references(pdf: Any) -> tuple[bytes, ...]:
    """Return the references to a PDF's pages, made again only when there are more pages."""
    kids = pdf.pages["Kids"]
    known: tuple[int, tuple[bytes, ...]] | None = getattr(pdf, "nkbook_references", None)
    if known is None or known[0] != len(kids):
        known = len(kids), tuple(b"%d 0 R" % number for number in kids[::3])
        pdf.nkbook_references = known
    return known[1]


class _Known:
    """Stands in a list for all values on the pages before the one that is made: it equals each."""

    def __init__(self) -> None:
        self._pages: dict[Any, set[int]] = {}
        self._values: dict[int, tuple[Any, ...]] = {}
        self._page = 0

    def __eq__(self, other: object) -> bool:
        return any(page < self._page for page in self._pages.get(other, ()))

    __hash__ = None  # type: ignore[assignment]

    def begin(self, page: int) -> None:
        """Forget what a page had: it's made, or made again."""
        self._page = page
        for value in self._values.pop(page, ()):
            self._pages[value].discard(page)

    def end(self, values: tuple[Any, ...]) -> None:
        """Remember what the page has."""
        self._values[self._page] = values
        for value in values:
            self._pages.setdefault(value, set()).add(self._page)


def make_page(  # noqa: PLR0913 — WeasyPrint's signature
    context: Any, root_box: Any, page_type: Any, resume_at: Any, page_number: Any, page_state: Any
) -> Any:
    """Make a page, with what other pages have in one place instead of in a list for each."""
    known: _Known = context.__dict__.setdefault("nkbook_known", _Known())
    known.begin(page_number)
    if page_number > 1:
        first = context.page_maker[0][-1]
        first["anchors"], first["content_lookups"] = [known], [known]
    made = _make_page(context, root_box, page_type, resume_at, page_number, page_state)
    state = context.page_maker[page_number - 1][-1]
    known.end((*state["anchors"], *state["content_lookups"]))
    state["anchors"], state["content_lookups"] = [], []
    return made


def cache_target_page_counters(
    collector: Any,
    anchor_name: Any,
    page_counter_values: Any,
    page_maker_index: Any,
    page_maker: Any,
) -> None:
    """Tell those texts of an anchor's page counters that want to know."""
    lookups = collector.counter_lookup_items
    collector.counter_lookup_items = dict(_wanting(collector).get(anchor_name, ()))
    try:
        _cache_target_page_counters(
            collector, anchor_name, page_counter_values, page_maker_index, page_maker
        )
    finally:
        for key, item in collector.counter_lookup_items.items():
            lookups.setdefault(key, item)
        collector.counter_lookup_items = lookups


def _wanting(collector: Any) -> dict[str, list[tuple[Any, Any]]]:
    """Return the texts, with their keys, by the anchors whose counters they lack.

    A text is only ever added, and what it lacks stays as it was found.
    """
    lookups = collector.counter_lookup_items
    known: tuple[int, dict[str, list[tuple[Any, Any]]]] | None
    known = getattr(collector, "nkbook_wanting", None)
    if known is None or known[0] != len(lookups):
        index: dict[str, list[tuple[Any, Any]]] = {}
        for pair in lookups.items():
            for anchor in pair[1].missing_target_counters:
                index.setdefault(anchor, []).append(pair)
        known = collector.nkbook_wanting = len(lookups), index
    return known[1]


def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
    """Compute the styles of a kind of page and its margin boxes, found by an index.

    Styles are only ever added to the cascade, at its end, so the index reads on from there.
    """
    style_for.add_page_declarations(page_type)
    root = html.etree_element
    style_for.set_computed_styles(page_type, root=root, parent=root, base_url=html.base_url)
    for pseudo_type in _pseudo_types(style_for, page_type):
        style_for.set_computed_styles(
            page_type, pseudo_type=pseudo_type, root=root, parent=page_type, base_url=html.base_url
        )


def _pseudo_types(style_for: Any, page_type: Any) -> tuple[str, ...]:
    cascaded = style_for.get_cascaded_styles()
    known: tuple[int, dict[Any, list[str]]] = getattr(style_for, "nkbook_pages", (0, {}))
    seen, index = known
    # A dict keeps the order in which its keys came; the new ones are read from the end.
    added = list(islice(reversed(cascaded), len(cascaded) - seen))
    for element, pseudo_type in reversed(added):
        if pseudo_type and isinstance(element, page_layout.PageType):
            index.setdefault(element, []).append(pseudo_type)
    style_for.nkbook_pages = len(cascaded), index
    return tuple(index.get(page_type, ()))


def layout_fixed_boxes(context: Any, pages: Any, containing_page: Any) -> Iterator[Any]:
    """Yield the fixed boxes of other pages, of which a book has none."""
    if not pages or not _has_fixed(context, pages, containing_page):
        return iter(())
    return iter(_layout_fixed_boxes(context, pages, containing_page))


def _has_fixed(context: Any, pages: Any, containing_page: Any) -> bool:
    """Tell whether any page has fixed boxes.

    The first time there are other pages, they and the containing page are all there are.
    """
    known: bool | None = getattr(context, "nkbook_has_fixed", None)
    if known is None:
        known = any(page.fixed_boxes for page in (containing_page, *pages))
        context.nkbook_has_fixed = known
    return known
