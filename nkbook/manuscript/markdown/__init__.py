"""Turns a chapter's text, CommonMark with Pandoc's extensions, into a Document."""

from __future__ import annotations

from nkbook.manuscript.markdown.builder import parse

__all__ = ["parse"]
