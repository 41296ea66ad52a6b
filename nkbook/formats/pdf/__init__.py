"""The PDF for screen, archive and assistive technology: PDF/A-2a and PDF/UA-1 in one file."""

from __future__ import annotations

from nkbook.formats.pdf.format import lay_out, render

__all__ = ["lay_out", "render"]
