"""The EPUB 3.3 file of a publication: finished XHTML pages, packed by EbookLib."""

from __future__ import annotations

from nkbook.formats.epub.format import render

__all__ = ["render"]
