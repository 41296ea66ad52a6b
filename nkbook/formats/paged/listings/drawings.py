"""What is drawn beside code: the numbers of lines, and marks of those that are turned over.

It is not in the text of the PDF: whoever copies the code gets the code alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import uharfbuzz
from fontTools.pens.svgPathPen import SVGPathPen

from nkbook.look.fonts import FontSet

LEADING = 12.0  # pt from line to line: three lines of code are two of the text
_GUTTER = 1.5  # em between numbers and code
_GREY = "#767676"
_TURNS = 60  # lines of one turned-over line that are marked
_DIGITS = 8.0  # of a number, in tenths of the code's size
# An arrow that comes down and turns right, in units of a tenth of the code's size.
_TURN = "M2.2 {top:g}v2.6h4.6m-1.7 -1.6l1.9 1.6l-1.9 1.6"


def sheet(size: float) -> str:
    """Return the rule that marks the lines into which one too long is turned over."""
    return f".codeline{{background-image:url('{_turns(size)}')}}\n"


def numbered(number: str, widest: int, fonts: FontSet, size: float) -> str:
    """Return the style of a line with its number in the gutter, ``widest`` digits wide."""
    width = widest * _DIGITS / 20 + _GUTTER
    style = f"padding-left:{width + 1:g}em"
    path, units = _outline(number, fonts)
    if path:
        # Half an em a digit, in tenths of the code's size; the baseline is that of the code.
        scale = _DIGITS / units
        left = (widest - len(number)) * _DIGITS / 2
        body = (
            f"<path transform='translate({left:g} {LEADING / (size / 10) / 2 + 3.2:g}) "
            f"scale({scale:.6g} -{scale:.6g})' fill='{_GREY}' d='{path}'/>"
        )
        image = _image(widest * _DIGITS / 2, LEADING / (size / 10), size, body)
        style += (
            f';background-image:url("{image}"),url("{_turns(size)}")'
            f";background-position:0 0,{width:g}em 0"
        )
    return style


@cache
def _turns(size: float) -> str:
    unit = size / 10
    tops = ((number * LEADING + LEADING / 2) / unit - 3 for number in range(1, _TURNS))
    path = "".join(_TURN.format(top=round(top, 2)) for top in tops)
    stroke = f"fill='none' stroke='{_GREY}' stroke-width='.8'"
    return _image(10, _TURNS * LEADING / unit, size, f"<path d='{path}' {stroke}/>")


def _outline(text: str, fonts: FontSet) -> tuple[str, int]:
    """Return digits as the path of an SVG, and the units of an em; no path without a font."""
    face = next((face for face in fonts.faces if face.role == FontSet.MONO), fonts.faces[0])
    return _drawn(text, face.path)


@cache
def _drawn(text: str, path: Path) -> tuple[str, int]:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    font = uharfbuzz.Font(face)
    strokes, right = [], 0.0
    for digit in text:
        glyph = font.get_nominal_glyph(ord(digit)) or 0
        pen = _Shifted(right)
        font.draw_glyph_with_pen(glyph, pen)
        strokes.append(pen.getCommands())
        right += font.get_glyph_h_advance(glyph)
    return "".join(strokes), face.upem


class _Shifted(SVGPathPen):  # type: ignore[misc]
    """Draws a glyph further right."""

    def __init__(self, right: float) -> None:
        super().__init__(None)
        self._right = right

    def moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        super().moveTo(self._moved(pt))

    def lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        super().lineTo(self._moved(pt))

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        super().qCurveTo(*map(self._moved, points))

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        super().curveTo(*map(self._moved, points))

    def _moved(self, point: tuple[float, float]) -> tuple[float, float]:
        return point[0] + self._right, point[1]


def _image(width: float, height: float, size: float, body: str) -> str:
    """Return a drawing as a data URL; ``width`` and ``height`` are tenths of the code's size."""
    unit = size / 10
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width * unit:g}pt' "
        f"height='{height * unit:g}pt' viewBox='0 0 {width:g} {height:g}'>{body}</svg>"
    )
    # Only what a URL may not hold is escaped.
    escaped = svg.replace("%", "%25").replace("#", "%23").replace("<", "%3C").replace(">", "%3E")
    return "data:image/svg+xml," + escaped.replace("'", "%27").replace(" ", "%20")
