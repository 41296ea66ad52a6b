"""The online edition: a folder of pages of HTML for any server, for file:// and for no network."""

from __future__ import annotations

from nkbook.formats.site.format import render
from nkbook.formats.site.joining import join

__all__ = ["join", "render"]
