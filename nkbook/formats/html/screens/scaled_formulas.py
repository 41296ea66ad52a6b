"""Formulas that no line of a phone holds are set smaller there, so that nothing scrolls sideways.

Matrices, long fractions, roots and braces have no place to part them at. How many em wide the
widest part of such a formula is, is written beside it; the stylesheet divides the room that there
is by it (CSS Containment 3 §5, ``cqi``). Where there is room enough letters are as large as ever,
and engines that know nothing of it print the formula as it was.
"""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

from nkbook.formats.html.screens.long_formulas import CLASS, IN_TEXT
from nkbook.maths import MATHML
from nkbook.model.document import Element
from nkbook.model.elements import XHTML
from nkbook.model.trees import has_class
from nkbook.typesetting.han import is_wide

SCALED = "scaled"  # of a displayed formula's block
SCALED_IN_TEXT = "scaled-in-text"  # of a box around a formula in running text
_ROOM = 10.0  # em: what a phone has room for at letters of 32 px
_ROOM_IN_TEXT = 15.0  # em: at letters of 20 px, for boxes among words are no wonder of evenness
_SPARE = 1.06  # fonts of formulas differ
_SCRIPT = 0.72  # letters of scripts, to those of their line
# A box of its own width is needed, which cells and what shrinks to its words do not have.
_SHRINKING = ("td", "th", "figure", "ruby", "caption", "figcaption", "a", "dt")
_RELATED = 1.3  # em: a relation or an addition, and the room around it
_SPACE = re.compile(r"(-?[0-9.]+)em\Z")
_OVER = frozenset(f"{MATHML}{name}" for name in ("munder", "mover", "munderover"))
_SUB = frozenset(f"{MATHML}{name}" for name in ("msub", "msup", "msubsup", "mmultiscripts"))
_ROOTS = frozenset(f"{MATHML}{name}" for name in ("msqrt", "mroot"))
_UNSEEN = frozenset(f"{MATHML}{name}" for name in ("annotation", "annotation-xml"))
_CELL = 0.8  # em: between the columns of a matrix


def scale(formula: Element) -> None:
    """Tell the stylesheet how wide a formula is, if that is wider than a phone; it is in its place.

    One in running text gets a box around it.
    """
    block = formula.getparent()
    if block is None or next(formula.iterancestors(*_tags(_SHRINKING)), None) is not None:
        return
    wide = _width(formula) * _SPARE
    in_text = formula.get("display") != "block"
    if wide <= (_ROOM_IN_TEXT if in_text else _ROOM):
        return
    if in_text:
        box = etree.Element(f"{XHTML}span" if str(block.tag).startswith(XHTML) else "span")
        box.tail, formula.tail = formula.tail, None
        block.replace(formula, box)
        box.append(formula)
        block = box
        name = SCALED_IN_TEXT
    else:
        name = SCALED
    block.set("class", f"{block.get('class') or ''} {name}".strip())
    block.set("style", f"--wide:{wide:.1f}")


def _tags(names: tuple[str, ...]) -> tuple[str, ...]:
    return (*names, *(f"{XHTML}{name}" for name in names))


def _width(element: Element) -> float:
    """Return about how many em wide an element is, or its widest part if lines end between them."""
    tag = element.tag
    if tag in _UNSEEN:
        return 0.0
    if tag == f"{MATHML}mtable":
        return _columns(element)
    children = [_width(child) for child in element]
    if not children:
        return _space(element) if tag == f"{MATHML}mspace" else _letters(element)
    if has_class(element, CLASS) or has_class(element, IN_TEXT):
        return max(children)
    return _joined(element, children)


def _joined(element: Element, children: list[float]) -> float:
    """Return the width of an element whose children are as wide as these."""
    tag = element.tag
    if tag == f"{MATHML}mfrac":
        return max(children) + 0.2
    if tag in _OVER:
        return max(_scripts(element, children))
    if tag in _SUB:
        first, *rest = _scripts(element, children)
        both = tag == f"{MATHML}msubsup"
        return first + (max(rest, default=0.0) if both else sum(rest)) + 0.05
    return sum(children) + (0.95 if tag in _ROOTS else 0.6 if tag == f"{MATHML}menclose" else 0.0)


def _scripts(element: Element, widths: list[float]) -> list[float]:
    """Return the widths of a base and its scripts, of which some are set in full size."""
    small = [1.0 if child.get("scriptlevel") == "0" else _SCRIPT for child in element]
    return [widths[0], *(width * by for width, by in zip(widths[1:], small[1:], strict=True))]


def _columns(table: Element) -> float:
    """Return the width of a matrix, or of a formula's lines."""
    rows = [[_width(cell) for cell in row] for row in table]
    most = max(map(len, rows), default=0)
    widest = (max((row[at] for row in rows if at < len(row)), default=0.0) for at in range(most))
    return sum(widest) + _CELL * most


def _space(element: Element) -> float:
    width = _SPACE.match(element.get("width") or "")
    return float(width[1]) if width else 0.0


def _letters(element: Element) -> float:
    text = element.text or ""
    if element.tag == f"{MATHML}mo":
        return _operator(element, text.strip())
    return sum(map(_letter, text)) + (0.05 if element.tag == f"{MATHML}mi" else 0.0)


def _operator(element: Element, sign: str) -> float:
    if len(sign) != 1 or unicodedata.category(sign) == "Cf":
        # Format characters are what is not written: a product, a function's application.
        return sum(_letter(one) for one in sign if unicodedata.category(one) != "Cf") + 0.17
    kind = unicodedata.category(sign)
    if sign in "∑∏⋃⋂⨁⨂⨀":
        return 1.5
    if sign in "∫∬∭∮":
        return 0.9
    if kind in ("Ps", "Pe"):
        return 0.45 if element.get("stretchy") == "false" else 0.7
    if sign in "|‖":
        return 0.8
    return 0.47 if kind[0] == "P" or sign in "/.,;:!'" else _between(element)


def _between(element: Element) -> float:
    """Return the width of a relation or an addition, which may have no room around it."""
    bare = element.get("lspace") is not None and element.get("rspace") is not None
    return 1.0 if bare else _RELATED


def _letter(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0.0
    if is_wide(sign):
        return 1.0
    if sign.isspace() or sign in ".,:;'|!il":
        return 0.29
    if sign in "mwMW" or sign >= "\U0001d400":  # the first bold letter of mathematics
        return 0.85
    return 0.72 if sign.isupper() else 0.54
