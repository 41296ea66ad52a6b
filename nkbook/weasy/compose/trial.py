"""Sets one paragraph to see that composition works before a book is trusted to it."""

from __future__ import annotations

from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes

from nkbook.weasy.compose.drawing import SetText

_EM = 20  # pixels
_EMS = 12
# Marks in pairs, Latin, an element across a line's end, a number with its unit.
_HTML = (
    "<style>@page{size:1000px;margin:0}body{margin:0}</style>"
    f'<p style="margin:0;width:{_EMS * _EM}px;font-size:{_EM}px;text-align:justify">'
    "排版是（活字）的「藝術」，好書<b>自有Latin字母與</b>2020年。每一行都要齊，不多也不少。"
)
_NEAR = 0.01  # pixels


def sings(fonts: Any, language: str) -> bool:
    """Tell whether every line but the last of a paragraph comes out flush.

    ``fonts`` is the BookFonts to lay out with; a failure of any kind is a no.
    """
    try:
        html = f'<html lang="{language}">{_HTML}'
        pages = weasyprint.HTML(string=html).render(font_config=fonts).pages
        lines = [box for box in pages[0]._page_box.descendants() if isinstance(box, boxes.LineBox)]
        ends = [_end(line) for line in lines[:-1]]
    except Exception:  # noqa: BLE001 — whatever it is, WeasyPrint is not the one we know
        return False
    return len(ends) > 1 and all(end is not None and abs(end) < _NEAR for end in ends)


def _end(line: Any) -> float | None:
    """Return how far past the measure a line ends, its last mark's blank not counted."""
    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
    if not texts or not all(isinstance(box.pango_layout, SetText) for box in texts):
        return None
    plan = line.nkbook_plan
    setting = plan.casting.paragraph.set(plan.line, plan.measure, fill=True)
    end = max(box.position_x + box.width for box in texts)
    return float(end - setting.trail - _EMS * _EM)
