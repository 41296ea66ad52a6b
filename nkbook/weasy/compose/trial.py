"""Sets one paragraph to see if composition works before a book is set with it."""

from __future__ import annotations

from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes

from nkbook.locales.registry import closest
from nkbook.weasy.compose.plan import plan_of
from nkbook.weasy.compose.set_text import SetText
from nkbook.weasy.reading.fonts import BookFonts

FAILURE = (
    "Chinese composition does not work with the libraries installed: lines are set as WeasyPrint "
    "sets them, ragged and without compressed punctuation; install the locked packages again"
)

_EM = 20  # pixels
_EMS = 12
# Marks in pairs, Latin, an element across a line's end, a number with its unit.
_HTML = (
    "<style>@page{size:1000px;margin:0}body{margin:0}</style>"
    f'<p style="margin:0;width:{_EMS * _EM}px;font-size:{_EM}px;text-align:justify">'
    "排版是（活字）的「藝術」，好書<b>自有Latin字母與</b>2020年。每一行都要齊，不多也不少。"
)
_NEAR = 0.01  # pixels


def composition_works(fonts: BookFonts, language: str) -> bool:
    """Return True if a test paragraph comes out justified, or none is to be composed."""
    return closest(language) is None or justification_works(fonts, language)


def justification_works(fonts: BookFonts, language: str) -> bool:
    """Return True if a test paragraph is fully justified. Any exception counts as False."""
    try:
        html = f'<html lang="{language}">{_HTML}'
        pages = weasyprint.HTML(string=html).render(font_config=fonts).pages
        lines = [box for box in pages[0]._page_box.descendants() if isinstance(box, boxes.LineBox)]
        ends = [_end(line) for line in lines[:-1]]
    except Exception:  # noqa: BLE001 — whatever it is, WeasyPrint is not the one we know
        return False
    return len(ends) > 1 and all(end is not None and abs(end) < _NEAR for end in ends)


def _end(line: Any) -> float | None:
    """Return how far past the measure a line ends (CSS pixels), without its last mark's blank."""
    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
    if not texts or not all(isinstance(box.pango_layout, SetText) for box in texts):
        return None
    plan = plan_of(line)
    if plan is None:
        return None
    setting = plan.casting.paragraph.set(plan.line, plan.measure, fill=True)
    end = max(box.position_x + box.width for box in texts)
    return float(end - setting.trail - _EMS * _EM)
