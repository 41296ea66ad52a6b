"""Installs the hooks of Chinese composition, and tries them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nkbook.locales.registry import closest
from nkbook.weasy.compose import canary, drawing, grid, lines, marks, spaces

FAILURE = (
    "Chinese composition does not work with the libraries installed: lines are set as WeasyPrint "
    "sets them, ragged and without squeezed marks; install the locked packages again"
)


def works(fonts: Any, language: str) -> bool:
    """Tell whether a trial paragraph comes out as it should; else composition is to be left off."""
    return closest(language) is None or canary.sings(fonts, language)


@contextmanager
def installed() -> Iterator[None]:
    """Put all hooks of composition in place for the time of the block."""
    with (
        lines.installed(),
        drawing.installed(),
        spaces.installed(),  # around what draws lines
        grid.installed(),
        marks.installed(),
    ):
        yield
