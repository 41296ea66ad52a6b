"""Writes the logical structure of a document: elements, and the trees that lead to them.

ISO 32000-1 §14.7. ``paint`` has read the pages into nodes and marked what is drawn of each.
"""

from __future__ import annotations

from typing import Any

import pydyf
import weasyprint.pdf

from nkbook.weasy.output.paint.marking import Archiving, Content, Marking
from nkbook.weasy.output.paint.nodes import ROLE_MAP, Node
from nkbook.weasy.output.paint.tree import Annotation, Leaf

_add_tags = weasyprint.pdf.add_tags
_KEPT = frozenset(("TD", "TH"))  # an empty cell still is a cell


def add_tags(
    archiving: Archiving, pdf: Any, document: Any, pdf_version: Any, page_streams: Any
) -> None:
    """Add the structure of a document to its pydyf.PDF."""
    if document is archiving.document:
        _Writer(archiving.marking).write(pdf, page_streams)
    else:
        _add_tags(pdf, document, pdf_version, page_streams)


class _Writer:
    """Writes the structure of one document."""

    def __init__(self, marking: Marking) -> None:
        self._tree = marking.tree
        self._contents = marking.contents
        self._sequences = marking.sequences
        self._kept: dict[Node, list[Any]] = {}  # what is written of each node
        self._ids: list[tuple[bytes, bytes, bytes]] = []
        self._annotated: list[tuple[Any, Node]] = []
        self._references: dict[Node, bytes] = {}

    def write(self, pdf: Any, page_streams: Any) -> None:
        """Add the structure to a pydyf.PDF (ISO 32000-1 §14.7.2)."""
        numbers = pydyf.Array()
        parents = pydyf.Dictionary({"Nums": numbers})
        pdf.add_object(parents)
        root = pydyf.Dictionary({"Type": "/StructTreeRoot", "ParentTree": parents.reference})
        pdf.add_object(root)
        pages = {id(stream._tags): number for number, stream in enumerate(page_streams)}
        for content in self._contents.values():
            content.page = pages[id(content.stream._tags)]
        self._keep(self._tree.root)
        self._write(pdf, self._tree.root, root.reference)
        self._write_parents(numbers, page_streams)
        root["K"] = pydyf.Array([self._references[self._tree.root]])
        root["ParentTreeNextKey"] = len(numbers) // 2
        root["RoleMap"] = pydyf.Dictionary({own: f"/{name}" for own, name in ROLE_MAP.items()})
        if self._ids:
            names = pydyf.Array(item for _, *pair in sorted(self._ids) for item in pair)
            root["IDTree"] = pydyf.Dictionary({"Names": names})
        pdf.catalog["StructTreeRoot"] = root.reference
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _keep(self, node: Node) -> bool:
        """Find what of a node is written: what was drawn or can be clicked, and cells."""
        kept: list[Any] = []
        for child in node.ordered():
            if isinstance(child, Leaf):
                sequence = self._sequences.get(child.box)
                if sequence is not None and sequence not in kept:
                    kept.append(sequence)
            elif isinstance(child, Annotation):
                if child.box.link_annotation is not None:
                    kept.append(child)
            elif self._keep(child):
                kept.append(child)
        self._kept[node] = kept
        return bool(kept) or node.type in _KEPT

    def _write(self, pdf: Any, node: Node, parent: bytes) -> int | None:
        """Add a node and all in it, and return the number of the page where it begins."""
        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.type}", "P": parent})
        pdf.add_object(element)
        reference = self._references[node] = element.reference
        for name, text in node.texts.items():
            element[name] = pydyf.String(text)
        if "ID" in node.texts:
            # Without the end mark, so that a name comes before those that begin with it.
            self._ids.append((element["ID"].data[:-1], element["ID"].data, reference))
        if node.layout:
            element["A"] = _attributes(node.layout)
        items = [(self._page_of(child), child) for child in self._kept[node]]
        first = next((page for page, _ in items if page is not None), None)
        kids = pydyf.Array()
        for page, child in items:
            if isinstance(child, Node):
                begins = self._write(pdf, child, reference)
                first = begins if first is None else first
                kids.append(self._references[child])
            elif isinstance(child, Annotation):
                kids.append(self._object(pdf, child, node, page))
            else:
                kids.append(_content_item(pdf, *child, same_page=page == first))
        if first is not None:
            element["Pg"] = pdf.page_references[first]
        element["K"] = kids
        return first

    @staticmethod
    def _page_of(child: Any) -> int | None:
        """Return the page of content or an annotation; None for a node, which has its own."""
        if isinstance(child, Node):
            return None
        return child.page if isinstance(child, Annotation) else int(child[0].page)

    def _object(self, pdf: Any, annotation: Annotation, node: Node, page: int | None) -> Any:
        link = annotation.box.link_annotation
        link["Contents"] = pydyf.String(node.words)
        self._annotated.append((link, node))
        return pydyf.Dictionary(
            {"Type": "/OBJR", "Obj": link.reference, "Pg": pdf.page_references[page]}
        )

    def _write_parents(self, numbers: Any, page_streams: Any) -> None:
        """Fill the tree that leads from content and annotations to their elements (§14.7.4.4)."""
        pages = [self._contents.pop(stream, None) for stream in page_streams]
        for number, content in enumerate((*pages, *self._contents.values())):
            nodes = content.nodes if content is not None else ()
            numbers.extend((number, pydyf.Array(self._references[node] for node in nodes)))
            if content is not None and number >= len(pages):
                content.stream.extra["StructParents"] = number
        for number, (link, node) in enumerate(self._annotated, len(numbers) // 2):
            numbers.extend((number, self._references[node]))
            link["StructParent"] = number


def _content_item(pdf: Any, content: Content, mcid: int, *, same_page: bool) -> Any:
    """Return a marked-content identifier, or a reference where that isn't enough (§14.7.4.2)."""
    is_group = content.stream.extra.get("Type") == "/XObject"
    if same_page and not is_group:
        return mcid
    item = pydyf.Dictionary({"Type": "/MCR", "Pg": pdf.page_references[content.page], "MCID": mcid})
    if is_group:
        item["Stm"] = content.stream.reference
    return item


def _attributes(layout: dict[str, Any]) -> Any:
    """Return an attribute object (§14.7.5)."""
    values = {
        name: pydyf.Array(value) if isinstance(value, list) else value
        for name, value in layout.items()
        if name != "O"
    }
    return pydyf.Dictionary({"O": f"/{layout['O']}", **values})
