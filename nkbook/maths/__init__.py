"""Formulas: TeX → MathML for EPUB, and TeX → drawings in outlines for pages.

Two libraries do the work, each replaceable behind one function: ``markup`` (math-core) and
``drawing`` (mathra). Both are pinned, for each version sets formulas a little differently.
"""

from __future__ import annotations

from nkbook.maths.bands import Band, bands, divided
from nkbook.maths.drawing import SVG, Drawing, drawing
from nkbook.maths.macros import Macro, Macros, RefusedError, definitions, from_settings, group_end
from nkbook.maths.mathml import MATHML, markup
from nkbook.maths.source import ENVIRONMENTS, Source, pieces, plain

__all__ = [
    "ENVIRONMENTS",
    "MATHML",
    "SVG",
    "Band",
    "Drawing",
    "Macro",
    "Macros",
    "RefusedError",
    "Source",
    "bands",
    "definitions",
    "divided",
    "drawing",
    "from_settings",
    "group_end",
    "markup",
    "pieces",
    "plain",
]
