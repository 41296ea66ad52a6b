"""Makes even what a drawing repeats in steps that nobody sees: dashes, tiles, gradients.

A line of dashes of 10⁻⁹ is 10¹¹ dashes, and looks like a line.
"""

from __future__ import annotations

import re

from lxml import etree

from nkbook.model.document import Element

_SMALLEST = 0.01  # of the drawing's units
_SMALLEST_PART = 0.001  # of the element that is painted
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_SIDES = 4
_LARGEST = 1e9  # of the drawing's units
_DASHES = re.compile(r"(stroke-dasharray\s*:\s*)([^;}!]*)", re.IGNORECASE)


def without_tiny_steps(root: Element) -> bool:
    """Take out of a drawing what is repeated in tiny steps; return True if there was any."""
    changed = False
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if _is_tiny(element.get("stroke-dasharray", "")):
            del element.attrib["stroke-dasharray"]
            changed = True
        if (style := element.get("style")) and (new := _without_dashes(style)) != style:
            element.set("style", new)
            changed = True
        if (
            name == "style"
            and element.text
            and (new := _without_dashes(element.text)) != element.text
        ):
            element.text = new
            changed = True
        if name == "pattern" and _has_tiny_tiles(element):
            for key in ("width", "height"):
                element.set(key, "0")  # which paints nothing (SVG 2 §14.3)
            changed = True
        if element.get("spreadMethod", "pad") != "pad" and _is_tiny_gradient(element):
            del element.attrib["spreadMethod"]
            changed = True
    return changed


def is_view(value: str) -> bool:
    """Return True for the value of a viewBox: four numbers, none of them huge (SVG 2 §8.6)."""
    parts = [part for part in re.split(r"[\s,]+", value.strip()) if part]
    if len(parts) != _SIDES or not all(map(_NUMBER.fullmatch, parts)):
        return False
    return all(abs(float(part)) <= _LARGEST for part in parts)


def _without_dashes(css: str) -> str:
    return _DASHES.sub(lambda found: f"{found[1]}none" if _is_tiny(found[2]) else found[0], css)


def _is_tiny(dashes: str) -> bool:
    """Return True for a list of lengths that come to next to nothing, but not to none (0)."""
    lengths = [abs(float(number)) for number in _NUMBER.findall(dashes)]
    return 0 < sum(lengths) < _SMALLEST


def _has_tiny_tiles(pattern: Element) -> bool:
    own = pattern.get("patternUnits") == "userSpaceOnUse"
    return any(
        0 < _number(pattern.get(key, "1"), own=own) < (_SMALLEST if own else _SMALLEST_PART)
        for key in ("width", "height")
    )


def _is_tiny_gradient(gradient: Element) -> bool:
    own = gradient.get("gradientUnits") == "userSpaceOnUse"
    smallest = _SMALLEST if own else _SMALLEST_PART
    if etree.QName(gradient).localname == "radialGradient":
        return _number(gradient.get("r", "50%"), own=own) < smallest
    sizes = (("x1", "x2", "0%", "100%"), ("y1", "y2", "0%", "0%"))
    return all(
        abs(_number(gradient.get(b, d), own=own) - _number(gradient.get(a, c), own=own)) < smallest
        for a, b, c, d in sizes
    )


def _number(value: str, *, own: bool) -> float:
    """Return a length; a percentage is of the element, or of a drawing of some hundred units."""
    found = _NUMBER.search(value)
    number = float(found[0]) if found else 0.0
    return number / (1 if own else 100) if value.strip().endswith("%") else number
