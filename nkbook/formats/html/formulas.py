"""Formulas as MathML, for reading systems: EPUB 3.3 §2.2.1, EPUB Accessibility 1.1 §3.3.

One that MathML's maker does not know, such as a chemical one, is a drawing with its words.
"""

from __future__ import annotations

from lxml import etree

from nkbook.formats.html.screens.long_formulas import part, part_in_text
from nkbook.formats.html.screens.scaled_formulas import scale
from nkbook.maths import MATHML, SVG, RefusedError, drawing, markup
from nkbook.model.document import Element
from nkbook.model.elements import XHTML

_NUMBER = "equation-number"
_LINES = "equation-lines"  # the class of a formula whose lines have numbers
_OURS = ("data-tex", "data-plain", "data-text", "data-speech", "data-fence")


def set_formulas(tree: Element) -> None:
    """Put MathML in the place of a tree's formulas; their TeX is the alternative text."""
    for number, formula in enumerate(list(tree.iter("math", f"{XHTML}math"))):
        try:
            made = markup(str(formula.get("data-plain")), display=_is_display(formula))
            made.set("alttext", " ".join(str(formula.get("data-tex")).split()))
            if _is_display(formula):
                part(made)
            else:
                part_in_text(made)
        except RefusedError:
            made = _drawn(formula, number)
        if id := formula.get("id"):
            made.set("id", str(id))
        if classes := " ".join(filter(None, (formula.get("class"), made.get("class")))):
            made.set("class", classes)
        made.tail = formula.tail
        parent = formula.getparent()
        if parent is not None:
            parent.replace(formula, made)
            _number_lines(parent, made)
            if made.tag == f"{MATHML}math":
                scale(made)
    for element in tree.iter("a", "code", "span"):
        for name in _OURS:
            element.attrib.pop(name, None)


def _number_lines(block: Element, made: Element) -> None:
    """Put the numbers of lines into the lines, as a further cell of each.

    An empty first cell as wide as that of the numbers keeps the formula in the middle (MathML has
    ``mlabeledtr`` for it, which browsers do not know).
    """
    numbers = {
        int(number.attrib.pop("data-row")): number
        for number in block.iterfind(f"{{*}}span[@class='{_NUMBER}'][@data-row]")
    }
    table = next(made.iter(f"{MATHML}mtable"), None) if numbers else None
    rows = [] if table is None else list(table.iterchildren(f"{MATHML}mtr"))
    if table is None or not set(numbers) <= set(range(len(rows))):
        return
    most = max(len(row) for row in rows)
    for place, row in enumerate(rows):
        row.insert(0, etree.Element(f"{MATHML}mtd"))
        for _ in range(most + 1 - len(row)):
            etree.SubElement(row, f"{MATHML}mtd")
        cell = etree.SubElement(row, f"{MATHML}mtd")
        number = numbers.get(place)
        if number is not None:
            cell.set("class", _NUMBER)
            if id := number.get("id"):
                cell.set("id", str(id))
            etree.SubElement(cell, f"{MATHML}mtext").text = number.text
            block.remove(number)
    table.set("class", _LINES)
    made.set("class", _LINES)
    block.set("class", f"{block.get('class')} {_LINES}")


def _is_display(formula: Element) -> bool:
    return formula.get("display") == "block"


def _drawn(formula: Element, number: int) -> Element:
    """Return a formula as a drawing whose ids no other drawing of the page has."""
    drawn = drawing(str(formula.get("data-plain")), display=_is_display(formula))
    root = etree.fromstring(drawn.svg)
    for outline in root.iter(f"{SVG}path"):
        if id := outline.get("id"):
            outline.set("id", f"formula-{number}-{id}")
    for use in root.iter(f"{SVG}use"):
        use.set("href", f"#formula-{number}-{str(use.get('href'))[1:]}")
    root.set("role", "img")
    root.set("aria-label", str(formula.get("data-speech")))
    root.set(
        "style",
        f"width:{drawn.width:.3f}em;height:{drawn.height:.3f}em;"
        f"vertical-align:{-drawn.depth:.3f}em",
    )
    return root
