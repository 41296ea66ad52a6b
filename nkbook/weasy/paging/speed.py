"""Fixes places where the time of a layout by WeasyPrint 70 and pydyf grows with pages squared.

The output is equal. What is replaced:

* ``pydyf.PDF.page_references`` makes the references to all pages for every link and element.
* ``set_page_type_computed_styles`` goes through the styles of all elements for every page.
* ``layout_fixed_boxes`` goes through all pages for every page, to find none with a fixed box.
* ``make_page`` looks for each anchor in a list of all anchors on the pages before.
* ``TargetCollector.cache_target_page_counters`` asks, for each anchor, every text with a counter.

Besides, ``pydyf.Stream.data`` deflates each stream twice, for the file and for its identifier; and
Python's collector of cycles goes again and again through boxes and styles that all live to
the end: a fifth of the time at 400 pages, and more in longer books.
"""

from __future__ import annotations

import gc
import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pydyf
import weasyprint.layout
from weasyprint.css.targets import TargetCollector
from weasyprint.layout import page as page_layout

from nkbook.weasy.ours import (
    DEFLATED,
    HAS_FIXED,
    IS_TRIAL,
    KNOWN,
    PAGE_REFERENCES,
    PAGE_STYLES,
    WANTING,
    book_fonts,
)

_layout_fixed_boxes = weasyprint.layout.layout_fixed_boxes
_set_page_type_computed_styles = page_layout.set_page_type_computed_styles
_cache_target_page_counters = TargetCollector.cache_target_page_counters

# Objects made before the youngest are examined, rounds of these before the next older, and of
# those before all: short-lived cycles still go at once, and what lives long is left alone.
_COLLECT_AFTER = (500_000, 50, 1000)


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
    """Return the references to a PDF's pages, made again only when there are more pages.

    For every PDF, nkbook's or not: a PDF knows nothing of fonts, and the result is the same.
    """
    kids = pdf.pages["Kids"]
    known = PAGE_REFERENCES.get(pdf)
    if known is None or known[0] != len(kids):
        known = len(kids), tuple(b"%d 0 R" % number for number in kids[::3])
        PAGE_REFERENCES.put(pdf, known)
    return known[1]


def stream_data(stream: Any) -> bytes:
    """Return a stream as it is written, its content deflated anew only if it has changed.

    For every PDF, like ``page_references``.
    """
    content = b"\n".join(
        item if type(item) is bytes else pydyf._to_bytes(item) for item in stream.stream
    )
    extra = pydyf.Dictionary(stream.extra.copy())
    if stream.compress:
        extra["Filter"] = "/FlateDecode"
        digest = hashlib.blake2b(content).digest()
        known = DEFLATED.get(stream)
        if known is None or known[0] != digest:
            known = digest, zlib.compress(content, level=9)
            DEFLATED.put(stream, known)
        content = known[1]
    extra["Length"] = len(content)
    return b"\n".join((extra.data, b"stream", content, b"endstream"))


class Known:
    """An item that equals each value on the pages before the one that is made.

    A list of this one item does for a list of all those values where only ``in`` is asked.
    """

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


def make_page(make: Callable[[], Any], context: Any, page_number: int) -> Any:
    """Let ``make`` make a page, with what others have in one place, not in a list for each."""
    if IS_TRIAL.get(context.target_collector):
        return make()
    known: Known | None = KNOWN.get(context)
    if known is None:
        known = Known()
        KNOWN.put(context, known)
        WANTING.put(context.target_collector, (-1, {}))
    known.begin(page_number)
    if page_number > 1:
        first = context.page_maker[0][-1]
        first["anchors"], first["content_lookups"] = [known], [known]
    made = make()
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
    """Pass an anchor's page counters on to the texts that lack them."""
    if IS_TRIAL.get(collector):
        return
    if WANTING.get(collector) is None:  # not the collector of a book
        _cache_target_page_counters(
            collector, anchor_name, page_counter_values, page_maker_index, page_maker
        )
        return
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
    known = WANTING.get(collector)
    if known is None or known[0] != len(lookups):
        index: dict[str, list[tuple[Any, Any]]] = {}
        for pair in lookups.items():
            for anchor in pair[1].missing_target_counters:
                index.setdefault(anchor, []).append(pair)
        known = len(lookups), index
        WANTING.put(collector, known)
    return known[1]


def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
    """Compute the styles of a kind of page and its margin boxes, found by an index.

    Styles are only ever added to the cascade, at its end, so the index reads on from there.
    """
    if book_fonts(style_for) is None:
        _set_page_type_computed_styles(page_type, html, style_for)
        return
    style_for.add_page_declarations(page_type)
    root = html.etree_element
    style_for.set_computed_styles(page_type, root=root, parent=root, base_url=html.base_url)
    for pseudo_type in _pseudo_types(style_for, page_type):
        style_for.set_computed_styles(
            page_type, pseudo_type=pseudo_type, root=root, parent=page_type, base_url=html.base_url
        )


def _pseudo_types(style_for: Any, page_type: Any) -> tuple[str, ...]:
    cascaded = style_for.get_cascaded_styles()
    seen, index = PAGE_STYLES.get(style_for) or (0, {})
    # A dict keeps the order in which its keys came; the new ones are read from the end.
    added = list(islice(reversed(cascaded), len(cascaded) - seen))
    for element, pseudo_type in reversed(added):
        if pseudo_type and isinstance(element, page_layout.PageType):
            index.setdefault(element, []).append(pseudo_type)
    PAGE_STYLES.put(style_for, (len(cascaded), index))
    return tuple(index.get(page_type, ()))


def layout_fixed_boxes(context: Any, pages: Any, containing_page: Any) -> Iterator[Any]:
    """Yield the fixed boxes of other pages, of which a book has none."""
    if book_fonts(context) is not None and not _has_fixed(context, pages, containing_page):
        return iter(())
    return iter(_layout_fixed_boxes(context, pages, containing_page))


def _has_fixed(context: Any, pages: Any, containing_page: Any) -> bool:
    """Return True if any page has fixed boxes.

    The first time there are other pages, they and the containing page are all there are.
    """
    if not pages:
        return False
    known = HAS_FIXED.get(context)
    if known is None:
        known = any(page.fixed_boxes for page in (containing_page, *pages))
        HAS_FIXED.put(context, known)
    return known
