"""Displayed formulas in parts between which a narrow screen may begin another line.

Browsers break no line in a formula, so that a long one runs past the edge of a phone. Its parts are
rows of MathML, which the stylesheet lays out as boxes that wrap; engines that know nothing of it
print the formula as it was. Lines are broken before relations and additions, as in print (ISO
80000-2:2019 §7.1); in a formula that is longer than a phone is wide also inside brackets, before
multiplications, sums and integrals, at wide spaces, and in long words and numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from nkbook.maths import MATHML
from nkbook.model.document import Element

CLASS = "parted"  # of a formula, or of a row in a cell, whose parts wrap
IN_TEXT = "parted-in-text"
LINES = "parted-lines"  # of a formula whose lines have such rows
_LONG = 18  # letters and signs: about as many as a phone has room for
_LONG_IN_TEXT = 10  # at letters twice as large
_OPENING, _CLOSING = ("Ps", "Pi"), ("Pe", "Pf")
_SUMS = frozenset("+-−±∓⊕⊖∪∩∧∨")  # lines may begin with these, and with any relation
_RELATIONS = frozenset("=<>≤≥≠≈≡∼≃≅∝∈∉⊂⊃⊆⊇∣∥⊢⊨→←↔⇒⇐⇔⟶⟵⟹⟸⟺↦≪≫≺≻∶:")
_PRODUCTS = frozenset("×⋅·∘⊗⊙")
_LARGE = frozenset("∑∏∫∬∭∮⋃⋂⨁⨂")
_COMMAS = frozenset(",;，；")
_TALL = tuple(f"{MATHML}{name}" for name in ("mfrac", "munderover", "munder", "mover", "mtable"))
_WIDE = re.compile(r"([0-9.]+)em\Z")
_WORDS, _NUMBER = f"{MATHML}mtext", f"{MATHML}mn"
# What a product after brackets goes on with.
_FACTORS = tuple(f"{MATHML}{name}" for name in ("mi", "msub", "msup", "msubsup", "mfrac"))
_DIGITS = 10  # of a long number, in each line's piece
# Some six letters of Chinese, or words; no piece begins with a mark that ends a line.
_PIECE = re.compile(
    r"(?:[^\s\u2e80-\uffff]+\s*|.{1,6}(?![、。，．：；！？）」』》〉】…—])(?<![（「『《〈【]))",
    re.DOTALL,
)


def part_in_text(formula: Element) -> None:
    """Put what a long formula in running text holds into rows between which a line may end."""
    length = _length(formula)
    if (
        length > _LONG_IN_TEXT
        and next(formula.iter(f"{MATHML}mtable"), None) is None
        and _part(formula, is_long=length > _LONG)
    ):
        _mark(formula, IN_TEXT)


def part(formula: Element) -> None:
    """Put what a displayed formula, or each cell of its lines, holds into rows that wrap."""
    table = next(formula.iter(f"{MATHML}mtable"), None)
    if table is None or not _is_all(table, formula):
        if _part(formula, is_long=_length(formula) > _LONG):
            _mark(formula, CLASS)
    else:
        cells = [cell for row in table for cell in row if cell.tag == f"{MATHML}mtd"]
        if sum(map(_part_cell, cells)):
            _mark(formula, LINES)


def _is_all(table: Element, formula: Element) -> bool:
    """Return True if a formula is its lines: no matrix in brackets."""
    inner: Element | None = table
    while inner is not None and inner is not formula:
        around = inner.getparent()
        if around is None or len(around) > 1:
            return False
        inner = around
    return True


def _part_cell(cell: Element) -> bool:
    if next(cell.iter(f"{MATHML}mtable"), None) is not None:
        return False
    row = etree.Element(f"{MATHML}mrow")
    row.extend(list(cell))
    cell.append(row)
    if not _part(row, is_long=_length(row) > _LONG):
        cell[:] = list(row)
        return False
    _mark(row, CLASS)
    return True


def _mark(element: Element, name: str) -> None:
    element.set("class", f"{element.get('class') or ''} {name}".strip())


def _part(parent: Element, *, is_long: bool) -> bool:
    """Put the children of an element into rows; return False if there is no place to part it at."""
    children = list(_flat(parent)) if is_long else list(parent)
    groups = list(_groups(children, is_long=is_long))
    if len(groups) < 2:  # noqa: PLR2004 — nothing to part
        return False
    for child in list(parent):
        parent.remove(child)
    for group in groups:
        row = etree.SubElement(parent, f"{MATHML}mrow")
        row.extend(group)
        first = row[0]
        if first.tag == f"{MATHML}mo" and row.getprevious() is not None and _breaks(first, True):
            first.set("form", "infix")  # not a sign of what follows it
    return True


def _flat(parent: Element) -> Iterator[Element]:
    """Yield the children of an element, and those of rows in brackets in their place."""
    for child in parent:
        is_row = child.tag == f"{MATHML}mrow" and len(child) > 1 and not child.attrib
        low = is_row and next(child.iter(*_TALL), None) is None
        if low or (is_row and _length(child) > _LONG and not _holds_table(child)):
            for mark in child.iterchildren(f"{MATHML}mo"):
                if mark.get("fence") or unicodedata.category((mark.text or " ")[0])[0] == "P":
                    # In a part of its own a bracket has no height to fill but this.
                    name, value = ("stretchy", "false") if low else ("minsize", "2.4em")
                    mark.set(name, value)
            yield from _flat(child)
        elif child.tag in (_WORDS, _NUMBER) and len(child.text or "") > _LONG:
            yield from _pieces(child)
        else:
            yield child


def _holds_table(row: Element) -> bool:
    """Return True for a matrix in its brackets, which are as high as it is."""
    return any(
        inner.tag == f"{MATHML}mtable"
        for child in row
        for inner in (child, *(child if child.tag == f"{MATHML}mstyle" else ()))
    )


def _pieces(element: Element) -> Iterator[Element]:
    """Yield a long text or number in pieces, between which a line may end."""
    text = element.text or ""
    if element.tag == _NUMBER:
        pieces = [text[at : at + _DIGITS] for at in range(0, len(text), _DIGITS)]
    else:
        pieces = _PIECE.findall(text)
    for piece in pieces if "".join(pieces) == text else (text,):
        made = etree.Element(element.tag, dict(element.attrib))
        made.text = piece
        yield made


def _groups(children: Sequence[Element], *, is_long: bool) -> Iterator[list[Element]]:
    group: list[Element] = []
    depth = 0
    bars = 0
    begins = False  # after a mark that ends a part
    for child in children:
        sign = _sign(child)
        inside = not is_long and (depth > 0 or bars % 2 == 1)
        after_sign = bool(group) and _is_sign(group[-1])
        goes_on = begins or _breaks(child, is_long) or (is_long and _is_further(group, child))
        if group and not inside and not after_sign and goes_on:
            yield group
            group = []
        begins = not inside and (sign in _COMMAS or (is_long and _is_space(child)))
        if len(sign) == 1:
            kind = unicodedata.category(sign)
            depth = max(0, depth + (kind in _OPENING) - (kind in _CLOSING))
            bars += sign in "|‖"
        group.append(child)
    if group:
        yield group


def _is_further(group: Sequence[Element], child: Element) -> bool:
    """Return True if a child is a further piece of a long text or number, or a further factor."""
    if not group:
        return False
    last = group[-1]
    if unicodedata.category(_sign(last)[0]) in _CLOSING:
        return child.tag in _FACTORS
    if last.tag != child.tag:
        return False
    if child.tag == _NUMBER:
        return len(last.text or "") >= _DIGITS
    return child.tag in (_WORDS, f"{MATHML}mfrac") or (_holds_table(last) and _holds_table(child))


def _breaks(element: Element, is_long: bool) -> bool:
    """Return True if a line may begin with an element: with a sign, or with a large operator."""
    sign = _sign(element)
    if sign in _SUMS or sign in _RELATIONS:
        return True
    return is_long and (sign in _PRODUCTS or sign in _LARGE or _base(element) in _LARGE)


def _is_sign(element: Element) -> bool:
    """Return True for a sign that what follows belongs to, an opening bracket among them."""
    sign = _sign(element)
    opens = len(sign) == 1 and unicodedata.category(sign) in _OPENING
    return opens or sign in _SUMS or sign in _RELATIONS or sign in _PRODUCTS


def _is_space(element: Element) -> bool:
    wide = _WIDE.match(element.get("width") or "") if element.tag == f"{MATHML}mspace" else None
    return wide is not None and float(wide[1]) >= 1


def _base(element: Element) -> str:
    """Return the operator to which limits are set."""
    return _sign(element[0]) if len(element) and element.tag != f"{MATHML}mrow" else ""


def _sign(element: Element) -> str:
    """Return the sign of an operator; a blank, which is no sign, for anything else."""
    return (element.text or "").strip() or " " if element.tag == f"{MATHML}mo" else " "


def _length(element: Element) -> int:
    """Return about how many letters wide a formula is; the longer of a fraction's lines counts."""
    if element.tag in _TALL[:3] or element.tag == f"{MATHML}mover":
        return max((_length(child) for child in element), default=0)
    return _own(element) + _sum(element)


def _own(element: Element) -> int:
    return len((element.text or "").strip())


def _sum(children: Iterable[Element]) -> int:
    return sum(_length(child) for child in children)
