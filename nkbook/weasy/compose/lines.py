"""Breaks and justifies Chinese lines inside WeasyPrint's layout of inline boxes.

A line is planned as a whole before WeasyPrint lays it out: which characters it holds, across all
its elements. WeasyPrint's own functions then build its boxes, and the plan says where they stop;
the gaps are distributed when WeasyPrint aligns the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, preferred

from nkbook.typesetting.balance import balanced
from nkbook.typesetting.code import CodeLines
from nkbook.typesetting.lines import Lines
from nkbook.weasy.compose import line_ends
from nkbook.weasy.compose.casting import Casting
from nkbook.weasy.compose.composition import Composition, composition_of
from nkbook.weasy.compose.plan import Plan, plan_of
from nkbook.weasy.compose.properties import custom_property, is_composed
from nkbook.weasy.compose.reader import LISTING, WRAPPING, Piece, characters, fork
from nkbook.weasy.compose.set_text import SetText
from nkbook.weasy.compose.setting import set_line
from nkbook.weasy.ours import LINE_PLAN

_split_inline_box = inline.split_inline_box
_split_inline_level = inline.split_inline_level
_text_align = inline.text_align
_inline_line_widths = preferred.inline_line_widths

_STOP = {0: None}  # any place to resume at: the plan knows the true one


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
    composition = composition_of(box.style)
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
        LINE_PLAN.put(line, plan)
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
    """Choose what a line holds; None when WeasyPrint is to set it."""
    style = box.style
    if not is_composed(style):
        return None
    casting = composition.casting(context, box, containing_block)
    if casting is None:
        return None
    paragraph = casting.paragraph
    start = paragraph.skip_spaces(casting.place(box, skip_stack))
    if start >= len(paragraph.text):
        return None
    measure = max_x - position_x
    wraps = style["white_space"] in (*WRAPPING, LISTING)
    is_justified = style["text_align_all"] == "justify"
    if not wraps:
        line = casting.lines.line(start, inf, justified=is_justified, rest=inf)
    elif isinstance(casting.lines, Lines) and custom_property(style, "balance") == "on":
        line = casting.lines.line(
            start, balanced(casting.lines.paragraph, measure, start), justified=False
        )
    else:
        # WeasyPrint has moved a first line in by its indent.
        rest = measure + box.text_indent
        asked = None
        if is_justified and composition.lengths and isinstance(casting.lines, Lines):
            asked = composition.lengths.line(casting.name, casting.lines, start, measure, rest)
        zone = _zone(style, measure)
        line = asked or casting.lines.line(
            start, measure, justified=is_justified, rest=rest, zone=zone
        )
    if line.next >= len(paragraph.text) and not paragraph.text.endswith("\n"):
        return Plan(casting, line, measure, None, None, composition.shaper)
    place = line.next
    if place < len(paragraph.text) and line.end <= casting.piece_at(place).start < place:
        # Spaces between the lines open an element: it belongs to the next line, with its edge.
        place = casting.piece_at(place).start
    stop, resume_at = _stop(casting, place)
    return Plan(casting, line, measure, stop, resume_at, composition.shaper)


def _zone(style: Any, measure: float) -> float:
    """Return what a ragged line may lack before a word is divided (CSS Text 4 §6.3.5)."""
    zone = style["hyphenate_limit_zone"]
    value = getattr(zone, "value", 0.0)  # a calculation has none
    return float(value * measure / 100 if getattr(zone, "unit", "") == "%" else value)


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
    composition = composition_of(box.style)
    plan = composition.plans[-1] if composition is not None and composition.plans else None
    if plan is None:
        return _split_inline_level(
            context, box, position_x, max_x, bottom_space, skip_stack, containing_block, *rest
        )
    piece = plan.casting.by_box.get(id(box))
    if piece is not None and piece.glyphs is not None:
        inline.resolve_percentages(box, containing_block)
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
        start += characters(box.text, skip or 0)
    start = max(start, min(line.start, piece.end))
    end = min(piece.end, line.end)
    new_box = None
    metrics = piece.metrics
    if end > start and metrics is not None:
        new_box = box.copy_with_text(box.text[start - piece.start : end - piece.start])
        new_box.width = sum(paragraph.advances[start:end])
        new_box.pango_layout = SetText(plan.shaper, piece, start - piece.start, end - piece.start)
        if end == line.end < len(paragraph.text) and not isinstance(paragraph, CodeLines):
            if line.hyphen:
                new_box.width += paragraph.hyphens[end].width
                line_ends.note_hyphen(new_box)
            else:
                line_ends.note_line_end(new_box, paragraph.text, end)
        new_box.height = metrics.height
        leading = (metrics.line_height - metrics.height) / 2
        new_box.margin_top = new_box.margin_bottom = leading
        new_box.baseline = metrics.ascent + leading
    preserved = piece.start < line.next <= piece.end and paragraph.text[line.next - 1] == "\n"
    first = last = None  # the plan has decided about breaks next to the box
    return new_box, None, preserved, first, last, {"left": 0, "right": 0}


def text_align(context: Any, line: Any, available_width: Any, last: Any) -> Any:
    """Align a line: a planned one is set to its measure."""
    plan = plan_of(line)
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
    composition = composition_of(box.style)
    casting = None
    if (
        composition is not None
        and isinstance(box, boxes.LineBox)
        and is_composed(box.style)
        and skip_stack is None
    ):
        casting = composition.casting(context, box, (0, 0))
    if casting is None or any(piece.glyphs is None for piece in casting.pieces):
        yield from _inline_line_widths(
            context, box, outer, is_line_start, minimum, skip_stack, first_line
        )
        return
    paragraph = casting.paragraph
    wraps = minimum and box.style["white_space"] in (*WRAPPING, LISTING)
    widths = paragraph.least_width() if wraps else paragraph.most_width()
    indent = box.style["text_indent"]
    extra = indent.value if getattr(indent, "unit", "%") == "px" else 0.0
    for number, width in enumerate(widths):
        yield width + (0.0 if number else extra)
