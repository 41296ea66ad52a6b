"""Reads the stylesheets of a book once, not once for each of its sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import weasyprint.css

from nkbook.weasy.reading.messages import Message, collected
from nkbook.weasy.sections.documents import Heads

_find_stylesheets = weasyprint.css.find_stylesheets
_MOST = 8  # sets of stylesheets: some formats, of one book


@dataclass(frozen=True, slots=True)
class _Sheets:
    """Stylesheets as they were read, with what reading them adds to elsewhere."""

    sheets: tuple[Any, ...]
    page_rules: tuple[Any, ...]
    layers: tuple[Any, ...]
    counter_styles: Mapping[str, Any]
    profiles: Mapping[str, Any]
    messages: tuple[Message, ...]


@dataclass(slots=True)
class SheetCache:
    """The stylesheets that were read with some fonts, by their texts; and heads of documents."""

    heads: Heads = field(default_factory=Heads)
    _known: dict[tuple[str, ...], _Sheets] = field(default_factory=dict)

    def get(self, key: tuple[str, ...]) -> _Sheets | None:
        """Return the stylesheets of these texts if they were read."""
        return self._known.get(key)

    def put(self, key: tuple[str, ...], sheets: _Sheets) -> None:
        """Keep stylesheets, and let go of the oldest when there are many."""
        if len(self._known) >= _MOST:
            del self._known[next(iter(self._known))]
        self._known[key] = sheets


@dataclass(slots=True)
class Reading:
    """A document whose stylesheets are being read; ``messages`` gets what was reported of them."""

    fonts: Any  # BookFonts
    cache: SheetCache
    messages: list[Message]
    instead: Any = None  # a weasyprint.HTML that has other stylesheets than the document


def find_stylesheets(  # noqa: PLR0913 — WeasyPrint's signature
    reading: Reading,
    wrapper_element: Any,
    device_media_type: Any,
    url_fetcher: Any,
    base_url: Any,
    font_config: Any,
    counter_style: Any,
    color_profiles: Any,
    page_rules: Any,
    layers: Any,
) -> Iterator[Any]:
    """Yield the stylesheets of a document, as they were read before if all have the same text."""
    if font_config is not reading.fonts:
        yield from _find_stylesheets(
            wrapper_element, device_media_type, url_fetcher, base_url, font_config,
            counter_style, color_profiles, page_rules, layers,
        )  # fmt: skip
        return
    if reading.instead is not None:
        wrapper_element = reading.instead.wrapper_element
    key = tuple(_texts(wrapper_element))
    known = reading.cache.get(key)
    if known is None:
        rules: list[Any] = []
        names: list[Any] = []
        styles = weasyprint.css.counters.CounterStyle()
        styles.update(counter_style)
        profiles: dict[str, Any] = {}
        with collected() as messages:
            found = _find_stylesheets(
                wrapper_element, device_media_type, url_fetcher, base_url, font_config,
                styles, profiles, rules, names,
            )  # fmt: skip
            sheets = tuple(found)
        known = _Sheets(sheets, tuple(rules), tuple(names), styles, profiles, tuple(messages))
        reading.cache.put(key, known)
    counter_style.update(known.counter_styles)
    color_profiles.update(known.profiles)
    page_rules.extend(known.page_rules)
    layers.extend(known.layers)
    reading.messages.extend(item for item in known.messages if item not in reading.messages)
    yield from known.sheets


def _texts(wrapper_element: Any) -> Iterator[str]:
    """Yield all that says what a document's stylesheets are."""
    for wrapper in wrapper_element.query_all("style", "link"):
        element = wrapper.etree_element
        yield " ".join((element.tag, *(f"{name}={value}" for name, value in element.items())))
        yield weasyprint.css.get_child_text(element)
