"""Reads a WeasyPrint line box into a paragraph of characters, and finds its boxes by place."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout.inline import inline_block_width, inline_replaced_box_layout
from weasyprint.layout.percent import resolve_percentages

from nkbook.locales.registry import closest
from nkbook.typesetting.breaks import tailor
from nkbook.typesetting.characters import OBJECT, RAISED
from nkbook.typesetting.paragraph import Cast, Paragraph
from nkbook.typesetting.policy import Typesetting
from nkbook.weasy.compose.shaping import Glyphs, Metrics, Shaper, advances, break_places

CALL = "::footnote-call"
MARKER = "::footnote-marker"
WRAPPING = ("normal", "pre-line")  # white-space that breaks lines and collapses spaces
_CAST = ("normal", "nowrap", "pre-line")
_UNBROKEN = ("nowrap", "pre")
# Tabs, soft hyphens, and letters that run from right to left are WeasyPrint's to set.
_NOT_OURS = re.compile(
    "[\t\f\xad\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]"
)
_LEADER = "\ufffd"  # stands for a row of dots: a symbol, with no space of its own
_RAISING = ("super", "sub")


_KEPT = 256  # paragraphs that stay measured


class _NotOurs(Exception):  # noqa: N818 — a signal, not an error
    """The line holds something that only WeasyPrint can set."""


class Piece(NamedTuple):
    """A text box or an atomic box, and the stretch of the paragraph that it holds."""

    box: Any
    start: int
    end: int
    path: tuple[int, ...]  # child indices from the line box down
    chain: tuple[Any, ...]  # the boxes at these indices; the last is ``box``
    glyphs: Glyphs | None  # None for an atomic box
    metrics: Metrics | None


@dataclass(slots=True)
class _Reader:
    """What is read so far."""

    context: Any
    line_box: Any
    containing_block: Any
    shaper: Shaper
    text: list[str] = field(default_factory=list)  # RAISED and OBJECT for what they stand for
    advances: list[float] = field(default_factory=list)
    ems: list[float] = field(default_factory=list)
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    dropped: dict[int, float] = field(default_factory=dict)
    markers: list[int] = field(default_factory=list)
    unbroken: list[bool] = field(default_factory=list)  # in an element that doesn't wrap
    apart: set[int] = field(default_factory=set)  # first characters of a second such element
    pieces: list[Piece] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)  # id of a box → its first character
    has_leader: bool = False
    # What the paragraph depends on, with the styles themselves to keep their ids their own.
    signature: list[Any] = field(default_factory=list)
    styles: list[Any] = field(default_factory=list)
    pending: float = 0.0  # left edges of elements that opened since the last character

    def read(self, box: Any, path: tuple[int, ...], chain: tuple[Any, ...], raised: bool) -> None:
        """Read the children of a line or inline box."""
        for index, child in enumerate(box.children):
            self.starts[id(child)] = len(self.ems)
            here = (*path, index), (*chain, child)
            if isinstance(child, boxes.TextBox):
                self._text(child, *here, raised)
            elif not child.is_in_normal_flow():
                if child.is_floated():
                    raise _NotOurs
            elif child.is_leader:
                self._leader(child, *here)
            elif isinstance(child, boxes.InlineBox):
                self._inline(child, *here, raised)
            elif isinstance(child, boxes.AtomicInlineLevelBox) and not child.is_table_wrapper:
                self._atomic(child, *here)
            else:
                raise _NotOurs

    def _text(self, box: Any, path: tuple[int, ...], chain: tuple[Any, ...], raised: bool) -> None:
        text, style = box.text, box.style
        if not text:
            return
        em = style["font_size"]
        if (
            # WeasyPrint gives the texts beside a leader the leader's own white-space.
            style["white_space"] not in (*_CAST, *(["pre"] if self.has_leader else []))
            or em < 1e-6  # noqa: PLR2004 — as small as PDF can say
            or style["word_spacing"]
            or _NOT_OURS.search(text)
        ):
            raise _NotOurs
        glyphs = self.shaper.shape(text, style)
        if glyphs.rtl:
            raise _NotOurs
        start = len(self.ems)
        self.signature.append((id(style), text, raised, self.pending))
        self.styles.append(style)
        self.text.append(RAISED * len(text) if raised else text)
        self.advances.extend(advances(text, glyphs))
        self.ems.extend([em] * len(text))
        self._edges(len(text), len(text) - len(text.lstrip(" ")))
        if self._is_apart(style, path):
            self.apart.add(start)
            self.signature.append(start)
        self.unbroken.extend([style["white_space"] in _UNBROKEN] * len(text))
        self.pieces.append(
            Piece(box, start, len(self.ems), path, chain, glyphs, self.shaper.metrics(style))
        )

    def _is_apart(self, style: Any, path: tuple[int, ...]) -> bool:
        """Return True if the text before is in another element that doesn't wrap either.

        What is around both of them says if a line may break between (CSS Text 3 §5.1).
        """
        if not self.unbroken or not self.unbroken[-1] or style["white_space"] not in _UNBROKEN:
            return False
        before = self.pieces[-1]
        level = fork(before.path, path)
        around = before.chain[level - 1] if level else self.line_box
        in_elements = min(len(before.path), len(path)) > level + 1
        return in_elements and around.style["white_space"] in WRAPPING

    def _edges(self, count: int, spaces: int = 0) -> None:
        """Count the edges to the first character that is not a space, which may end a line."""
        edges = [0.0] * count
        if spaces < count:
            if spaces and self.pending:
                self.dropped[len(self.before) + spaces] = self.pending
            edges[spaces] = self.pending
            self.pending = 0.0
        self.before.extend(edges)
        self.after.extend([0.0] * count)

    def _inline(
        self, box: Any, path: tuple[int, ...], chain: tuple[Any, ...], raised: bool
    ) -> None:
        if box.style["direction"] != "ltr":
            raise _NotOurs
        resolve_percentages(box, self.containing_block)
        left, right = (
            sum(
                0 if edge == "auto" else edge
                for edge in (
                    getattr(box, f"margin_{side}"),
                    getattr(box, f"padding_{side}"),
                    getattr(box, f"border_{side}_width"),
                )
            )
            for side in ("left", "right")
        )
        self.pending += left
        self.read(box, path, chain, raised or is_raised(box))
        if self.after and self.starts[id(box)] < len(self.ems):
            # A space at the end of the element may end a line, and goes; the edge stays.
            text = self.text[-1]
            spaces = len(text) - len(text.rstrip(" "))
            self.after[-1 - (spaces if spaces < len(text) else 0)] += right
            self.signature.append(right)
        else:
            self.pending += right

    def _atomic(self, box: Any, path: tuple[int, ...], chain: tuple[Any, ...]) -> None:
        if box.element_tag and box.element_tag.endswith(MARKER):
            self.markers.append(len(self.ems))
            self.signature.append(MARKER)
        self._object(
            Piece(box, len(self.ems), len(self.ems) + 1, path, chain, None, None),
            OBJECT,
            _atomic_width(self.context, box, self.containing_block),
        )

    def _leader(self, box: Any, path: tuple[int, ...], chain: tuple[Any, ...]) -> None:
        """Take one turn of a leader's pattern for a mark; WeasyPrint repeats it afterwards."""
        text = "".join(child.text for child in box.children)
        width = sum(advances(text, self.shaper.shape(text, box.style))) if text else 0.0
        self.has_leader = True
        self._object(
            Piece(box, len(self.ems), len(self.ems) + 1, path, chain, None, None), _LEADER, width
        )

    def _object(self, piece: Piece, character: str, width: float) -> None:
        self.signature.append((character, width, piece.box.style["font_size"], self.pending))
        self.text.append(character)
        self.advances.append(width)
        self.ems.append(piece.box.style["font_size"])
        self._edges(1)
        self.unbroken.append(character == _LEADER)
        self.pieces.append(piece)


class Casting:
    """A line box read: its paragraph, and the way between places and boxes."""

    def __init__(self, line_box: Any, reader: _Reader, paragraph: Paragraph) -> None:
        self.children = line_box.children
        self.has_leader = reader.has_leader
        self.paragraph = paragraph
        self.pieces = reader.pieces
        self.by_box = {id(piece.box): piece for piece in reader.pieces}
        self._starts = reader.starts

    def place(self, line_box: Any, skip_stack: Any) -> int:
        """Return the place of the first character that ``skip_stack`` doesn't skip."""
        box, place = line_box, 0
        while skip_stack is not None:
            ((index, skip_stack),) = skip_stack.items()
            if isinstance(box, boxes.TextBox):
                return place + len(box.text.encode()[:index].decode())
            if index >= len(box.children):
                return self._after(box)
            box = box.children[index]
            place = self._starts[id(box)]
        return place

    def _after(self, box: Any) -> int:
        ends = [piece.end for piece in self.pieces if box in piece.chain]
        return max(ends, default=len(self.paragraph.text))

    def piece_at(self, place: int) -> Piece:
        """Return the piece that holds a character."""
        low, high = 0, len(self.pieces)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.pieces[middle].start <= place else (low, middle)
        return self.pieces[low]


class Caster:
    """Reads line boxes; a paragraph that comes again is measured only once."""

    def __init__(self, shaper: Shaper, settings: Typesetting) -> None:
        self._shaper = shaper
        self._settings = settings
        self._paragraphs: OrderedDict[Any, tuple[list[Any], Paragraph]] = OrderedDict()

    def cast(self, context: Any, line_box: Any, containing_block: Any) -> Casting | None:
        """Read a line box; None when it holds what only WeasyPrint can set, or no text."""
        reader = _Reader(context, line_box, containing_block, self._shaper)
        try:
            reader.read(line_box, (), (), raised=False)
        except _NotOurs:
            return None
        if not any(piece.glyphs for piece in reader.pieces):
            return None
        return Casting(line_box, reader, self._paragraph(reader, line_box.style["lang"]))

    def _paragraph(self, reader: _Reader, language: str) -> Paragraph:
        key = language, tuple(reader.signature)
        known = self._paragraphs.get(key)
        if known is not None:
            self._paragraphs.move_to_end(key)
            return known[1]
        paragraph = _measure(reader, language, self._settings)
        self._paragraphs[key] = reader.styles, paragraph
        if len(self._paragraphs) > _KEPT:
            self._paragraphs.popitem(last=False)
        return paragraph


def _measure(reader: _Reader, language: str, settings: Typesetting) -> Paragraph:
    own = closest(language)
    assert own is not None  # noqa: S101 — only such text is cast
    text = "".join(reader.text)
    breaks = tailor(text, break_places(text, language), settings)
    for place in range(1, len(text)):
        if reader.unbroken[place] and reader.unbroken[place - 1] and place not in reader.apart:
            breaks[place] = False
    row = Cast(
        text,
        reader.advances,
        reader.ems,
        reader.before,
        reader.after,
        breaks,
        reader.dropped,
        frozenset(reader.markers),
    )
    return Paragraph(row, settings, own.composition.forms)


def fork(path: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return the depth at which the ways to two boxes part."""
    return next(
        level for level, (one, two) in enumerate(zip(path, other, strict=False)) if one != two
    )


def is_raised(box: Any) -> bool:
    """Tell whether an inline box is a note's call or stands above or below the baseline."""
    if box.element_tag and box.element_tag.endswith(CALL):
        return True
    align = box.style["vertical_align"]
    return align in _RAISING or (isinstance(align, int | float) and align != 0)


def _atomic_width(context: Any, box: Any, containing_block: Any) -> float:
    """Return how wide a picture or an inline-block will be with its margins."""
    copy = box.copy()
    resolve_percentages(copy, containing_block)
    if isinstance(copy, boxes.ReplacedBox):
        inline_replaced_box_layout(copy, containing_block)
    else:
        for side in ("left", "right"):
            if getattr(copy, f"margin_{side}") == "auto":
                setattr(copy, f"margin_{side}", 0)
        inline_block_width(copy, context, containing_block)
    return float(copy.margin_width())
