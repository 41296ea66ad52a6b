"""Sources, the notes that cite them, and the bibliography."""

from __future__ import annotations

from nkbook.manuscript.citations.groups import Groups
from nkbook.manuscript.citations.notes import resolve
from nkbook.manuscript.citations.style import Style

__all__ = ["Groups", "Style", "resolve"]
