"""Documents → Publication: numbering, links, contents."""

from __future__ import annotations

from nkbook.manuscript.assembly.publication import resolve

__all__ = ["resolve"]
