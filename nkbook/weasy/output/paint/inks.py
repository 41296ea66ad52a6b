"""Draws in printing inks instead of the colours of a screen, on a sheet larger than the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pydyf
from nkbook.weasy.output.labels import LabelRange, write_labels
from weasyprint.document import Page
from weasyprint.pdf.stream import Stream

from nkbook.weasy.facts import Plates, Separate
from nkbook.weasy.patches import replaced
from nkbook.weasy.reading.messages import Message, listening


def write(
    document: Any,
    target: Path,
    identifier: bytes,
    labels: Sequence[LabelRange],
    plates: Plates,
) -> tuple[Message, ...]:
    """Write a weasyprint.Document with no colour but inks; return what was said meanwhile.

    Links are left out. Images keep their colours.
    """
    document.output_intent = "device-cmyk"  # the colour space of groups and gradients
    for page in document.pages:
        page.links.clear()

    def finish(_: Any, pdf: Any) -> None:
        write_labels(pdf, labels)

    with _sheet(plates), _colours(plates), listening() as heard:
        document.write_pdf(target, finisher=finish, pdf_identifier=identifier)
    return tuple(heard)


@contextmanager
def _sheet(plates: Plates) -> Iterator[None]:
    """Move what pages show, and give gradients their inks, for the time of the block."""
    paint, shade = Page.paint, Stream.add_shading

    def paint_on_sheet(self: Any, stream: Any, scale: float = 1) -> None:
        stream.transform(e=plates.offset, f=-plates.offset)  # y grows downwards here
        paint(self, stream, scale)

    def add_shading(  # noqa: PLR0913 — WeasyPrint's
        self: Any,
        shading_type: Any,
        domain: Any,
        coords: Any,
        extend: Any,
        function: Any,
        color_space: Any = None,
    ) -> Any:
        if color_space is None:
            for piece in function["Functions"]:
                for end in ("C0", "C1"):
                    piece[end] = pydyf.Array(plates.separate(*piece[end]))
        return shade(self, shading_type, domain, coords, extend, function, color_space)

    with (
        replaced(Page, {"paint": paint_on_sheet}),
        replaced(Stream, {"add_shading": add_shading}),
    ):
        yield


@contextmanager
def _colours(plates: Plates) -> Iterator[None]:
    """Give strokes and fills their inks, and letters theirs, for the time of the block.

    WeasyPrint chooses a colour before it begins the text, or after: so it is kept on the stream.
    """
    begin_text, end_text = Stream.begin_text, Stream.end_text

    def set_color(self: Any, color: Any, stroke: bool = False) -> None:
        *_, alpha = color
        self.set_alpha(alpha, stroke)
        if stroke:
            _put(self, color, plates.separate, stroke=True)
        else:
            self.filling = color
            in_text = getattr(self, "in_text", False)
            _put(self, color, plates.letters if in_text else plates.separate)

    def begin_letters(self: Any) -> None:
        begin_text(self)
        self.in_text = True
        if self._current_color is not None:  # None: not known before the next set_color
            _put(self, self.filling, plates.letters)

    def end_letters(self: Any) -> None:
        end_text(self)
        self.in_text = False
        if self._current_color is not None:
            _put(self, self.filling, plates.separate)

    with replaced(
        Stream, {"set_color": set_color, "begin_text": begin_letters, "end_text": end_letters}
    ):
        yield


def _put(stream: Any, color: Any, separate: Separate, *, stroke: bool = False) -> None:
    """Write the operator that chooses the inks of a colour, unless they are chosen already."""
    inks = (
        tuple(color.coordinates)
        if color.space == "device-cmyk"
        else separate(*color.to("srgb").coordinates)
    )
    current = "_current_color_stroke" if stroke else "_current_color"
    if getattr(stream, current) != inks:
        setattr(stream, current, inks)
        numbers = " ".join(f"{ink:g}" for ink in inks)
        stream.stream.append(f"{numbers} {'K' if stroke else 'k'}".encode())
