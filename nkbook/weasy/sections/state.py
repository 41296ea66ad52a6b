"""What is known of a section while it is laid out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nkbook.weasy.numbers import OpenNumbers
from nkbook.weasy.sections.values import Frame, Section


@dataclass(slots=True)
class Laying:
    """A section that is being laid out with some fonts."""

    section: Section
    fonts: Any  # BookFonts
    asked: dict[str, int | None] = field(default_factory=dict)
    nowhere: set[str] = field(default_factory=set)
    numbers: OpenNumbers = field(default_factory=OpenNumbers)
    frames: list[Frame] = field(default_factory=list)
    resets: list[bool] = field(default_factory=list)
    begins: str = "auto"
    context: Any = None  # of the layout, with all its styles
    images: dict[str, Any] = field(default_factory=dict)  # by their URLs
