"""The picture of a cover: the contour map of a country of the book's own, or plain fields.

One drawing serves the cover of the PDF, the printer's wrap and the picture of the EPUB; only its
size differs. It is made from the book's identifier and title, and from nothing else.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from nkbook.look.relief import Relief, path
from nkbook.model.metadata import Metadata
from nkbook.store import Store

MAP_SHARE = 0.56  # of the cover's height; styles/cover.css sets the type below it
BAND_SHARE = 0.2  # of the cover's height, for the theme "band"
_MARGIN, _BAR_AT, _BAR = 14.0, 0.135, (16.0, 1.6)  # mm, share of the height, mm: "plain"
_TICK = 10.0  # mm, the pieces of the map's edge
_EDGE = 0.9  # mm, how high they are
_GAP = 1.4  # mm, between the map and its edge
_EVERY = 5  # contours from one heavy line to the next


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a cover, as CSS writes them."""

    ground: str = "#1f343c"
    line: str = "#4d6a6d"
    heavy_line: str = "#87a19c"
    paper: str = "#f4efe3"
    accent: str = "#b9552f"


PALETTE = Palette()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn (mm): the front, and for a wrap the spine and the back at its left."""

    width: float  # of the front
    height: float
    bleed: float = 0.0
    spine: float | None = None  # None: the front alone
    flap: float = 0.0  # of a wrap, at either side

    @property
    def left(self) -> float:
        """Return the left edge; the front's is 0."""
        return 0.0 if self.spine is None else -self.spine - self.width - self.flap

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.width + self.flap


def has_map(metadata: Metadata) -> bool:
    """Return True for a cover that is a map of contour lines."""
    return not metadata.cover and metadata.cover_theme == "contours"


def drawing(metadata: Metadata, sheet: Sheet, palette: Palette = PALETTE) -> str:
    """Return the picture as SVG, the bleed included."""
    bleed = sheet.bleed
    left, top = sheet.left - bleed, -bleed
    wide = sheet.right - sheet.left + 2 * bleed
    high = sheet.height + 2 * bleed
    draw = _map if has_map(metadata) else _plates
    parts = draw(metadata, sheet, palette)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}mm" height="{high:g}mm" '
        f'viewBox="{left:g} {top:g} {wide:g} {high:g}">{"".join(parts)}</svg>'
    )


def _plates(metadata: Metadata, sheet: Sheet, palette: Palette) -> Iterator[str]:
    """Yield the plain fields of a cover without a map: back and paper light, the spine dark."""
    bleed = sheet.bleed
    left, wide = sheet.left - bleed, sheet.right - sheet.left + 2 * bleed
    high = sheet.height + 2 * bleed
    yield _rectangle(left, -bleed, wide, high, palette.paper)
    if sheet.spine is not None:
        yield _rectangle(-sheet.spine, -bleed, sheet.spine, high, palette.ground)
    front = sheet.right + bleed, -bleed if sheet.spine is None else 0.0
    if metadata.cover:
        return
    if metadata.cover_theme == "plain":
        yield _rectangle(front[1], -bleed, front[0] - front[1], high, palette.ground)
        yield _rectangle(_MARGIN, sheet.height * _BAR_AT, _BAR[0], _BAR[1], palette.accent)
    else:
        band = sheet.height * BAND_SHARE
        yield _rectangle(left, -bleed, wide, band + bleed, palette.ground)
        yield _rectangle(left, band + _GAP, wide, _EDGE, palette.accent)


def _map(metadata: Metadata, sheet: Sheet, palette: Palette) -> Iterator[str]:
    """Yield the map with its edge, over the field for the type."""
    bleed = sheet.bleed
    left, top = sheet.left - bleed, -bleed
    wide = sheet.right - sheet.left + 2 * bleed
    high = sheet.height + 2 * bleed
    foot = sheet.height * MAP_SHARE
    seed = f"{metadata.identifier} {metadata.title}"
    all_over = _rectangle(left, top, wide, high, palette.paper)
    ground = _rectangle(left, top, wide, foot + bleed, palette.ground)
    lines = "".join(_lines(seed, sheet, foot, palette))
    yield all_over
    yield ground
    yield f'<clipPath id="map">{ground}</clipPath>'
    yield f'<g clip-path="url(#map)" fill="none" stroke-linejoin="round">{lines}</g>'
    yield from _edge(left, wide, foot, palette)
    yield _summit(seed, sheet, foot, palette)


def rules(metadata: Metadata, sheet: Sheet, palette: Palette = PALETTE, *, store: Store) -> str:
    """Return the stylesheet that puts the picture behind the papers ``cover`` and ``wrap``.

    ``store`` keeps the picture, which all formats of an edition have. It is a CSS background, so
    that screen readers treat it as decoration.
    """
    drawn = store.made(
        "relief",
        lambda: drawing(metadata, sheet, palette).encode(),
        metadata=metadata,
        sheet=sheet,
        palette=palette,
    )
    picture = base64.b64encode(drawn).decode()
    return (
        f":root{{--cover-ground:{palette.ground};--cover-paper:{palette.paper};"
        f"--cover-accent:{palette.accent}}}\n"
        f"@page {'cover' if sheet.spine is None else 'wrap'}{{"
        f'background:url("data:image/svg+xml;base64,{picture}") no-repeat '
        f"-{sheet.bleed:g}mm -{sheet.bleed:g}mm}}\n"
    )


def _rectangle(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def _lines(seed: str, sheet: Sheet, foot: float, palette: Palette) -> Iterator[str]:
    """Yield the contours, the heavy ones last so that they are drawn on top."""
    bleed = sheet.bleed
    area = (sheet.left - bleed, -bleed, sheet.right + bleed, foot)
    light: list[str] = []
    heavy: list[str] = []
    for contour in Relief(seed).contours(*area):
        (light if contour.level % _EVERY else heavy).append(path(contour))
    yield f'<path d="{"".join(light)}" stroke="{palette.line}" stroke-width="0.22"/>'
    yield f'<path d="{"".join(heavy)}" stroke="{palette.heavy_line}" stroke-width="0.38"/>'


def _edge(left: float, wide: float, foot: float, palette: Palette) -> Iterator[str]:
    """Yield the edge of the map: pieces light and dark by turns, as maps count their degrees."""
    first = int(left // _TICK)
    last = int((left + wide) // _TICK)
    for piece in range(first, last + 1):
        start = max(piece * _TICK, left)
        end = min((piece + 1) * _TICK, left + wide)
        if piece % 2:
            yield _rectangle(start, foot + _GAP, end - start, _EDGE, palette.ground)
    for y in (foot + _GAP, foot + _GAP + _EDGE):
        yield _rectangle(left, y - 0.1, wide, 0.2, palette.ground)


def _summit(seed: str, sheet: Sheet, foot: float, palette: Palette) -> str:
    """Return the sign of the highest place of the front, the one spot of another colour."""
    margin = 22.0
    x, y = Relief(seed).summit(margin, margin, sheet.width - margin, foot - margin)
    return f'<path d="M{x - 2.1:g},{y + 1.6:g}h4.2l-2.1,-3.7Z" fill="{palette.accent}"/>'
