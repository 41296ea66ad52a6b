"""Breaks and justifies Chinese lines inside WeasyPrint's layout of inline boxes.

A line is planned as a whole before WeasyPrint lays it out: which characters it holds, across all
its elements. WeasyPrint's own functions then build its boxes, told by the plan where to stop; the
gaps are shared out when it comes to align the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, preferred
from weasyprint.layout.percent import resolve_percentages

from nkbook.locales.registry import closest
from nkbook.typesetting.paragraph import Line
from nkbook.weasy.compose import spaces
from nkbook.weasy.compose.casting import WRAPPING, Casting, Piece, fork
from nkbook.weasy.compose.composition import Composition, of
from nkbook.weasy.compose.drawing import SetText
from nkbook.weasy.compose.setting import set_line
from nkbook.weasy.patches import replaced

_split_inline_box = inline.split_inline_box
_split_inline_level = inline.split_inline_level
_text_align = inline.text_align
_inline_line_widths = preferred.inline_line_widths

_STOP = {0: None}  # any place to resume at: the plan knows the true one


class Plan(NamedTuple):
    """A line that is going to be laid out."""

    casting: Casting
    line: Line
    measure: float
    stop: Any  # the box after which the line ends, or None
    resume_at: Any  # where the next line begins, or None
    composition: Composition


@contextmanager
def installed() -> Iterator[None]:
    """Replace WeasyPrint's functions for the time of the block."""
    changes: dict[str, Callable[..., Any]] = {
        "split_inline_box": split_inline_box,
        "split_inline_level": split_inline_level,
        "text_align": text_align,
    }
    with (
        replaced(inline, changes),
        replaced(preferred, {"inline_line_widths": inline_line_widths}),
    ):
        yield


def split_inline_box(  # noqa: PLR0913 — WeasyPrint's signature as far as it matters here
    context: Any,
    box: Any,
    position_x: Any,
    max_x: Any,
    bottom_space: Any,
    skip_stack: Any,
    containing_block: Any,
    *rest: Any,
) -> Any:
    """Lay out a line by plan, or whatever else as WeasyPrint does."""
    composition = of(box.style)
    plan = None
    first_line_style = rest[-1]
    if composition is not None and isinstance(box, boxes.LineBox) and first_line_style is None:
        plan = _plan(composition, context, box, position_x, max_x, skip_stack, containing_block)
    if composition is None or not (plan or isinstance(box, boxes.LineBox)):
        return _split_inline_box(
            context, box, position_x, max_x, bottom_space, skip_stack, containing_block, *rest
        )
    composition.plans.append(plan)
    try:
        line, resume_at, preserved, first, last, floats = _split_inline_box(
            # The plan has seen to it that the line fits.
            context, box, position_x, inf if plan else max_x, bottom_space, skip_stack,
            containing_block, *rest,
        )  # fmt: skip
    finally:
        composition.plans.pop()
    if plan is not None:
        line.nkbook_plan = plan
        resume_at = plan.resume_at
    return line, resume_at, preserved, first, last, floats


def _plan(  # noqa: PLR0913
    composition: Composition,
    context: Any,
    box: Any,
    position_x: float,
    max_x: float,
    skip_stack: Any,
    containing_block: Any,
) -> Plan | None:
    """Choose what a line holds; None when it's not ours to set."""
    style = box.style
    if closest(style["lang"]) is None or style["direction"] != "ltr":
        return None
    casting = composition.casting(context, box, containing_block)
    if casting is None:
        return None
    paragraph = casting.paragraph
    start = paragraph.skip_spaces(casting.place(box, skip_stack))
    if start >= len(paragraph.text):
        return None
    measure = max_x - position_x
    wraps = style["white_space"] in WRAPPING
    line = paragraph.line(
        start, measure if wraps else inf, justified=style["text_align_all"] == "justify"
    )
    if line.next >= len(paragraph.text) and not paragraph.text.endswith("\n"):
        return Plan(casting, line, measure, None, None, composition)
    place = line.next
    if place < len(paragraph.text) and line.end <= casting.piece_at(place).start < place:
        # Spaces between the lines open an element: it belongs to the next line, with its edge.
        place = casting.piece_at(place).start
    stop, resume_at = _stop(casting, place)
    return Plan(casting, line, measure, stop, resume_at, composition)


def _stop(casting: Casting, place: int) -> tuple[Any, Any]:
    """Return the box after which a line ends before ``place``, and the stack that skips to there.

    Elements that end there are complete; what is empty after them goes to the next line.
    """
    last = casting.piece_at(place - 1)
    if place < last.end or place >= len(casting.paragraph.text):
        length = len(last.box.text[: place - last.start].encode())
        return last.box, _stack((*last.path, length))
    following = casting.piece_at(place)
    level = fork(last.path, following.path)
    return last.chain[level], _stack((*last.path[:level], last.path[level] + 1))


def _stack(path: tuple[int, ...]) -> Any:
    stack: Any = None
    for index in reversed(path):
        stack = {index: stack}
    return stack


def split_inline_level(  # noqa: PLR0913 — likewise
    context: Any,
    box: Any,
    position_x: Any,
    max_x: Any,
    bottom_space: Any,
    skip_stack: Any,
    containing_block: Any,
    *rest: Any,
) -> Any:
    """Lay out a text as the plan of its line says, or whatever else as WeasyPrint does."""
    composition = of(box.style)
    plan = composition.plans[-1] if composition is not None and composition.plans else None
    if plan is None:
        return _split_inline_level(
            context, box, position_x, max_x, bottom_space, skip_stack, containing_block, *rest
        )
    piece = plan.casting.by_box.get(id(box))
    if piece is not None and piece.glyphs is not None:
        resolve_percentages(box, containing_block)
        result = _text(plan, piece, box, position_x, skip_stack)
    else:
        result = _split_inline_level(
            context, box, position_x, max_x, bottom_space, skip_stack, containing_block, *rest
        )
    if box is plan.stop and result[1] is None:
        result = result[0], _STOP, *result[2:]
    return result


def _text(plan: Plan, piece: Piece, box: Any, position_x: float, skip_stack: Any) -> Any:
    """Return a text box with what the line holds of it, as ``split_inline_level`` would."""
    box.position_x = position_x
    line, paragraph = plan.line, plan.casting.paragraph
    start = piece.start
    if skip_stack is not None:
        ((skip, _),) = skip_stack.items()
        start += len(box.text.encode()[: skip or 0].decode())
    start = max(start, min(line.start, piece.end))
    end = min(piece.end, line.end)
    new_box = None
    metrics = piece.metrics
    if end > start and metrics is not None:
        new_box = box.copy_with_text(box.text[start - piece.start : end - piece.start])
        new_box.width = sum(paragraph.advances[start:end])
        new_box.pango_layout = SetText(
            plan.composition, piece, start - piece.start, end - piece.start
        )
        if end == line.end < len(paragraph.text):
            spaces.keep(new_box, paragraph.text, end)
        new_box.height = metrics.height
        leading = (metrics.line_height - metrics.height) / 2
        new_box.margin_top = new_box.margin_bottom = leading
        new_box.baseline = metrics.ascent + leading
    preserved = piece.start < line.next <= piece.end and paragraph.text[line.next - 1] == "\n"
    first = last = None  # the plan has decided about breaks beside the box
    return new_box, None, preserved, first, last, {"left": 0, "right": 0}


def text_align(context: Any, line: Any, available_width: Any, last: Any) -> Any:
    """Align a line: a planned one is set to its measure."""
    plan = getattr(line, "nkbook_plan", None)
    if plan is None:
        return _text_align(context, line, available_width, last)
    return set_line(line, plan, last=bool(last))


def inline_line_widths(  # noqa: PLR0913 — WeasyPrint's signature
    context: Any,
    box: Any,
    outer: Any,
    is_line_start: Any,
    minimum: Any,
    skip_stack: Any = None,
    first_line: Any = False,
) -> Iterator[float]:
    """Yield the least or greatest widths of lines, as they will be planned."""
    composition = of(box.style)
    casting = None
    if (
        composition is not None
        and isinstance(box, boxes.LineBox)
        and closest(box.style["lang"]) is not None
        and skip_stack is None
    ):
        casting = composition.casting(context, box, (0, 0))
    if casting is None or any(piece.glyphs is None for piece in casting.pieces):
        yield from _inline_line_widths(
            context, box, outer, is_line_start, minimum, skip_stack, first_line
        )
        return
    paragraph = casting.paragraph
    wraps = minimum and box.style["white_space"] in WRAPPING
    widths = paragraph.least_width() if wraps else paragraph.most_width()
    indent = box.style["text_indent"]
    extra = indent.value if getattr(indent, "unit", "%") == "px" else 0.0
    for number, width in enumerate(widths):
        yield width + (0.0 if number else extra)
