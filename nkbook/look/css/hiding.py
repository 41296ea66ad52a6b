"""Finds the rules of a stylesheet that hide text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import cssselect2
import tinycss2
from tinycss2.color4 import parse_color

_FAR = 500  # px and more to the left of its place, text is off the page
_PX = {"px": 1, "pt": 4 / 3, "mm": 3.78, "cm": 37.8, "in": 96, "em": 16, "rem": 16, "pc": 16}
_MOVES = frozenset(("text-indent", "left", "right", "top", "bottom", "margin-left", "margin-top"))
_NEXT_TO_NOTHING = MappingProxyType({"opacity": 0.03, "font-size": 0.01})
_SIZES = frozenset(
    ("height", "max-height", "width", "max-width", "block-size", "inline-size", "max-block-size")
)
_LEAST = 2  # px: less high or wide than this is no letter
_WHITE = 0.99  # of each of red, green and blue
_EDGEWISE = ((90, "deg"), (270, "deg"), (0.25, "turn"), (100, "grad"))
_OF_A_MATRIX = 6  # numbers
_NOT_HERE = ("print", "amzn-", "speech")  # kinds of media that are not a reader's screen


@dataclass(frozen=True, slots=True)
class Hiding:
    """A declaration that hides what its rule selects: ``what`` is it as it is written.

    White letters are only hidden where nothing dark is behind them: not ``surely``.
    """

    line: int
    property: str
    what: str
    selectors: tuple[Any, ...]  # of cssselect2
    surely: bool = True


def hiding(css: str) -> tuple[Hiding, ...]:
    """Return the declarations of a sheet that hide text, wherever in it."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return tuple(_in_rules(rules))


def _in_rules(rules: Sequence[Any]) -> Iterator[Hiding]:
    for rule in rules:
        if rule.type == "at-rule" and rule.content is not None:
            prelude = tinycss2.serialize(rule.prelude).lower()
            if rule.lower_at_keyword in ("media", "supports", "layer") and not any(
                word in prelude for word in _NOT_HERE
            ):
                yield from _in_rules(
                    tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                )
        elif rule.type == "qualified-rule":
            try:
                selectors = tuple(cssselect2.compile_selector_list(rule.prelude))
            except cssselect2.SelectorError:
                continue
            own = tuple(one for one in selectors if one.pseudo_element is None)
            items = tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            given = [item for item in items if item.type == "declaration"]
            cuts = any(item.lower_name.startswith("overflow") and _cuts(item) for item in given)
            for item in given:
                if _hides(item) or (cuts and _is_no_room(item)):
                    what = f"{item.lower_name}: {tinycss2.serialize(item.value).strip()}"
                    surely = item.lower_name != "color" or not _is_white(what)
                    yield Hiding(item.source_line, item.lower_name, what, own, surely)


def _hides(declaration: Any) -> bool:
    name = declaration.lower_name
    value = [item for item in declaration.value if item.type not in ("whitespace", "comment")]
    if not value:
        return False
    first, written = value[0], tinycss2.serialize(value)
    word = first.lower_value if first.type == "ident" else ""
    number = first.value if first.type in ("number", "percentage", "dimension") else None
    if name in _MOVES:
        far = first.type == "dimension" and first.value * _PX.get(first.lower_unit, 1)
        return far is not False and bool(far <= -_FAR)
    if name in _NEXT_TO_NOTHING:
        return number is not None and 0 <= number < _NEXT_TO_NOTHING[name]
    return (
        (name == "display" and word == "none")
        or (name == "visibility" and word in ("hidden", "collapse"))
        or (name == "color" and (_is_white(written) or _is_nothing(written)))
        or (name in ("clip", "clip-path") and first.type == "function")
        or (name in ("zoom", "scale") and number == 0)
        or (name == "font" and number == 0)
        or (
            name in ("transform", "filter", "-webkit-transform", "-webkit-filter")
            and any(item.type == "function" and _makes_nothing(item) for item in value)
        )
    )


def _cuts(declaration: Any) -> bool:
    return any(getattr(item, "lower_value", "") in ("hidden", "clip") for item in declaration.value)


def _is_no_room(declaration: Any) -> bool:
    """Return True for a height or width that no letter has room in."""
    numbers = [item for item in declaration.value if item.type in ("number", "dimension")]
    return declaration.lower_name in _SIZES and any(_pixels(one) < _LEAST for one in numbers[:1])


def _pixels(number: Any) -> float:
    unit = number.lower_unit if number.type == "dimension" else "px"
    return float(number.value) * _PX.get(unit, _LEAST)


def _makes_nothing(function: Any) -> bool:
    """Return True for a transformation or a filter after which nothing is seen."""
    name = function.lower_name
    numbers = [
        item for item in function.arguments if item.type in ("number", "percentage", "dimension")
    ]
    if name == "opacity" or name.startswith("scale"):
        return any(0 <= one.value < _NEXT_TO_NOTHING["opacity"] for one in numbers)
    if name.startswith("translate"):
        return any(one.type == "dimension" and _pixels(one) <= -_FAR for one in numbers)
    if name in ("rotatex", "rotatey"):
        return any(one.type == "dimension" and (one.value, one.lower_unit) in _EDGEWISE
                   for one in numbers)  # fmt: skip
    flat = [one.value for one in numbers]
    return name == "matrix" and len(flat) == _OF_A_MATRIX and flat[0] * flat[3] == flat[1] * flat[2]


def _is_white(value: str) -> bool:
    color = parse_color(value.rpartition(":")[2].strip())
    return color is not None and color != "currentcolor" and min(color.to("srgb")[:3]) > _WHITE


def _is_nothing(value: str) -> bool:
    color = parse_color(value)
    return (
        color is not None and color != "currentcolor" and color.alpha < _NEXT_TO_NOTHING["opacity"]
    )
