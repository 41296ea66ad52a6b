"""Declarations after which nobody sees the words of an element."""

from __future__ import annotations

import pytest

from nkbook.look.css.hiding import hiding

HIDDEN = (
    "transform: scale(0)",
    "transform: rotate(3deg) scaleY(0)",
    "transform: matrix(0, 0, 0, 0, 0, 0)",
    "transform: translateX(-999em)",
    "transform: rotateX(90deg)",
    "filter: opacity(0)",
    "height: 0; overflow: hidden",
    "overflow-x: clip; max-width: 1px",
    "color: hsl(0 0% 100%)",
    "color: rgba(0, 0, 0, .001)",
    "color: #ffffff00",
    "font: 0/0 serif",
    "zoom: 0",
)
SEEN = (
    "transform: scale(0.5) translateX(-2em)",
    "filter: opacity(0.5) blur(0)",
    "height: 0",
    "max-height: 20em; overflow: hidden",
    "overflow: hidden; width: 100%",
    "color: currentcolor",
    "color: hsl(0 0% 40%)",
    "font: 700 1em serif",
    "zoom: 1",
)


@pytest.mark.parametrize("given", HIDDEN)
def test_what_hides(given: str) -> None:
    assert len(hiding(f"p {{ {given} }}")) == 1


@pytest.mark.parametrize("given", SEEN)
def test_what_does_not(given: str) -> None:
    assert hiding(f"p {{ {given} }}") == ()
