"""What the paged formats share: a publication as one HTML document, laid out and judged."""

from __future__ import annotations

from nkbook.formats.paged.document import assemble, files
from nkbook.formats.paged.layout import (
    judge,
    laid_out,
    permanent_identifier,
    setting,
    stop_on_errors,
)
from nkbook.formats.paged.sheets import font_rules, sheets
from nkbook.formats.paged.trims import TRIMS, Trim, trim

__all__ = [
    "TRIMS",
    "Trim",
    "assemble",
    "files",
    "font_rules",
    "judge",
    "laid_out",
    "permanent_identifier",
    "setting",
    "sheets",
    "stop_on_errors",
    "trim",
]
