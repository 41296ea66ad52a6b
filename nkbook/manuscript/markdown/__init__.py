"""Chapter text in CommonMark with Pandoc's extensions → a Document with an XHTML tree."""

from __future__ import annotations

from nkbook.manuscript.markdown.builder import parse

__all__ = ["parse"]
