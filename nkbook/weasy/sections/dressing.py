"""Shows pages with other stylesheets than they were laid out with, where no line changes.

What a printer's file has otherwise than the one for the screen is paint, the bleed, and where the
text block is between the edges of the paper: one layout is enough for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from weasyprint import DEFAULT_OPTIONS
from weasyprint.css import AnonymousStyle, get_all_computed_styles
from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetCollector
from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.images import get_image_from_uri
from weasyprint.layout import page as page_layout
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.percent import resolve_percentages

from nkbook.weasy.paging import pages
from nkbook.weasy.patches.installing import installed
from nkbook.weasy.patches.patch import Group
from nkbook.weasy.reading.messages import Message
from nkbook.weasy.reading.resources import address, fetcher
from nkbook.weasy.sections.documents import SectionHTML
from nkbook.weasy.sections.sheets import Reading, SheetCache
from nkbook.weasy.sections.state import Laying
from nkbook.weasy.sections.values import Dressed

_SAME = 0.02  # px: what rounding of margins may do
_SIDES = ("top", "right", "bottom", "left")
# Properties that are asked for when pages are painted, or when backgrounds are.
PAINTED = (
    "color",
    *(f"background_{part}" for part in (
        "attachment", "clip", "color", "image", "origin", "position", "repeat", "size")),
    *(f"border_{side}_color" for side in _SIDES),
    "outline_color",
    *(f"text_decoration_{part}" for part in ("color", "line", "style", "thickness")),
    "text_underline_offset",
)  # fmt: skip


class Dresser:
    """A section that was laid out, to be shown with other stylesheets."""

    def __init__(self, laying: Laying, source: Any, document: Any, cache: SheetCache) -> None:
        self._laying = laying
        self._source = source
        self._document = document
        self._cache = cache
        self.messages: list[Message] = []  # about the other stylesheets
        self._styles: dict[str, tuple[Any, Any]] = {}  # by the HTML that has the stylesheets

    @contextmanager
    def dressed(self, way: Dressed) -> Iterator[Any]:
        """Yield the section's document as it is with other stylesheets and pictures.

        Raises ValueError when these would change more than paint.
        """
        laid = [page._page_box for page in self._document.pages]
        kept = _Kept(laid)
        try:
            style_for, profiles = self._style_for(way.html)
            _Restyling(self._laying.context.style_for, style_for, kept).restyle()
            images, read = self._images(way)
            for box in kept.boxes:
                if isinstance(box, boxes.ReplacedBox):
                    box.replacement = images.get(id(box.replacement), box.replacement)
            for page_box in laid:
                self._move(page_box, style_for, kept)
                layout_backgrounds(page_box, read)
            document = self._document
            shown = [Page(page_box) for page_box in laid]
            pages.link_notes(shown)
            yield Document(
                shown, document.metadata, document.url_fetcher, document.font_config, profiles, None
            )
        finally:
            kept.restore()

    def _style_for(self, html: str) -> tuple[Any, Any]:
        """Return the styles of the section's elements by the stylesheets of another document."""
        if html not in self._styles:
            other = SectionHTML(html, self._laying.section.files, self._cache.heads)
            reading = Reading(self._laying.fonts, self._cache, self.messages, other)
            profiles: dict[str, Any] = {}
            with installed(Group.SHEETS, reading):
                style_for = get_all_computed_styles(
                    self._source, None, False, self._laying.fonts, CounterStyle(), profiles,
                    [], [], TargetCollector(), False,
                )  # fmt: skip
            self._styles[html] = style_for, profiles
        return self._styles[html]

    def _images(self, way: Dressed) -> tuple[dict[int, Any], Any]:
        """Return the pictures that take the place of others, and what reads them by their URLs."""
        before = self._laying.section.files
        changed = {address(name) for name, file in way.files.items() if before.get(name) != file}
        own = fetcher(way.files)
        read_before = self._laying.images
        # An image in a drawing may have lost its address, or never had one: then it has none here.
        known = {
            url: item for url, item in read_before.items() if unquote(url or "") not in changed
        }

        def read(url: str, **options: Any) -> Any:
            return get_image_from_uri(
                known, own, dict(DEFAULT_OPTIONS), url, context=self._laying.context, **options
            )

        images = {}
        for url, image in read_before.items():
            if image is not None and url not in known:
                images[id(image)] = read(url=url)
        return images, read

    def _move(self, page_box: Any, style_for: Any, kept: _Kept) -> None:
        """Put a page's content where the margins are."""
        page_type = page_box.page_type
        index = page_type.index + self._laying.section.before
        by_book = page_type._replace(index=index)
        page_layout.set_page_type_computed_styles(by_book, self._source, style_for)
        style = style_for(by_book)
        sheet = boxes.PageBox(page_type, style)
        width, height = style["size"]
        resolve_percentages(sheet, style["size"])
        page_layout.page_width(sheet, self._laying.context, width)
        page_layout.page_height(sheet, self._laying.context, height)
        same = ("width", "height", "margin_top", "margin_bottom")
        if any(abs(getattr(sheet, name) - getattr(page_box, name)) > _SAME for name in same):
            raise ValueError("the other stylesheets make pages of another size")
        kept.attributes(page_box, ("style", "margin_left", "margin_right"))
        aside = sheet.margin_left - page_box.margin_left
        page_box.style = style
        page_box.margin_left, page_box.margin_right = sheet.margin_left, sheet.margin_right
        for child in page_box.children:
            child.translate(aside, 0)


class _Kept:
    """What boxes were like before."""

    def __init__(self, page_boxes: list[Any]) -> None:
        self.boxes: list[Any] = []
        self._attributes: list[tuple[Any, str, Any]] = []
        self._values: list[tuple[Any, str, Any]] = []
        for page_box in page_boxes:
            self.attributes(page_box, ("background", "canvas_background"))
            for child in page_box.children:
                self._add(child)

    def _add(self, placed: Any) -> None:
        box = placed._box if isinstance(placed, AbsolutePlaceholder) else placed
        self.boxes.append(box)
        names = ("position_x", "background", "replacement", "column_positions")
        self.attributes(box, [name for name in names if hasattr(box, name)])
        for child in box.all_children():
            self._add(child)

    def attributes(self, box: Any, names: Any) -> None:
        """Keep attributes of a box."""
        self._attributes += [(box, name, getattr(box, name, None)) for name in names]

    def put(self, style: Any, name: str, value: Any) -> None:
        """Give a property another value."""
        self._values.append((style, name, style[name]))
        style[name] = value

    def restore(self) -> None:
        """Make all as it was."""
        for box, name, value in reversed(self._attributes):
            setattr(box, name, value)
        for style, name, value in reversed(self._values):
            style[name] = value


class _Restyling:
    """Gives the styles of boxes the values of other stylesheets, of what is painted by them."""

    def __init__(self, before: Any, after: Any, kept: _Kept) -> None:
        self._before, self._after = before, after
        others = after.get_computed_styles()
        self._others = {
            id(style): others[key]
            for key, style in before.get_computed_styles().items()
            if key in others
        }
        self._kept = kept
        self._anonymous: dict[int, Any] = {}

    def restyle(self) -> None:
        """Change the styles of all boxes on pages, where layout gave them no values of its own."""
        found = {}
        for box in self._kept.boxes:
            if id(box.style) not in found:
                found[id(box.style)] = box.style, dict(self._changes(box))
        for style, changes in found.values():
            for name, value in changes.items():
                self._kept.put(style, name, value)

    def _changes(self, box: Any) -> Iterator[tuple[str, Any]]:
        """Yield the properties of a box that the other stylesheets give another value."""
        style = box.style
        known, other = self._pair(style, box)
        if known is None or other is None:
            return
        for name in PAINTED:
            if other[name] != style[name] == known[name]:
                yield name, other[name]

    def _pair(self, style: Any, box: Any) -> tuple[Any, Any]:
        """Return a style as the stylesheets of the layout make it, and as the others do."""
        if id(style) in self._others:
            return style, self._others[id(style)]
        if isinstance(style, AnonymousStyle):
            if id(style) not in self._anonymous:
                pair = self._pair(style.parent_style, box)
                self._anonymous[id(style)] = (
                    None
                    if any(one is None for one in pair)
                    else tuple(AnonymousStyle(parent) for parent in pair)
                )
            return self._anonymous[id(style)] or (None, None)
        # A copy that layout has changed: of the box's own style or, for a first line or letter, of
        # the style of its element.
        pseudo = (box.element_tag or "").partition("::")[2] or None
        both = self._before, self._after
        known, other = (styles(box.element, pseudo) for styles in both)
        if known is None or other is None:
            known, other = (styles(box.element, None) for styles in both)
        return known, other
