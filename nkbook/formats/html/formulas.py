"""Formulas as MathML, for reading systems: EPUB 3.3 §2.2.1, EPUB Accessibility 1.1 §3.3."""

from __future__ import annotations

from nkbook.maths import markup
from nkbook.model.document import Element

_OURS = ("data-tex", "data-plain", "data-text", "data-speech", "data-fence")


def set_formulas(tree: Element) -> None:
    """Put MathML in the place of a tree's formulas; their TeX is the alternative text."""
    for formula in list(tree.iter("math")):
        plain = str(formula.get("data-plain"))
        made = markup(plain, display=formula.get("display") == "block")
        made.set("alttext", " ".join(str(formula.get("data-tex")).split()))
        for name in ("id", "class"):
            if given := formula.get(name):
                made.set(name, str(given))
        made.tail = formula.tail
        parent = formula.getparent()
        if parent is not None:
            parent.replace(formula, made)
    for element in tree.iter("a", "code"):
        for name in _OURS:
            element.attrib.pop(name, None)
