"""Finds what other tools would read as mark-up and the book prints as it is typed."""

from __future__ import annotations

from nkbook.manuscript.markdown.foreign.finds import marks
from nkbook.manuscript.markdown.foreign.masking import masking_plugin

__all__ = ["marks", "masking_plugin"]
