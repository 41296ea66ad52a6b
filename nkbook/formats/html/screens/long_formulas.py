"""Displayed formulas in parts between which a narrow screen may begin another line.

Browsers break no line in a formula, so that a long one runs past the edge of a phone. Its parts are
rows of MathML, which the stylesheet lays out as boxes that wrap; engines that know nothing of it
print the formula as it was. Lines are broken before relations and additions, as in print (ISO
80000-2:2019 §7.1), outside of brackets.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from lxml import etree

from nkbook.maths import MATHML
from nkbook.model.document import Element

CLASS = "parted"
_OPENING, _CLOSING = ("Ps", "Pi"), ("Pe", "Pf")
_BEFORE = frozenset("+-−±∓⊕⊖∪∩∧∨")  # lines may begin with these, and with any relation
_AFTER = frozenset(",;，；")
_RELATIONS = frozenset("=<>≤≥≠≈≡∼≃≅∝∈∉⊂⊃⊆⊇∣∥⊢⊨→←↔⇒⇐⇔⟶⟵⟹⟸⟺↦≪≫≺≻∶:")


def part(formula: Element) -> None:
    """Put the children of a displayed formula into rows, if there is a place to part it at."""
    groups = list(_groups(list(formula)))
    if len(groups) < 2:  # noqa: PLR2004 — nothing to part
        return
    for group in groups:
        row = etree.SubElement(formula, f"{MATHML}mrow")
        row.extend(group)
        first = row[0]
        if first.tag == f"{MATHML}mo" and row.getprevious() is not None:
            first.set("form", "infix")  # not a sign of what follows it
    formula.set("class", f"{formula.get('class', '')} {CLASS}".strip())


def _groups(children: Iterable[Element]) -> Iterator[list[Element]]:
    group: list[Element] = []
    depth = 0
    bars = 0
    begins = False  # after a mark that ends a part
    for child in children:
        sign = _sign(child)
        inside = depth > 0 or bars % 2 == 1
        after_sign = bool(group) and _is_breaking(_sign(group[-1]))
        if group and not inside and not after_sign and (begins or _is_breaking(sign)):
            yield group
            group = []
        begins = sign in _AFTER and not inside
        if len(sign) == 1:
            kind = unicodedata.category(sign)
            depth = max(0, depth + (kind in _OPENING) - (kind in _CLOSING))
            bars += sign in "|‖"
        group.append(child)
    if group:
        yield group


def _is_breaking(sign: str) -> bool:
    return sign in _BEFORE or sign in _RELATIONS


def _sign(element: Element) -> str:
    """Return the sign of an operator, nothing for anything else."""
    return (element.text or "").strip() if element.tag == f"{MATHML}mo" else ""
