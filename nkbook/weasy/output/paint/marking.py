"""Tags a PDF: marks what is drawn as content of the structure's nodes, and writes the structure.

It stands in for WeasyPrint's own tagger while a document is written. Texts of one node that are
drawn one after another are one marked-content sequence (ISO 32000-1 §14.6), so that a paragraph
costs no more than without tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pydyf
import weasyprint.pdf
from nkbook.weasy.output.tags_roles import ROLE_MAP, Node
from nkbook.weasy.output.tags_tree import Annotation, Artifact, Leaf, Tree, build
from weasyprint.logger import LOGGER
from weasyprint.pdf.stream import Stream

from nkbook.weasy.patches import replaced

_marked = Stream.marked
_add_image = Stream.add_image
_KEPT = frozenset(("TD", "TH"))  # an empty cell still is a cell


@contextmanager
def tagging(document: Any) -> Iterator[None]:
    """Tag what is written of a weasyprint.Document inside the block."""
    tagger = _Tagger(build(document.pages))

    @contextmanager
    def marked(self: Any, box: Any, tag: Any) -> Iterator[None]:
        with _marked(self, box, tag) if self._tags is None else tagger.mark(self, box):
            yield

    def add_image(self: Any, image: Any, _: Any, ratio: Any) -> Any:
        # PDF/A-2 §6.2.8: no image may ask to be smoothed.
        return _add_image(self, image, False, ratio)

    def add_tags(pdf: Any, _: Any, __: Any, page_streams: Any) -> None:
        tagger.write(pdf, page_streams)

    with (
        replaced(Stream, {"marked": marked, "add_image": add_image}),
        replaced(weasyprint.pdf, {"add_tags": add_tags}),
    ):
        yield


@dataclass(slots=True, eq=False)
class _Content:
    """The marked content of a page's stream, or of a group drawn in one: nodes by their MCIDs."""

    stream: Any
    nodes: list[Node] = field(default_factory=list)
    end: int = -1  # where the stream ended after the last sequence
    page: int = 0

    def open(self, node: Node) -> int:
        """Begin a sequence, or go on with the last one, and return its MCID."""
        operators = self.stream.stream
        if self.nodes and self.nodes[-1] is node and len(operators) == self.end:
            operators.pop()
        else:
            self.nodes.append(node)
            properties = pydyf.Dictionary({"MCID": len(self.nodes) - 1})
            pydyf.Stream.begin_marked_content(self.stream, node.type, properties)
        return len(self.nodes) - 1

    def close(self) -> None:
        """End the sequence for now."""
        pydyf.Stream.end_marked_content(self.stream)
        self.end = len(self.stream.stream)


class _Tagger:
    """What is known of a document's tags while it is written."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._contents: dict[Any, _Content] = {}  # by stream
        self._sequences: dict[Any, tuple[_Content, int]] = {}  # by box
        self._kept: dict[Node, list[Any]] = {}  # what is written of each node
        self._ids: list[tuple[bytes, bytes, bytes]] = []
        self._annotated: list[tuple[Any, Node]] = []
        self._references: dict[Node, bytes] = {}

    @contextmanager
    def mark(self, stream: Any, box: Any) -> Iterator[None]:
        """Mark what is drawn of a box inside the block."""
        owner = self._tree.owners.get(box)
        if not isinstance(owner, Node):
            if owner is None:
                LOGGER.error("%r is drawn but has no place in the structure", box)
            pydyf.Stream.begin_marked_content(stream, "Artifact", _artifact(owner))
            try:
                yield
            finally:
                pydyf.Stream.end_marked_content(stream)
            return
        content = self._contents.get(stream)
        if content is None:
            content = self._contents[stream] = _Content(stream)
        self._sequences[box] = content, content.open(owner)
        try:
            yield
        finally:
            content.close()

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


def _artifact(artifact: Artifact | None) -> Any:
    """Return the properties of an artifact (§14.8.2.2.2)."""
    properties = pydyf.Dictionary({"Type": f"/{artifact.type if artifact else 'Layout'}"})
    if artifact and artifact.subtype:
        properties["Subtype"] = f"/{artifact.subtype}"
    return properties


def _content_item(pdf: Any, content: _Content, mcid: int, *, same_page: bool) -> Any:
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
