"""To clean and measure a drawing takes a time that grows as the drawing does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from growth import assert_linear, seconds_of

from nkbook.look.drawings import drawing
from nkbook.look.svg.cleaning import clean
from nkbook.look.svg.measuring import Bounds

pytestmark = pytest.mark.slow

INSIDE: dict[str, Callable[[int], str]] = {
    "shapes": lambda n: "<rect/>" * n,
    "scripts": lambda n: "<script/>" * n,
    "words": lambda n: "<text>字<tspan>字</tspan></text>" * n,
    "HTML": lambda n: "<foreignObject>字</foreignObject>" * n,
    "uses of one": lambda n: '<g id="a"/>' + '<use href="#a"/>' * n,
    "uses of each": lambda n: "".join(f'<g id="a{i}"/><use href="#a{i}"/>' for i in range(n)),
    "uses of itself": lambda n: '<g id="a">' + '<use href="#a"/>' * n + "</g>",
    "points": lambda n: f'<path d="{"M0 0 " * n}"/>',
    "addresses": lambda n: "<rect style='fill:url(//a)'/>" * n,
    "handlers": lambda n: '<rect onload="a()"/>' * n,
    "rules": lambda n: f"<style>{'.a{fill:url(#b)}' * n}</style><rect class='a'/>",
    "text between what is dropped": lambda n: "字<script/>" * n,
    "comments": lambda n: "<!-- a -->" * n,
    "dashes": lambda n: f'<path stroke-dasharray="{"1 " * n}"/>',
    "letters in a style": lambda n: f'<rect style="stroke-dasharray:{"1 " * n}"/>',
}


@pytest.mark.parametrize("kind", INSIDE)
def test_drawings(kind: str) -> None:
    def seconds(n: int) -> float:
        data = f'<svg xmlns="http://www.w3.org/2000/svg">{INSIDE[kind](n)}</svg>'.encode()
        root = drawing(data)
        bounds = Bounds(elements=10**9, points=10**9)
        return seconds_of(lambda: clean(root, lambda _: None, bounds))

    assert_linear(seconds)
