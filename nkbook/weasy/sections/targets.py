"""Answers what page another place is on from what is known, so that one layout is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetCollector, TargetLookupItem, anchor_name_from_token
from weasyprint.logger import LOGGER
from weasyprint.urls import get_url_tuple

from nkbook.weasy.numbers import StandIn
from nkbook.weasy.ours import book_fonts
from nkbook.weasy.sections.state import Laying

_lookup_target = TargetCollector.lookup_target
_render_value = CounterStyle.render_value


@dataclass(slots=True)
class _Place:
    """Stands for the box of an element in another section, or in this one."""

    name: str
    cached_counter_values: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def extract_text(self, _: Any) -> str:
        """Report that the text of another place is not known here."""
        LOGGER.error("Content discarded: the text of #%s may be in another section", self.name)
        return ""


def lookup_target(  # noqa: PLR0913 — WeasyPrint's signature
    laying: Laying,
    collector: Any,
    anchor_token: Any,
    source_box: Any,
    css_token: Any,
    parse_again: Any,
) -> Any:
    """Return a place whose page counter is known, or guessed."""
    if book_fonts(source_box.style) is laying.fonts:
        name = anchor_name_from_token(_resolved(anchor_token, source_box))
        section = laying.section
        if name in section.figures and css_token == "content":  # noqa: S105 — a property
            item = TargetLookupItem("up-to-date")
            standing = laying.numbers.stand_in(source_box, name, section.figures[name])
            item.target_box = _Place(name, {"page": [standing]})
            return item
        if name is not None and section.known.get(name, section.guess) is None:
            laying.nowhere.add(name)
        elif name is not None:
            number = laying.asked[name] = section.known.get(name)
            item = TargetLookupItem("up-to-date")
            page = section.guess if number is None else number
            item.target_box = _Place(name, {"page": [page]})
            return item
    return _lookup_target(collector, anchor_token, source_box, css_token, parse_again)


def render_value(
    _: Laying, style: Any, counter_value: Any, counter_name: Any = None, *rest: Any, **options: Any
) -> Any:
    """Return a counter as it is printed; a number that is left open notes that it can be."""
    if isinstance(counter_value, StandIn) and counter_name == "decimal":
        counter_value.is_printed = True
        return str(int(counter_value))
    return _render_value(style, counter_value, counter_name, *rest, **options)


def _resolved(token: Any, box: Any) -> Any:
    """Return the anchor that a token names by an attribute of an element, as WeasyPrint does."""
    if token[0] != "attr()":
        return token
    name, type_, fallback = token[1]
    value = box.element.get(name, fallback)
    if type_ == "string":
        return "string", value
    return ("url", get_url_tuple(value, box.style.base_url)) if type_ == "url" else token
