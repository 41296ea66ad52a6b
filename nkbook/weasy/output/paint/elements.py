"""Writes the elements of the logical structure (ISO 32000-1 §14.7.2) of what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pydyf

from nkbook.weasy.output.paint.marking import Content, Marking
from nkbook.weasy.output.paint.nodes import Node
from nkbook.weasy.output.paint.tree import Annotation, Leaf

_KEPT = frozenset(("TD", "TH"))  # an empty cell still is a cell


class Elements:
    """Writes the elements of one document, and keeps what the trees that lead to them need."""

    def __init__(
        self, marking: Marking, pdf: Any, page_streams: Any, *, elsewhere: bool = False
    ) -> None:
        """Find what is written; with ``elsewhere`` parts stay whose chapters are not here."""
        self.references: dict[Node, bytes] = {}
        self.ids: list[tuple[bytes, bytes, bytes]] = []
        self.annotated: list[tuple[Any, Node]] = []  # links with their elements
        self._pdf = pdf
        self._contents = dict(marking.contents)
        self._sequences = marking.sequences
        self._page_streams = page_streams
        self._kept: dict[Node, list[Any]] = {}  # what is written of each node
        self._stays = _KEPT | {"Part"} if elsewhere else _KEPT
        pages = {id(stream._tags): number for number, stream in enumerate(page_streams)}
        for content in self._contents.values():
            content.page = pages[id(content.stream._tags)]
        self._keep(marking.tree.root)

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
        return bool(kept) or node.type in self._stays

    def kept(self, node: Node) -> list[Any]:
        """Return what is written of a node: nodes, annotations, and content with its MCID."""
        return self._kept[node]

    def element(self, node: Node, parent: bytes) -> Any:
        """Add the element of a node, without what is in it."""
        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.type}", "P": parent})
        self._pdf.add_object(element)
        reference = self.references[node] = element.reference
        for name, text in node.texts.items():
            element[name] = pydyf.String(text)
        if "ID" in node.texts:
            # Without the end mark, so that a name comes before those that begin with it.
            self.ids.append((element["ID"].data[:-1], element["ID"].data, reference))
        if node.layout:
            element["A"] = _attributes(node.layout)
        return element

    def write(self, node: Node, parent: bytes) -> int | None:
        """Add a node and all in it, and return the number of the page where it begins."""
        element = self.element(node, parent)
        kids, first = self.kids(node)
        if first is not None:
            element["Pg"] = self._pdf.page_references[first]
        element["K"] = pydyf.Array(kids)
        return first

    def kids(self, node: Node) -> tuple[list[Any], int | None]:
        """Add what is in a node; return it as its element has it, and the page where it begins."""
        items = [(_page_of(child), child) for child in self._kept[node]]
        first = next((page for page, _ in items if page is not None), None)
        kids = []
        for page, child in items:
            if isinstance(child, Node):
                begins = self.write(child, self.references[node])
                first = begins if first is None else first
                kids.append(self.references[child])
            elif isinstance(child, Annotation):
                kids.append(self.link(child, node))
            else:
                kids.append(self.item(*child, same_page=page == first))
        return kids, first

    def link(self, annotation: Annotation, node: Node) -> Any:
        """Return a reference to a link, which gets the words of its element."""
        link = annotation.box.link_annotation
        link["Contents"] = pydyf.String(node.words)
        self.annotated.append((link, node))
        page = self._pdf.page_references[annotation.page]
        return pydyf.Dictionary({"Type": "/OBJR", "Obj": link.reference, "Pg": page})

    def item(self, content: Content, mcid: int, *, same_page: bool) -> Any:
        """Return a marked-content identifier, or a reference where needed (§14.7.4.2)."""
        is_group = content.stream.extra.get("Type") == "/XObject"
        if same_page and not is_group:
            return mcid
        page = self._pdf.page_references[content.page]
        item = pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": mcid})
        if is_group:
            item["Stm"] = content.stream.reference
        return item

    def page_rows(self) -> Iterator[list[bytes]]:
        """Yield the elements of each page's content by their MCIDs."""
        for stream in self._page_streams:
            yield self._row(self._contents.get(stream))

    def group_rows(self) -> Iterator[tuple[Any, list[bytes]]]:
        """Yield the streams of groups in pages, with the elements of their content."""
        pages = set(map(id, self._page_streams))
        for stream, content in self._contents.items():
            if id(stream) not in pages:
                yield content.stream, self._row(content)

    def _row(self, content: Content | None) -> list[bytes]:
        return [self.references[node] for node in content.nodes] if content is not None else []


def number(pages: int, elements: Elements, numbers: Any) -> None:
    """Fill the tree that leads from content and annotations to their elements (§14.7.4.4)."""
    following = count(pages)
    for page, row in enumerate(elements.page_rows()):
        numbers.extend((page, pydyf.Array(row)))
    for stream, row in elements.group_rows():
        stream.extra["StructParents"] = key = next(following)
        numbers.extend((key, pydyf.Array(row)))
    for link, node in elements.annotated:
        link["StructParent"] = key = next(following)
        numbers.extend((key, elements.references[node]))


def _page_of(child: Any) -> int | None:
    """Return the page of content or an annotation; None for a node, which has its own."""
    if isinstance(child, Node):
        return None
    return child.page if isinstance(child, Annotation) else int(child[0].page)


def _attributes(layout: dict[str, Any]) -> Any:
    """Return an attribute object (§14.7.5)."""
    values = {
        name: pydyf.Array(value) if isinstance(value, list) else value
        for name, value in layout.items()
        if name != "O"
    }
    return pydyf.Dictionary({"O": f"/{layout['O']}", **values})
