"""The plan of a line: what it holds, chosen before WeasyPrint lays it out."""

from __future__ import annotations

from typing import Any, NamedTuple

from nkbook.typesetting.paragraph import Line
from nkbook.weasy.compose.casting import Casting
from nkbook.weasy.compose.shaping import Shaper
from nkbook.weasy.ours import LINE_PLAN


class Plan(NamedTuple):
    """A line that is going to be laid out; ``measure`` is its width in CSS pixels."""

    casting: Casting
    line: Line
    measure: float
    stop: Any  # the box after which the line ends, or None
    resume_at: Any  # WeasyPrint's stack of places where the next line begins, or None
    shaper: Shaper


def plan_of(line: Any) -> Plan | None:
    """Return the plan by which a line box was laid out, None if WeasyPrint broke it."""
    return LINE_PLAN.get(line)
