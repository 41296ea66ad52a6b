"""Which elements of SVG a book may hold: those that show something and stand still.

They are those of SVG 2, and what SVG 1.1 had besides, without programs, animation and other
documents (SVG 2 §2.3, "secure static mode").
"""

from __future__ import annotations

SHAPES = frozenset(("circle", "ellipse", "line", "path", "polygon", "polyline", "rect"))
_STRUCTURE = frozenset((
    "a", "defs", "desc", "g", "image", "metadata", "style", "svg", "switch", "symbol", "title",
    "use", "view",
))  # fmt: skip
_WORDS = frozenset(("altGlyph", "text", "textPath", "tref", "tspan"))
_PAINT = frozenset((
    "clipPath", "hatch", "hatchpath", "linearGradient", "marker", "mask", "mesh", "meshgradient",
    "meshpatch", "meshrow", "pattern", "radialGradient", "solidcolor", "stop",
))  # fmt: skip
_FILTERS = frozenset((
    "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix",
    "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood",
    "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feImage", "feMerge",
    "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight",
    "feTile", "feTurbulence", "filter",
))  # fmt: skip
# Fonts of SVG 1.1, which few programs still know, but whose letters other fonts have.
_GLYPHS = frozenset(("font", "glyph", "hkern", "missing-glyph", "vkern"))
ALLOWED = SHAPES | _STRUCTURE | _WORDS | _PAINT | _FILTERS | _GLYPHS

MOVING = frozenset((
    "animate", "animateColor", "animateMotion", "animateTransform", "discard", "mpath", "set",
))  # fmt: skip

# Attributes of which the value may be url(#name): what is painted with, or cut by.
PAINTED = frozenset((
    "clip-path", "fill", "filter", "marker", "marker-end", "marker-mid", "marker-start", "mask",
    "stroke",
))  # fmt: skip
# What the PDF shows otherwise than other programs.
UNSEEN = {
    "textPath": "words on a path, which stand on a straight line in the PDF",
    "filter": "filter effects, which the PDF does not show",
    "meshgradient": "a gradient in a mesh, which the PDF does not show",
    "hatch": "hatching, which the PDF does not show",
}
UNSEEN_PROPERTIES = {
    "writing-mode": "words from top to bottom, which stand on a level line in the PDF",
    "mix-blend-mode": "colours that blend, which lie on one another in the PDF",
    "glyph-orientation-vertical": "turned letters, which stand upright in the PDF",
}
PLAIN_VALUES = frozenset(
    ("", "normal", "auto", "0", "horizontal-tb", "lr", "lr-tb", "rl", "rl-tb", "inherit", "initial")
)
