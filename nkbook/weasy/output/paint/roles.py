"""What each element of the source is in the structure of the PDF (ISO 32000-1 §14.8.4).

HTML's names say it, or the attribute ``data-tag`` where layout needed another name. ARIA says the
rest: ``role`` (doc-part, doc-toc, doc-index), ``aria-level`` of headings, ``aria-label`` of links;
``data-said-before`` is read before what only layout knows. A chapter names in ``data-part`` the
element that opens its part, which layout has before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.model.elements import HEADINGS, SVG, UnknownElementError, of
from nkbook.weasy.output.paint.nodes import Node
from nkbook.weasy.output.paint.words import alternative, pictures

_POINTS = 0.75  # in a CSS pixel
_DEEPEST = 6  # heading

_DOCUMENT = "pdf/book.html.j2"
_ENTRY = "entry"  # in data-tag: an entry of the bibliography, for which HTML has no element
# What may hold blocks of text, so that a note can follow the block that calls it.
_FLOW = frozenset(
    ("Document", "Part", "Sect", "Art", "Div", "BlockQuote", "LBody", "Note", "Index")
)
_BLOCKS = frozenset(("P", "Table", "L", "Figure", "Caption", "TOC", "Div"))
_ROLES = MappingProxyType({"doc-part": "Part", "doc-index": "Index", "doc-endnote": "Note"})
_NUMBERING = MappingProxyType({
    "none": "None", "lower-roman": "LowerRoman", "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha", "lower-latin": "LowerAlpha", "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha", "circle": "Circle", "square": "Square",
})  # fmt: skip


class Structure:
    """The nodes of a document by their elements."""

    def __init__(self) -> None:
        self.root = Node("Document")
        self._nodes: dict[Any, Node] = {}  # where an element's content goes
        self._links: dict[Node, tuple[Any, Node]] = {}  # by the node around: element, Link
        self._pseudo: dict[tuple[Any, str], Node] = {}
        self._parts: dict[str, Node] = {}  # by the id of the element that opens them
        self._labels: dict[str, list[Node]] = {}  # by the id of the element they belong to
        self._makers: dict[str, Callable[[Any, Any, Node], Node]] = {
            "figure": self._figure,
            "img": self._picture,
            "svg": self._picture,
            "math": self._formula,
            "a": self._anchor,
            "label": self._label,
            "ul": self._list,
            "ol": self._list,
            "dl": self._list,
            "li": self._item,
            "dt": self._term,
            "dd": self._definition,
            "ruby": self._ruby,
            "rt": self._ruby_text,
            "rp": self._ruby_text,
            "th": self._cell,
            "td": self._cell,
        }
        self._height = 0.0

    def known(self, element: Any) -> Node | None:
        """Return the node of an element that was met before."""
        return self._nodes.get(element)

    def links(self) -> Iterator[tuple[Any, Node]]:
        """Yield all links with their elements."""
        yield from self._links.values()

    def node(self, box: Any, parent: Node, page_height: float) -> Node:
        """Return where the content of a box goes; ``page_height`` is in CSS pixels."""
        element, tag = box.element, box.element_tag
        if element is None or not tag:
            return parent
        name, _, pseudo = tag.partition("::")
        if pseudo in ("marker", "footnote-call", "footnote-marker"):
            return self._mark(element, pseudo, parent)
        known = self._nodes.get(element)
        if known is not None:
            return known
        if pseudo or name in ("html", "body"):
            return parent
        self._height = page_height
        node = self._nodes[element] = self._make(box, element, name, parent)
        return node

    def link(self, box: Any, around: Node) -> Node:
        """Return the Link in a node that is none itself."""
        if around.type == "Link":
            return around
        if around not in self._links:
            link = around.add("Link")
            name = {"Reference": "data-call-label", "Lbl": "data-note-label"}.get(around.type)
            link.words = box.element.get(name or "aria-label") or ""
            self._links[around] = box.element, link
        return self._links[around][1]

    def _make(self, box: Any, element: Any, name: str, parent: Node) -> Node:
        """Make the node of an element, or take its parent for it when it has no meaning."""
        if element.get("data-call"):
            return self._note(element)
        parent = self._parts.get(element.get("data-part"), parent)
        name = element.get("data-tag") or name.removeprefix(SVG)
        maker = self._makers.get(name)
        if maker is not None:
            node = maker(box, element, parent)
        else:
            type_ = _type(element, name, parent)
            node = parent.add(type_) if type_ else parent
        if node is not parent:
            node.listing = node.listing or element.get("role") == "doc-toc"
            if language := element.get("lang"):
                node.texts["Lang"] = language
            if node.type == "Part":
                self._parts[element.get("id")] = node
            elif node.type == "Note":
                node.texts["ID"] = element.get("id")
        for label in self._labels.pop(element.get("id") or "", ()):
            label.parent = node
            node.children.insert(0, label)
        return node

    # Notes

    def _note(self, element: Any) -> Node:
        node = self._nodes.get(element)
        if node is None:
            node = self._nodes[element] = Node("Note")
            node.texts["ID"] = element.get("id")
        return node

    def _mark(self, element: Any, pseudo: str, parent: Node) -> Node:
        """Return the node of a list item's or a note's number, or of the call of a note."""
        node = self._pseudo.get((element, pseudo))
        if node is not None:
            return node
        if pseudo == "footnote-call":
            node = parent.add("Reference")
            self._place(self._note(element), node)
        else:
            body = self._note(element) if pseudo == "footnote-marker" else self._nodes.get(element)
            body = body or parent
            item = body.parent if body.type == "LBody" and body.parent else body
            node = Node("Lbl", item)
            item.children.insert(0, node)
        self._pseudo[element, pseudo] = node
        return node

    def _place(self, note: Node, call: Node) -> None:
        """Put a note after the block that calls it, so that it doesn't break into the sentence.

        A note of a table follows the table, that of a caption the figure.
        """
        block = call
        while block.parent is not None and block.parent.type not in _FLOW:
            block = block.parent
        note.parent = block.parent
        if block.type in _BLOCKS or block.type[0] == "H":
            block.after.append(note)
        elif block.parent is not None:
            block.parent.last.append(note)

    # Figures

    def _figure(self, _: Any, element: Any, parent: Node) -> Node:
        """Make a Figure of one picture; several are Figures of their own in a Div."""
        return parent.add("Figure" if len(list(pictures(element))) == 1 else "Div")

    def _formula(self, _: Any, element: Any, parent: Node) -> Node:
        """Make the Formula of one that is drawn in parts."""
        node = parent.add("Formula")
        node.texts["Alt"] = element.get("data-words") or ""
        return node

    def _picture(self, box: Any, element: Any, parent: Node) -> Node:
        if parent.type == "Formula":
            if not parent.layout:
                parent.layout = {"O": "Layout", "BBox": self._corners(box)}
            return parent
        figure = parent
        while figure.type in ("P", "Link", "Div") and figure.parent is not None:
            figure = figure.parent
        node = parent
        if figure.type != "Figure":
            drawn = "formula" in (element.get("class") or "").split()
            node = figure = parent.add("Formula" if drawn else "Figure")
        figure.texts["Alt"] = alternative(element)
        figure.layout = {"O": "Layout", "BBox": self._corners(box)}
        return node

    def _corners(self, box: Any) -> list[float]:
        """Return the lower left and upper right corners of a picture on its page, in points."""
        x, y = box.content_box_x(), box.content_box_y()
        corners = (x, self._height - y - box.height, x + box.width, self._height - y)
        return [round(_POINTS * place, 3) for place in corners]

    # Links and labels

    def _anchor(self, _: Any, element: Any, parent: Node) -> Node:
        if element.get("href") is None:
            return parent
        refers = parent.listing or element.get("role") == "doc-noteref"
        node = (parent.add("Reference") if refers else parent).add("Link")
        node.words = element.get("aria-label") or ""
        self._links[node] = element, node
        return node

    def _label(self, _: Any, element: Any, parent: Node) -> Node:
        """Make a label of its parent, or of the element that it names and that comes later."""
        owner = element.get("data-label-of")
        if not owner:
            return parent.add("Lbl")
        node = Node("Lbl")
        self._labels.setdefault(owner, []).append(node)
        return node

    # Lists

    def _list(self, box: Any, element: Any, parent: Node) -> Node:
        if parent.listing:
            return parent.add("TOC")
        node = parent.add("L")
        style = box.style["list_style_type"]
        ordered = element.tag == "ol" or element.get("data-tag") == "ol"
        default = "Decimal" if ordered else "None" if element.tag == "dl" else "Disc"
        if isinstance(style, str):
            style = style.removesuffix("-one-paren").removesuffix("-two-parens")
        numbering = _NUMBERING.get(style, default) if isinstance(style, str) else default
        node.layout = {"O": "List", "ListNumbering": f"/{numbering}"}
        return node

    def _item(self, _: Any, __: Any, parent: Node) -> Node:
        if parent.listing:
            return parent.add("TOCI")
        return parent.add("LI").add("LBody")

    def _term(self, _: Any, __: Any, parent: Node) -> Node:
        return _row(parent, fresh="LBody").add("Lbl")

    def _definition(self, _: Any, __: Any, parent: Node) -> Node:
        row = _row(parent, fresh="")
        bodies: list[Node] = [child for child in row.children if child.type == "LBody"]
        if not bodies:
            return row.add("LBody")
        return bodies[0].add("Div")  # a second definition of the term

    # Ruby and cells

    def _ruby(self, _: Any, __: Any, parent: Node) -> Node:
        return parent.add("Ruby").add("RB")

    def _ruby_text(self, _: Any, element: Any, parent: Node) -> Node:
        around = parent.parent if parent.type == "RB" and parent.parent else parent
        return around.add(str(of(element.tag).structure))

    def _cell(self, box: Any, element: Any, parent: Node) -> Node:
        node = parent.add(str(of(element.get("data-tag") or element.tag).structure))
        for name, span in (("ColSpan", box.colspan), ("RowSpan", box.rowspan)):
            if span != 1:
                node.layout[name] = span
        if node.type == "TH":
            node.layout["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"
        if node.layout:
            node.layout["O"] = "Table"
        return node


def _type(element: Any, name: str, parent: Node) -> str | None:
    """Return the type of an element that is nothing special; None for one without meaning."""
    if name in HEADINGS:
        return f"H{min(int(element.get('aria-level') or name[1]), _DEEPEST)}"
    if role := _ROLES.get(element.get("role")):
        return role
    if name == "div" and parent.type == "L":  # a term with its definitions: HTML §4.4.9
        return "LI"
    if name == _ENTRY:
        return "BibEntry"
    try:
        return of(name).structure or ("Span" if element.get("lang") else None)
    except UnknownElementError as error:  # from a book's own pdf/book.html.j2
        raise ConfigError(diagnostic("NK305", str(error), Location(_DOCUMENT))) from error


def _row(parent: Node, fresh: str) -> Node:
    """Return the last item of a description list, or a new one if that has a ``fresh`` already."""
    if parent.type == "LI":
        return parent
    if parent.children and isinstance(parent.children[-1], Node):
        item: Node = parent.children[-1]
        if item.type == "LI" and fresh not in [child.type for child in item.children]:
            return item
    return parent.add("LI")
