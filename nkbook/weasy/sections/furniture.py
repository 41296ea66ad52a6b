"""Lays out the margin boxes of pages alone: folios and running heads, and blank pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import weasyprint
from weasyprint import DEFAULT_OPTIONS
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.html import get_html_metadata
from weasyprint.layout import page as page_layout
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.percent import resolve_percentages
from weasyprint.pdf.metadata import DocumentMetadata

from nkbook.weasy.output.paint.record import PaintedSection
from nkbook.weasy.output.paint.recording import paint
from nkbook.weasy.paging import pages
from nkbook.weasy.patches.installing import installed
from nkbook.weasy.patches.patch import Group
from nkbook.weasy.reading.messages import Message, collected
from nkbook.weasy.reading.resources import BASE, File, fetcher
from nkbook.weasy.sections.sheets import Reading, SheetCache
from nkbook.weasy.sections.values import Frame, Furniture, Paint, drawn

_PAGE = 2  # that is laid out: strings of pages before it are on the first


def furnish(  # noqa: PLR0913 — as the engine's, with its parts
    html: str,
    files: Mapping[str, File],
    frames: Sequence[Frame],
    pages_total: int,
    paints: Mapping[str, Paint],
    fonts: Any,
    cache: SheetCache,
) -> tuple[Furniture, ...]:
    """Return the margin boxes of pages; ``html`` has the head of the book and an empty body."""
    found: list[Message] = []
    with collected() as messages:
        source = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher(files))
        with installed(Group.SHEETS, Reading(fonts, cache, found)):
            press = _Press(source, fonts, pages_total, paints)
    found += [message for message in messages if message not in found]
    made: dict[Frame, Furniture] = {}
    for frame in frames:
        if frame not in made:
            made[frame] = press.furnish(frame)
    return tuple(made[frame] for frame in frames)


@dataclass(slots=True)
class _Press:
    """A document without sections, whose pages are made one by one."""

    source: Any
    fonts: Any
    pages_total: int
    paints: Mapping[str, Paint]
    context: Any = field(init=False)
    document: Any = field(init=False)
    files: dict[str, dict[Any, Any]] = field(init=False)  # what is read of fonts, by paint

    def __post_init__(self) -> None:
        styles = CounterStyle()
        profiles: dict[str, Any] = {}
        self.context = Document._build_layout_context(
            self.source, self.fonts, styles, profiles, dict(DEFAULT_OPTIONS)
        )
        metadata = DocumentMetadata(**get_html_metadata(self.source))
        self.document = Document([], metadata, self.source.url_fetcher, self.fonts, profiles, None)
        self.files = {name: {} for name in self.paints}
        self.context.create_block_formatting_context()

    def furnish(self, frame: Frame) -> Furniture:
        """Make a page's margin boxes and paint them."""
        with collected() as messages:
            box = self._box(frame)
            page = Page(box)
            self.document.pages = [page]
            facts = pages.page_facts(page)
            painted = {}
            for name, way in self.paints.items():
                empty = not frame.between and not box.children
                if empty:
                    painted[name] = b""
                else:
                    made = paint(self.document, drawn(way), self.files[name])
                    painted[name] = (made if frame.between else _lean(made)).packed()
        return Furniture(facts.folio, facts.off, painted, tuple(messages))

    def _box(self, frame: Frame) -> Any:
        """Return a page with its margin boxes, and its backgrounds if it is blank."""
        context = self.context
        page_type = page_layout.PageType(*frame.type)
        page_layout.set_page_type_computed_styles(page_type, self.source, context.style_for)
        style = context.style_for(page_type)
        box = boxes.PageBox(page_type, style)
        width, height = style["size"]
        resolve_percentages(box, style["size"])
        box.position_x = box.position_y = 0
        page_layout.page_width(box, context, width)
        page_layout.page_height(box, context, height)
        root = self._root(box, frame)
        box.children = (root,)
        context.current_page = _PAGE
        context.page_bottom = box.content_box_y() + box.height
        context.page_maker = [(None, {"break": "any", "page": ""}, True, None, {})] * (_PAGE + 1)
        context.string_set.clear()
        for name, before, values in frame.strings:
            if before is not None:
                context.string_set[name][_PAGE - 1] = [before]
            if values:
                context.string_set[name][_PAGE] = list(values)
        counters = {"page": [frame.counter], "pages": [self.pages_total]}
        state: Any = [0], counters, [{"pages", "page"}], []
        made = tuple(page_layout.make_margin_boxes(context, box, state))
        box.children = (root, *made)
        layout_backgrounds(box, context.get_image_from_uri)
        box.children = made
        if not frame.between:  # the section has painted them
            box.background = box.canvas_background = None
        return box

    def _root(self, page_box: Any, frame: Frame) -> Any:
        """Return a root of the page that has nothing but the strings set by its first element."""
        root = boxes.BlockBox.anonymous_from(page_box, [])
        resolve_percentages(root, page_box)
        root.position_x, root.position_y = page_box.content_box_x(), page_box.content_box_y()
        root.width, root.height = page_box.width, 0
        root.element_tag = "html"
        if frame.heads:
            root.style = root.style.copy()  # other pages have this style too
            root.style["string_set"] = tuple((name, ()) for name in frame.heads)
        return root


def _lean(record: PaintedSection) -> PaintedSection:
    """Return a record without what only pages of more than text need."""
    if not record.is_plain:
        return record
    (page,) = record.pages
    kept = {number: record.objects[number] for number in (page.number, page.content)}
    return replace(record, objects=kept, shared={}, intents=(), structure=None)
