"""Says of a stylesheet whether pages laid out without it can be painted with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_SIDES = ("top", "right", "bottom", "left")
# What ``dressing`` changes of boxes, as stylesheets name it, and what is of the sheet round a page.
_PAINTED = frozenset(
    (
        "color", "background", "border-color", "outline-color", "text-decoration",
        "text-underline-offset", "bleed",
        *(f"background-{part}" for part in (
            "attachment", "clip", "color", "image", "origin", "position", "repeat", "size")),
        *(f"border-{side}-color" for side in _SIDES),
        *(f"text-decoration-{part}" for part in ("color", "line", "style", "thickness")),
        *(f"bleed-{side}" for side in _SIDES),
    )
)  # fmt: skip
_MADE_BY_LAYOUT = ":first-l"  # ::first-line and ::first-letter have styles that layout mixes


def only_paint(css: str) -> bool:
    """Return True if a stylesheet changes only how pages are painted, not what is where."""
    import tinycss2

    return all(
        _only_paint(rule)
        for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    )


def _only_paint(rule: Any) -> bool:
    import tinycss2

    if rule.type == "at-rule" and rule.lower_at_keyword != "page":
        return False
    if rule.type not in ("at-rule", "qualified-rule") or rule.content is None:
        return False
    if _MADE_BY_LAYOUT in tinycss2.serialize(rule.prelude).lower():
        return False
    content = tinycss2.parse_blocks_contents(rule.content, True, True)
    return all(_is_painted(content, rule.type == "at-rule"))


def _is_painted(content: Iterable[Any], is_page: bool) -> Iterable[bool]:
    """Yield for each declaration if it is of paint; margin boxes are laid out by each format."""
    for item in content:
        if item.type == "declaration":
            yield item.lower_name in _PAINTED
        else:
            yield is_page and item.type == "at-rule"
