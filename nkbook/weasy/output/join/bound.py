"""What is bound into a file, in its order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bound:
    """A section in its place in a file, or a blank page between two.

    ``part`` is the section whose element in the structure holds this one's. ``painted`` reads what
    was painted of the section, None for a blank page; ``frames`` read the margin boxes of its
    pages, or that of the blank page with all that it shows. ``numbers`` are the page counters at
    anchors whose numbers were left open.
    """

    id: str
    part: str | None
    painted: Callable[[], bytes] | None
    frames: tuple[Callable[[], bytes], ...]
    numbers: Mapping[str, int] = field(default_factory=dict)
