"""Draws an ISBN as the bar code that shops read: EAN-13 (ISO/IEC 15420:2009)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from nkbook.model.catalogue import isbn

MODULE = 0.33  # mm, the width of the narrowest bar at 100 %
WIDTH = 113  # modules, with the quiet zones
HEIGHT = 78  # modules: bars, guards and figures
_ABOVE, _BELOW = 12.0, 2.0  # modules, for the ISBN and under the figures
KEPT = 31.0  # mm, the height of what is kept free for it
_QUIET = 11  # modules left of the bars; 7 are at the right
_BARS = 69.0  # modules, the height of a bar
_GUARDS = 74.0  # modules, the height of a guard bar

# Seven modules a digit, 1 for a bar; set A. Set C is its complement, set B the mirror of set C.
_SET_A = (
    *("0001101", "0011001", "0010011", "0111101", "0100011"),
    *("0110001", "0101111", "0111011", "0110111", "0001011"),
)
# The first digit is not drawn: it chooses the sets of the next six.
_PATTERNS = (
    *("AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB"),
    *("ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"),
)
_END, _CENTRE = "101", "01010"
_COMPLEMENT = str.maketrans("01", "10")


def modules(number: str) -> str:
    """Return the 95 modules of an EAN-13, 1 for a bar, from the left guard to the right one."""
    left = "".join(
        _digit(digit, name)
        for digit, name in zip(number[1:7], _PATTERNS[int(number[0])], strict=True)
    )
    right = "".join(_digit(digit, "C") for digit in number[7:])
    return f"{_END}{left}{_CENTRE}{right}{_END}"


def _digit(digit: str, name: str) -> str:
    pattern = _SET_A[int(digit)]
    if name == "A":
        return pattern
    complement = pattern.translate(_COMPLEMENT)
    return complement if name == "C" else complement[::-1]


def drawing(printed: str) -> Markup:
    """Return the bar code of an ISBN as SVG on white, with the ISBN above and the figures below.

    One unit is a module. The ISBN must be sound (``nkbook.isbn``).
    """
    number = isbn.digits(printed)
    top = _ABOVE
    bars = "".join(
        f'<rect x="{_QUIET + start}" y="{top:g}" width="{width}" '
        f'height="{_GUARDS if _is_guard(start) else _BARS:g}"/>'
        for start, width in _runs(modules(number))
    )
    foot = top + _GUARDS + 2.5
    figures = (
        _figures(number[0], 1.5, 7, foot)
        + _figures(number[1:7], _QUIET + 4, 42, foot)
        + _figures(number[7:], _QUIET + 50, 42, foot)
    )
    return _on_white(
        f'<text x="{_QUIET + 47.5}" y="9" font-size="8" text-anchor="middle">'
        f"ISBN {printed}</text>{bars}{figures}"
    )


def field() -> Markup:
    """Return the white field of a bar code without the code, which is printed or stuck on later."""
    return _on_white("")


def _on_white(shown: str) -> Markup:
    height = _ABOVE + HEIGHT + _BELOW
    return Markup(  # noqa: S704 — digits and hyphens
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" '
        f'width="{WIDTH * MODULE:g}mm" height="{height * MODULE:g}mm" class="barcode">'
        f'<rect width="{WIDTH}" height="{height:g}" fill="white"/>{shown}</svg>'
    )


def _runs(pattern: str) -> Iterator[tuple[int, int]]:
    """Yield start and width of each bar: neighbouring modules are one, so that no seam shows."""
    start = 0
    for module, run in groupby(pattern):
        width = len(list(run))
        if module == "1":
            yield start, width
        start += width


def _is_guard(start: int) -> bool:
    return start < 3 or 45 <= start < 50 or start >= 92  # noqa: PLR2004 — the symbol's plan


def _figures(text: str, left: float, width: float, foot: float) -> str:
    """Return digits spread evenly under their bars."""
    step = width / len(text)
    return "".join(
        f'<text x="{left + step * (place + 0.5):g}" y="{foot:g}" font-size="9" '
        f'text-anchor="middle">{digit}</text>'
        for place, digit in enumerate(text)
    )
