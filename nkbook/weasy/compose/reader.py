"""Reads a WeasyPrint line box: its characters, what is known of each, and which box has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.layout.inline import inline_block_width, inline_replaced_box_layout
from weasyprint.layout.preferred import max_content_width

from nkbook.model.trees import has_class
from nkbook.typesetting.characters import LEADER, OBJECT, RAISED
from nkbook.typesetting.quotes import western_quotes
from nkbook.weasy.compose.properties import is_code
from nkbook.weasy.compose.shaping import Glyphs, Metrics, Shaper, advances

CALL = "::footnote-call"
MARKER = "::footnote-marker"
WRAPPING = ("normal", "pre-line")  # white-space that breaks lines and collapses spaces
_CAST = ("normal", "nowrap", "pre-line")
_UNBROKEN = ("nowrap", "pre")
LISTING = "pre-wrap"  # white-space of code in blocks, where every blank counts
# Tabs, and letters that run from right to left, are WeasyPrint's to set.
_NOT_OURS = re.compile(
    "[\t\f\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]"
)
# What represents a formula: a Latin word, with a space next to Chinese; and a part of one, after
# which a line may end: a letter of that kind (UAX #14: H2) with a Latin one's spaces.
_FORMULA, _PART = "x", "\uac00"
_RAISING = ("super", "sub")


class NotOurs(Exception):  # noqa: N818 — a signal, not an error
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
class Reader:
    """What is read so far."""

    context: Any
    line_box: Any
    containing_block: Any
    shaper: Shaper
    text: list[str] = field(default_factory=list)  # RAISED and OBJECT in place of some characters
    advances: list[float] = field(default_factory=list)
    ems: list[float] = field(default_factory=list)
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    dropped: dict[int, float] = field(default_factory=dict)
    markers: list[int] = field(default_factory=list)
    unbroken: list[bool] = field(default_factory=list)  # in an element that doesn't wrap
    fixed: list[bool] = field(default_factory=list)  # in code
    apart: set[int] = field(default_factory=set)  # first characters of a second such element
    pieces: list[Piece] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)  # id of a box → its first character
    has_leader: bool = False
    # What the paragraph depends on, with the styles themselves to keep their ids their own.
    signature: list[Any] = field(default_factory=list)
    styles: list[Any] = field(default_factory=list)
    pending: float = 0.0  # left edges of elements that opened since the last character
    # Places of Western quotation marks, counted in the text boxes of the line box.
    western: frozenset[int] | None = None
    counted: int = 0

    def read(self, box: Any, path: tuple[int, ...], chain: tuple[Any, ...], raised: bool) -> None:
        """Read the children of a line or inline box."""
        for index, child in enumerate(box.children):
            self.starts[id(child)] = len(self.ems)
            here = (*path, index), (*chain, child)
            if isinstance(child, boxes.TextBox):
                self._text(child, *here, raised)
            elif not child.is_in_normal_flow():
                if child.is_floated():
                    raise NotOurs
            elif child.is_leader:
                self._leader(child, *here)
            elif isinstance(child, boxes.InlineBox):
                self._inline(child, *here, raised)
            elif isinstance(child, boxes.AtomicInlineLevelBox) and not child.is_table_wrapper:
                self._atomic(child, *here)
            else:
                raise NotOurs

    def _text(self, box: Any, path: tuple[int, ...], chain: tuple[Any, ...], raised: bool) -> None:
        text, style = box.text, box.style
        if not text:
            return
        em = style["font_size"]
        code = is_code(style)
        if self.western is None:
            self.western = western_quotes("".join(_flow(self.line_box)))
        first = self.counted
        self.counted += len(text)
        western = frozenset(
            place - first for place in self.western if first <= place < self.counted
        )
        # WeasyPrint gives the texts next to a leader the leader's own white-space.
        known = (*_CAST, *(["pre"] if self.has_leader else []), *([LISTING] if code else []))
        if (
            style["white_space"] not in known
            or (style["white_space"] == LISTING and "\n" in text)
            or em < 1e-6  # noqa: PLR2004 — as small as PDF can say
            or style["word_spacing"]
            or _NOT_OURS.search(text)
        ):
            raise NotOurs
        glyphs = self.shaper.shape(text, style, frozenset() if code else western)
        if glyphs.rtl:
            raise NotOurs
        start = len(self.ems)
        self.signature.append((id(style), text, raised, self.pending, western))
        self.styles.append(style)
        self.text.append(RAISED * len(text) if raised else text)
        self.advances.extend(advances(text, glyphs))
        self.ems.extend([em] * len(text))
        self._edges(len(text), len(text) - len(text.lstrip(" ")))
        if self._is_apart(style, path):
            self.apart.add(start)
            self.signature.append(start)
        self.unbroken.extend([style["white_space"] in _UNBROKEN] * len(text))
        self.fixed.extend([code] * len(text))
        self.pieces.append(
            Piece(box, start, len(self.ems), path, chain, glyphs, self.shaper.metrics(style))
        )

    @property
    def is_listing(self) -> bool:
        """Return True for a line of code that is in a block."""
        return self.line_box.style["white_space"] == LISTING and all(self.fixed)

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
            raise NotOurs
        inline.resolve_percentages(box, self.containing_block)
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
        if _is_marker(box):
            self.markers.append(len(self.ems))
            self.signature.append(MARKER)
        self._object(
            Piece(box, len(self.ems), len(self.ems) + 1, path, chain, None, None),
            _sign(box),
            _atomic_width(self.context, box, self.containing_block),
        )

    def _leader(self, box: Any, path: tuple[int, ...], chain: tuple[Any, ...]) -> None:
        """Read one period of a leader's pattern as a mark; WeasyPrint repeats it afterwards."""
        text = "".join(child.text for child in box.children)
        width = sum(advances(text, self.shaper.shape(text, box.style))) if text else 0.0
        self.has_leader = True
        self._object(
            Piece(box, len(self.ems), len(self.ems) + 1, path, chain, None, None), LEADER, width
        )

    def _object(self, piece: Piece, character: str, width: float) -> None:
        self.signature.append((character, width, piece.box.style["font_size"], self.pending))
        self.text.append(character)
        self.advances.append(width)
        self.ems.append(piece.box.style["font_size"])
        self._edges(1)
        self.unbroken.append(character == LEADER)
        self.fixed.append(False)
        self.pieces.append(piece)


def _flow(box: Any, raised: bool = False) -> Iterator[str]:
    """Yield the texts of a line or inline box, in the order in which they are read."""
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            yield RAISED * len(child.text) if raised else child.text
        elif (
            isinstance(child, boxes.InlineBox) and child.is_in_normal_flow() and not child.is_leader
        ):
            yield from _flow(child, raised or is_raised(child))


def _sign(box: Any) -> str:
    """Return the character that represents a picture or another box."""
    classes = () if box.element is None else (box.element.get("class") or "").split()
    if "formula" not in classes:
        return OBJECT
    return _PART if "part" in classes else _FORMULA


def _is_marker(box: Any) -> bool:
    """Return True if a box is the number before a note, at the foot of the page or elsewhere."""
    element, tag = box.element, box.element_tag or ""
    return tag.endswith(MARKER) or (element is not None and has_class(element, "note-number"))


def is_raised(box: Any) -> bool:
    """Return True if an inline box is a note's call, or above or below the baseline."""
    if box.element_tag and box.element_tag.endswith(CALL):
        return True
    align = box.style["vertical_align"]
    return align in _RAISING or (isinstance(align, int | float) and align != 0)


def characters(text: str, size: int) -> int:
    """Return how many characters of a text are in its first bytes (UTF-8).

    WeasyPrint remembers by bytes where a page begins. Page numbers that are filled in later may
    have moved that place into a character: the pages are made again then, but they must be made.
    """
    return len(text.encode()[:size].decode(errors="ignore"))


def fork(path: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return the depth at which the ways to two boxes part."""
    return next(
        level for level, (one, two) in enumerate(zip(path, other, strict=False)) if one != two
    )


def _atomic_width(context: Any, box: Any, containing_block: Any) -> float:
    """Return how wide a picture or an inline-block will be with its margins.

    Where a line is only measured for the width of a cell, the block around it has no box yet.
    """
    if isinstance(containing_block, tuple) and not isinstance(box, boxes.ReplacedBox):
        return float(max_content_width(context, box))
    copy = box.copy()
    inline.resolve_percentages(copy, containing_block)
    if isinstance(copy, boxes.ReplacedBox):
        inline_replaced_box_layout(copy, containing_block)
    else:
        for side in ("left", "right"):
            if getattr(copy, f"margin_{side}") == "auto":
                setattr(copy, f"margin_{side}", 0)
        inline_block_width(copy, context, containing_block)
    return float(copy.margin_width())
