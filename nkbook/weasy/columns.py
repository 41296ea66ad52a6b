"""Lays the lines of columns out once while WeasyPrint tries how high the columns are to be.

It tries one height after another, a line more each time, and lays all columns out for each; at last
it does so once more for the page. What the trials lay out is only measured: there a line that was
laid out before is moved to its place. The page gets lines of its own, as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from weasyprint.layout import column

from nkbook.weasy.continued import block_box_layout as _block_box_layout
from nkbook.weasy.ours import COLUMN_OF, TRIAL, TRIED, book_fonts

_create_column_box = column._create_column_box


@dataclass(slots=True)
class _Line:
    """A line as it was laid out; ``source`` keeps the box that it is of, whose id names it."""

    source: Any
    line: Any
    resume_at: Any
    below: float  # the place that was asked for, in pixels


@dataclass(slots=True)
class Trial:
    """The lines that were laid out while heights of columns were tried."""

    _lines: dict[Any, _Line] = field(default_factory=dict)

    def next_line(  # noqa: PLR0913 — of what a line depends on
        self,
        context: Any,
        linebox: Any,
        position_y: float,
        skip_stack: Any,
        containing_block: Any,
        aside: tuple[Any, Any],
        lay_out: Callable[[], Any],
    ) -> Any:
        """Return the next line of a column that is tried, and where the one after it begins.

        ``aside`` are the lists of absolute and fixed boxes: a line with such a box is not kept, nor
        is one beside a float, or among notes.
        """
        if context.excluded_shapes or context.footnotes:
            return lay_out()
        key = id(linebox), repr(skip_stack), containing_block.width
        known = self._lines.get(key)
        if known is not None:
            known.line.translate(0, position_y + known.below - known.line.position_y)
            return known.line, known.resume_at
        found = [len(boxes) for boxes in aside]
        line, resume_at = lay_out()
        plain = not context.excluded_shapes and found == [len(boxes) for boxes in aside]
        if line is not None and plain:
            self._lines[key] = _Line(linebox, line, resume_at, line.position_y - position_y)
        return line, resume_at


def create_column_box(
    box: Any, containing_block: Any, children: Any, width: Any, position_y: Any
) -> Any:
    """Return a column; the first of some children is the one that is tried."""
    made = _create_column_box(box, containing_block, children, width, position_y)
    if TRIED.get(box) is not children:
        TRIED.put(box, children)
        COLUMN_OF.put(made, Trial())
    else:
        COLUMN_OF.put(made, None)
    return made


def block_box_layout(context: Any, box: Any, *arguments: Any, **options: Any) -> Any:
    """Lay a block out; in a column that is only tried lines are kept for the next trial."""
    trial = COLUMN_OF.get(box)
    if trial is None or book_fonts(context) is None:
        return _block_box_layout(context, box, *arguments, **options)
    before = TRIAL.get(context)
    TRIAL.put(context, trial)
    try:
        return _block_box_layout(context, box, *arguments, **options)
    finally:
        TRIAL.put(context, before)
