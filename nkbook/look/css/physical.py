"""Older ways to say what a declaration says, to stand before it: an engine takes the last it knows.

Logical properties are of Safari 12.1 and Chrome 69 (CSS Logical Properties 1); ``overflow-wrap:
anywhere`` of Safari 15.4, ``break-inside`` of CSS Fragmentation 3. Chinese lines run from left to
right or from top to bottom. In vertical lines WebKit's own older names are used, which follow the
direction of a table that lies flat among them.
"""

from __future__ import annotations

from typing import Any

import tinycss2

_SIDES = {
    "inline-start": "left",
    "inline-end": "right",
    "block-start": "top",
    "block-end": "bottom",
}
_WEBKIT = {
    "inline-start": "start",
    "inline-end": "end",
    "block-start": "before",
    "block-end": "after",
}
_SIZES = {"inline-size": "width", "block-size": "height"}
_LINES = {"start": "left", "end": "right"}
_BREAKS = {"avoid-page": "avoid", "page": "always", "avoid-column": "avoid", "column": "always"}


def older_forms(declaration: Any, *, vertical: bool) -> tuple[str, ...]:
    """Return the declarations to write before one of tinycss2's, or none."""
    name = declaration.lower_name
    value = tinycss2.serialize(declaration.value).strip()
    important = " !important" if declaration.important else ""
    return tuple(
        f"{older}: {said}{important}"
        for older, said in (
            *_sides(name, value, vertical=vertical),
            *_sizes(name, value, vertical=vertical),
            *_words(name, value.lower()),
        )
    )


def _sides(name: str, value: str, *, vertical: bool) -> list[tuple[str, str]]:
    """Return forms of margins, paddings and borders: ``padding-left`` of the start of lines."""
    kind, _, rest = name.partition("-")
    if kind not in ("margin", "padding", "border", "inset"):
        return []
    for side, physical in _SIDES.items():
        if rest == side or rest.startswith(f"{side}-"):
            what = rest.removeprefix(side)  # "", "-width", "-style" or "-color"
            if vertical:
                known = kind != "inset"
                return [(f"-webkit-{kind}-{_WEBKIT[side]}{what}", value)] if known else []
            return [(physical if kind == "inset" else f"{kind}-{physical}{what}", value)]
    if rest in ("inline", "block"):  # of both sides
        values = [value] if kind == "border" or "(" in value else value.split()
        sides = (f"{kind}-{rest}-start", values[0]), (f"{kind}-{rest}-end", values[-1])
        return [form for side, said in sides for form in _sides(side, said, vertical=vertical)]
    return []


def _sizes(name: str, value: str, *, vertical: bool) -> list[tuple[str, str]]:
    for size, physical in _SIZES.items():
        if name in (size, f"min-{size}", f"max-{size}") and not vertical:
            return [(name.replace(size, physical), value)]
    return []


def _words(name: str, value: str) -> list[tuple[str, str]]:
    """Return forms of properties that have the same names in both directions of lines."""
    if name == "text-align" and value in _LINES:
        return [(name, _LINES[value])]
    if name in ("float", "clear") and value.startswith("inline-"):
        return [(name, _LINES[value.removeprefix("inline-")])]
    if name in ("overflow-wrap", "word-wrap") and value in ("anywhere", "break-word"):
        # The second is what "anywhere" does, in WebKit before it had that word.
        known = [("word-break", "break-word")] if value == "anywhere" else []
        return [("word-wrap", "break-word"), *known]
    if name in ("break-before", "break-after", "break-inside"):
        return [(f"page-{name}", _BREAKS.get(value, value))]
    return []
