"""Draws colours that a stylesheet gives in inks as they look (ISO 19005-2 §6.2.4.3)."""

from __future__ import annotations

from typing import Any

from tinycss2.color5 import Color
from weasyprint.pdf.stream import Stream

from nkbook.weasy.ours import draws
from nkbook.weasy.output.paint.marking import Archiving

_set_color = Stream.set_color


def set_color(archiving: Archiving, stream: Any, color: Any, stroke: bool = False) -> None:
    """Choose a colour for strokes or fills: that of a screen."""
    if color.space == "device-cmyk" and draws(archiving.document, stream):
        color = Color("srgb", archiving.show(*color.coordinates), color.alpha)
    _set_color(stream, color, stroke)
