"""Draws in printing inks instead of the colours of a screen, on a sheet larger than the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.document import Page
from weasyprint.pdf.stream import Stream

from nkbook.weasy.facts import Plates
from nkbook.weasy.ours import FILLING, IN_TEXT, draws

_paint = Page.paint
_add_shading = Stream.add_shading
_set_color = Stream.set_color
_begin_text = Stream.begin_text
_end_text = Stream.end_text


@dataclass(frozen=True, slots=True)
class Inking:
    """A weasyprint.Document that is being written for the printer."""

    document: Any
    plates: Plates
    known: dict[Any, tuple[float, ...]] = field(default_factory=dict)  # inks of colours

    def inks(self, color: Any, *, letters: bool) -> tuple[float, ...]:
        """Return the inks of a colour, which is that of letters or of anything else."""
        coordinates = tuple(color.coordinates)
        if color.space == "device-cmyk":
            return coordinates
        key = letters, color.space, coordinates
        if key not in self.known:
            separate = self.plates.letters if letters else self.plates.separate
            self.known[key] = separate(*color.to("srgb").coordinates)
        return self.known[key]


def paint(inking: Inking, page: Any, stream: Any, scale: float = 1) -> None:
    """Draw a page, moved on its sheet."""
    if draws(inking.document, stream):
        offset = inking.plates.offset
        stream.transform(e=offset, f=-offset)  # y grows downwards here
    _paint(page, stream, scale)


def add_shading(  # noqa: PLR0913 — WeasyPrint's signature
    inking: Inking,
    stream: Any,
    shading_type: Any,
    domain: Any,
    coords: Any,
    extend: Any,
    function: Any,
    color_space: Any = None,
) -> Any:
    """Add a gradient between the inks of its colours."""
    if color_space is None and draws(inking.document, stream):
        for piece in function["Functions"]:
            for end in ("C0", "C1"):
                piece[end] = pydyf.Array(inking.plates.separate(*piece[end]))
    return _add_shading(stream, shading_type, domain, coords, extend, function, color_space)


def set_color(inking: Inking, stream: Any, color: Any, stroke: bool = False) -> None:
    """Choose the inks of a colour for strokes or fills, those of letters inside a text.

    WeasyPrint chooses a colour before it begins the text, or after: so it is kept on the stream.
    """
    if not draws(inking.document, stream):
        _set_color(stream, color, stroke)
        return
    *_, alpha = color
    stream.set_alpha(alpha, stroke)
    if stroke:
        _put(stream, inking.inks(color, letters=False), stroke=True)
    else:
        FILLING.put(stream, color)
        _put(stream, inking.inks(color, letters=bool(IN_TEXT.get(stream))))


def begin_text(inking: Inking, stream: Any) -> None:
    """Begin a text, whose letters have their own inks."""
    _begin_text(stream)
    _switch(inking, stream, in_text=True)


def end_text(inking: Inking, stream: Any) -> None:
    """End a text."""
    _end_text(stream)
    _switch(inking, stream, in_text=False)


def _switch(inking: Inking, stream: Any, *, in_text: bool) -> None:
    if not draws(inking.document, stream):
        return
    IN_TEXT.put(stream, in_text)
    if stream._current_color is not None:  # None: not known before the next set_color
        _put(stream, inking.inks(FILLING.get(stream), letters=in_text))


def _put(stream: Any, inks: tuple[float, ...], *, stroke: bool = False) -> None:
    """Write the operator that chooses inks, unless they are chosen already."""
    current = "_current_color_stroke" if stroke else "_current_color"
    if getattr(stream, current) != inks:
        setattr(stream, current, inks)
        numbers = " ".join(f"{ink:g}" for ink in inks)
        stream.stream.append(f"{numbers} {'K' if stroke else 'k'}".encode())
