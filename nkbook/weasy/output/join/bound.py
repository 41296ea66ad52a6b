"""What is bound into a file, in its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """A section in its place in a file, or a blank page between two.

    ``part`` is the section whose element in the structure holds this one's. ``painted`` reads what
    was painted of the section, None for a blank page; ``frames`` read the margin boxes of its
    pages, or that of the blank page with all that it shows.
    """

    id: str
    part: str | None
    painted: Callable[[], bytes] | None
    frames: tuple[Callable[[], bytes], ...]
