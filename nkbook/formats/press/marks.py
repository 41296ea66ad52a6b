"""Draws the printer's marks round a page: cuts and folds, register, colour bar and slug line.

All of it is outside the bleed. It is painted in the registration colour, on every plate
(ISO 32000-1 §8.6.6.4), but for the colour bar, whose patches show one ink or a mixture each.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf

from nkbook.formats.paged.trims import BLEED, MM, OFFSET, SLUG
from nkbook.formats.press.slug import HEIGHT, SIZE, Slug
from nkbook.look.colour import Inks

PREFIX = "NkMarks"  # of the names of the forms, which no page has otherwise
_MARK = 5 * MM
_HAIRLINE = 0.25
_THIN = 0.2  # pt, the lines of register and fold
_RADIUS, _ARM = 1.4 * MM, 2.6 * MM  # of a registration mark
_ROUND = 0.5523  # of a radius, the handles of a quarter of a circle
_WIDE = 60 * MM  # a panel from here on has registration marks of its own at head and foot
_CLEAR = 5 * MM  # from the middle of a registration mark to what stands next to it
_EDGE = 2 * MM  # from a panel's edge to what stands in the margin
_PATCH, _PATCH_HEIGHT = 5 * MM, 4 * MM
# Cyan, magenta, yellow, black: solids and their overprints, then tints with the grey balance
# of ISO 12647-7.
_SOLIDS: tuple[Inks, ...] = (
    *((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)),
    *((1, 1, 0, 0), (0, 1, 1, 0), (1, 0, 1, 0), (1, 1, 1, 0)),
)
_TINTS: tuple[Inks, ...] = (
    *((0.5, 0, 0, 0), (0, 0.5, 0, 0), (0, 0, 0.5, 0), (0, 0, 0, 0.5)),
    *((0.5, 0.4, 0.4, 0), (0.75, 0.66, 0.66, 0)),
)
_BLACKS: tuple[Inks, ...] = tuple((0, 0, 0, share) for share in (1, 0.9, 0.8, 0.7, 0.6))
_GREYS: tuple[Inks, ...] = tuple((0, 0, 0, share) for share in (0.5, 0.4, 0.3, 0.2, 0.1))


class Marks:
    """The marks of a file's pages: what pages of one size share is in the file once.

    A book with ``black_only`` has one plate, and its marks are in that ink.
    """

    def __init__(
        self, pdf: Pdf, slug: Slug | None, folds: tuple[float, ...], *, black_only: bool
    ) -> None:
        self._pdf = pdf
        self._folds = folds
        self._black_only = black_only
        spaces = Dictionary() if black_only else Dictionary(All=pdf.make_indirect(_registration()))
        self._spaces = spaces
        self._slug = slug
        self._texts, self._figures = (
            slug.forms(pdf, self._inks(fill=True), spaces) if slug else ((), {})
        )
        self._count = len(pdf.pages)
        self._drawn: dict[tuple[float, float], tuple[str, Object]] = {}

    def on(self, resources: Any, width: float, height: float, number: int) -> bytes:
        """Return the operators that draw the marks of a page, by forms that ``resources`` get.

        ``number`` counts the file's pages from 1.
        """
        if "/XObject" not in resources:
            resources["/XObject"] = Dictionary()
        shown = resources["/XObject"]
        name, form = self._sheet(width, height)
        shown[f"/{name}"] = form
        parts = [f"/{name} Do"]
        if self._slug and self._slug.counted:
            x = self._slug_from(width)
            for figure in f"{number}/{self._count}":
                name = f"{PREFIX}-{'of' if figure == '/' else figure}"
                shown[f"/{name}"] = self._figures[figure]
                parts.append(f"q 1 0 0 1 {x:.3f} {_foot():.3f} cm /{name} Do Q")
                x += self._slug.figures[figure]
        return "\n".join(parts).encode()

    def _sheet(self, width: float, height: float) -> tuple[str, Object]:
        """Return the form of what all pages of a size have, and its name."""
        size = (round(width, 3), round(height, 3))
        if size not in self._drawn:
            shown = Dictionary()
            texts = "\n".join(self._lines(width, shown))
            operators = "\n".join(self._operators(width, height))
            form = self._pdf.make_stream(
                f"{operators}\n{texts}".encode(),
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, round(width + 2 * OFFSET, 3), round(height + 2 * OFFSET, 3)]),
                Resources=Dictionary(ColorSpace=self._spaces, XObject=shown),
            )
            self._drawn[size] = f"{PREFIX}{len(self._drawn)}", form
        return self._drawn[size]

    def _inks(self, *, fill: bool) -> str:
        if self._black_only:
            return "0 0 0 1 k" if fill else "0 0 0 1 K"
        return "/All cs 1 scn" if fill else "/All CS 1 SCN"

    def _operators(self, width: float, height: float) -> Iterator[str]:
        """Yield crop marks, registration marks, folds and the colour bar."""
        panels = tuple(pairwise((0.0, *self._folds, width)))
        yield f"q\n{self._inks(fill=False)}\n{_HAIRLINE} w"
        yield from _crops(width, height)
        yield f"{_THIN} w"
        for side in (SLUG / 2, width + 2 * OFFSET - SLUG / 2):
            yield from _register(side, OFFSET + height / 2)
        for left, right in panels:
            if right - left >= _WIDE:
                for side in (SLUG / 2, height + 2 * OFFSET - SLUG / 2):
                    yield from _register(OFFSET + (left + right) / 2, side)
        if self._folds:
            yield "[2 1.5] 0 d"
            for fold in self._folds:
                for start in _ends(height):
                    yield _line(OFFSET + fold, start, OFFSET + fold, start + _MARK)
            yield "S"
        yield "Q"
        left, right = self._panel(width)
        middle = OFFSET + (left + right) / 2
        bottom = OFFSET + height + BLEED + (SLUG - _PATCH_HEIGHT) / 2
        solids, tints = (_BLACKS, _GREYS) if self._black_only else (_SOLIDS, _TINTS)
        yield "q"
        for number, inks in enumerate(reversed(solids), 1):
            yield _patch(inks, middle - _CLEAR - number * _PATCH, bottom)
        for number, inks in enumerate(tints):
            yield _patch(inks, middle + _CLEAR + number * _PATCH, bottom)
        yield "Q"

    def _panel(self, width: float) -> tuple[float, float]:
        """Return the ends of the widest panel, the first of equal ones."""
        panels = pairwise((0.0, *self._folds, width))
        return max(panels, key=lambda panel: (round(panel[1] - panel[0], 3), -panel[0]))

    def _slug_from(self, width: float) -> float:
        return OFFSET + self._panel(width)[0] + _EDGE

    def _lines(self, width: float, shown: Any) -> Iterator[str]:
        """Yield the slug line: title left of the registration mark at the foot, the rest right.

        A text that is longer than its room is made narrower.
        """
        left, right = self._panel(width)
        room = (right - left) / 2 - _CLEAR - _EDGE
        before = 0.0
        if self._slug and self._slug.counted:
            before = SIZE + sum(map(self._slug.figures.__getitem__, f"{self._count}/{self._count}"))
        starts = (self._slug_from(width) + before, OFFSET + (left + right) / 2 + _CLEAR)
        rooms = (room - before, room)
        for name, text, start, most in zip("TR", self._texts, starts, rooms, strict=False):
            scale = min(1.0, most / text.length)
            shown[f"/{PREFIX}-{name}"] = text.form
            yield f"q {scale:.4f} 0 0 1 {start:.3f} {_foot():.3f} cm /{PREFIX}-{name} Do Q"


def _registration() -> Array:
    """Return the colour that is on every plate (ISO 32000-1 §8.6.6.4)."""
    tint = Dictionary(
        FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([1] * 4), N=1
    )
    return Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])


def _foot() -> float:
    """Return the lower edge of the slug line."""
    return (SLUG - HEIGHT) / 2


def _crops(width: float, height: float) -> Iterator[str]:
    """Yield eight crop marks, two at each corner."""
    for x in (OFFSET, OFFSET + width):
        for y in _ends(height):
            yield _line(x, y, x, y + _MARK)
    for y in (OFFSET, OFFSET + height):
        for x in _ends(width):
            yield _line(x, y, x + _MARK, y)
    yield "S"


def _ends(length: float) -> tuple[float, float]:
    """Return where the marks before and after a length of the trimmed page begin."""
    return SLUG - _MARK, OFFSET + length + BLEED


def _register(x: float, y: float) -> Iterator[str]:
    """Yield a registration mark: a circle and a cross."""
    yield _line(x - _ARM, y, x + _ARM, y)
    yield _line(x, y - _ARM, x, y + _ARM)
    r, h = _RADIUS, _RADIUS * _ROUND
    yield f"{x + r:.3f} {y:.3f} m"
    for curve in (
        ((r, h), (h, r), (0, r)),
        ((-h, r), (-r, h), (-r, 0)),
        ((-r, -h), (-h, -r), (0, -r)),
        ((h, -r), (r, -h), (r, 0)),
    ):
        yield " ".join(f"{x + dx:.3f} {y + dy:.3f}" for dx, dy in curve) + " c"
    yield "S"


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f"{x:.3f} {y:.3f} m {to_x:.3f} {to_y:.3f} l"


def _patch(inks: Inks, x: float, y: float) -> str:
    shares = " ".join(f"{ink:g}" for ink in inks)
    return f"{shares} k {x:.3f} {y:.3f} {_PATCH:.3f} {_PATCH_HEIGHT:.3f} re f"
