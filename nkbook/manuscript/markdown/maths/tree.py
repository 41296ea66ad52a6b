"""Formulas in the tree: ``math`` elements that formats set, each in its own way.

``data-tex`` is what the author wrote, ``data-plain`` what is set, ``data-text`` how it reads in a
line of plain text, as in the contents. A displayed one stands in a ``div`` of class ``equation``,
whose number is given when the book is put together. One that cannot be set stands as code.
"""

from __future__ import annotations

import re

from lxml import etree
from markdown_it.token import Token

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.markdown.maths.delimiters import refuse_prose
from nkbook.manuscript.markdown.places import Places
from nkbook.maths import Macro, RefusedError, Source, definitions, drawing, plain
from nkbook.model.document import Element
from nkbook.model.trees import has_class

EQUATION = "equation"
TYPED = "typed"  # one that cannot be set: it stands as it is typed, in lines of text
NUMBER = "equation-number"
_MACROS = "macros"
_FLOW = frozenset(("div", "p", "li", "td", "th", "dd", "blockquote"))
_NO_ID = re.compile(r"[\s:]+")  # an id with a colon is none in XML (Namespaces in XML 1.0, §7)
_SHOWN = 40  # characters of a formula in a message


def equation_id(label: str) -> str:
    """Return the id of an equation that an author calls ``eq:x``."""
    return _NO_ID.sub("-", label.strip())


def append_formula(
    parent: Element, token: Token, where: Location, macros: dict[str, Macro], places: Places
) -> tuple[Diagnostic, ...]:
    """Append a formula; return NK250 if it stands as code because it cannot be set.

    The commands that it defines are added to ``macros``; one that does nothing else is no formula.
    """
    defined, rest = definitions(token.content)
    macros.update(defined)
    if defined and not rest.strip():
        etree.SubElement(parent, "span", {"class": _MACROS, "data-tex": token.content})
        return ()
    display = bool(token.meta["display"])
    tex = token.content
    problems: tuple[Diagnostic, ...] = ()
    try:
        refuse_prose(tex)
        source = plain(tex, macros)
        drawn = drawing(source.tex, display=display)
        formula = _formula(tex, source, drawn.text, display)
    except RefusedError as error:
        source = Source(tex)
        formula = etree.Element("code", {"class": "tex"})
        formula.text = tex
        problems = (_refused(tex, error, where),)
    line = str(where.line or 0)
    if token.info:
        formula.set("data-fence", token.info)
    if display and parent.tag in _FLOW:
        identity = places.text_id(tex, "eq-")
        parent = _equation(parent, token, source, identity, line)
        if problems:
            parent.set("class", f"{parent.get('class')} {TYPED}")
    formula.set("data-line", line)
    for name in ("class", "id"):
        if (given := token.attrs.get(name)) and not has_class(parent, EQUATION):
            formula.set(name, " ".join(filter(None, (formula.get(name), str(given)))))
    parent.append(formula)
    if has_class(parent, EQUATION):
        _append_numbers(parent, source, line)
    return problems


def _refused(tex: str, error: RefusedError, where: Location) -> Diagnostic:
    short = " ".join(tex.split())
    return diagnostic(
        "NK250",
        f"the formula {short[:_SHOWN]}{'…' if len(short) > _SHOWN else ''} cannot be set:"
        f" {error}; its TeX is printed",
        where,
        "write it with other commands, define the command with \\newcommand, or give a picture",
    )


def _formula(tex: str, source: Source, text: str, display: bool) -> Element:
    formula = etree.Element("math", {"data-tex": tex, "data-plain": source.tex, "data-text": text})
    if display:
        formula.set("display", "block")
    return formula


def _equation(parent: Element, token: Token, source: Source, identity: str, line: str) -> Element:
    names = [str(token.attrs["id"])] if "id" in token.attrs else []
    if not source.lines:  # else they name lines
        names += [label for label in source.labels if label not in names]
    ids = list(dict.fromkeys(map(equation_id, names))) or [identity]
    block = etree.SubElement(parent, "div", {"class": EQUATION, "id": ids[0], "data-line": line})
    if given := token.attrs.get("class"):
        block.set("class", f"{EQUATION} {given}")
    if source.tags and not source.lines:
        block.set("data-tag", ", ".join(drawing(tag, display=False).text for tag in source.tags))
    elif names:
        block.set("data-numbered", "")
    for other in ids[1:]:
        etree.SubElement(block, "span", {"id": other, "class": "label-of", "data-line": line})
    return block


def _append_numbers(block: Element, source: Source, place: str) -> None:
    """Append the places of the lines' numbers, which are given when the book is put together."""
    for row, line in enumerate(source.lines):
        if line.tag is None and not line.is_counted:
            continue
        number = etree.SubElement(block, "span", {"class": NUMBER, "data-row": str(row)})
        if line.tag is None:
            number.set("data-numbered", "")
        else:
            number.set("data-tag", drawing(line.tag, display=False).text)
        ids = [equation_id(label) for label in line.labels]
        if ids:
            number.attrib.update({"id": ids[0], "data-line": place})
        for other in ids[1:]:
            also = {"id": other, "class": "label-of", "data-row": str(row), "data-line": place}
            etree.SubElement(block, "span", also)


def fenced_formula(fence: Token) -> Token | None:
    """Return the inline token of a fence that GitHub reads as a formula: ``math``; else None."""
    if fence.info.split()[:1] != ["math"] or not fence.content.strip():
        return None
    formula = Token("math", "math", 0, content=fence.content.strip(), info="math")
    formula.attrs, formula.meta = dict(fence.attrs), {"display": True, "pos": 0}
    return Token("inline", "", 0, map=fence.map, content=fence.content, children=[formula])


def append_reference(parent: Element, token: Token, where: Location) -> None:
    r"""Append a link for ``\\eqref{…}`` or ``\\ref{…}``, whose words are the number it leads to."""
    classes = "xref" if token.meta["brackets"] else "xref bare"
    href = f"#{token.meta['label']}"
    etree.SubElement(
        parent,
        "a",
        {"class": classes, "href": href, "data-tex": token.content, "data-line": str(where.line)},
    )


def split_paragraphs(root: Element) -> None:
    """Put displayed formulas between paragraphs, in place: no paragraph holds a block.

    What goes on after one is a paragraph of class ``continued``, without an indent.
    """
    for paragraph in list(root.iter("p")):
        if _only_defines(paragraph):
            _parent(paragraph).remove(paragraph)
            continue
        if not any(_is_equation(child) for child in paragraph):
            _mark_continued(paragraph)
            continue
        parts = _parts(paragraph)
        parent = _parent(paragraph)
        tail = paragraph.tail
        place = parent.index(paragraph)
        parent.remove(paragraph)
        parent[place:place] = parts
        if parts:
            parts[-1].tail = tail


def _only_defines(paragraph: Element) -> bool:
    """Return True for a paragraph whose formulas only define commands."""
    return (
        len(paragraph) > 0
        and all(one.get("class") == _MACROS for one in paragraph)
        and not "".join(map(str, paragraph.itertext())).strip()
    )


def _parent(element: Element) -> Element:
    parent = element.getparent()
    assert parent is not None  # noqa: S101 — a paragraph is in a chapter or a note
    return parent


def _is_equation(element: Element) -> bool:
    return element.tag == "div" and EQUATION in str(element.get("class", "")).split()


def _parts(paragraph: Element) -> list[Element]:
    """Return a paragraph's displayed formulas, and paragraphs of what is between them."""
    parts: list[Element] = []
    attributes = {str(name): str(value) for name, value in paragraph.attrib.items()}
    current = etree.Element("p", attributes)
    current.text = paragraph.text
    for child in list(paragraph):
        if not _is_equation(child):
            current.append(child)
            continue
        parts += _unless_empty(current)
        after, child.tail = child.tail, None
        parts.append(child)
        current = etree.Element("p", {"id": f"{child.get('id')}-after", "class": "continued"})
        current.set("data-line", attributes.get("data-line", ""))
        current.text = (after or "").lstrip()
    return [*parts, *_unless_empty(current)]


def _unless_empty(paragraph: Element) -> list[Element]:
    if len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "").rstrip() or None
    else:
        paragraph.text = (paragraph.text or "").rstrip() or None
    return [paragraph] if len(paragraph) or paragraph.text else []


def _mark_continued(paragraph: Element) -> None:
    """Mark a paragraph that follows a displayed formula without a blank line between."""
    if paragraph.attrib.pop("data-continued", None) is not None:
        paragraph.set("class", " ".join([*str(paragraph.get("class", "")).split(), "continued"]))
