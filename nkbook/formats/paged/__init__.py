"""What the paged formats share: a publication as one HTML document, laid out and judged."""

from __future__ import annotations

from nkbook.formats.paged.document import assemble, files
from nkbook.formats.paged.layout import (
    judge,
    laid_out,
    setting,
    stop_on_errors,
)
from nkbook.formats.paged.sheets import sheets
from nkbook.formats.paged.trims import TRIMS, Trim, trim

__all__ = [
    "TRIMS",
    "Trim",
    "assemble",
    "files",
    "judge",
    "laid_out",
    "setting",
    "sheets",
    "stop_on_errors",
    "trim",
]
