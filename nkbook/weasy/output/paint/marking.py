"""Marks what is drawn on pages as content of the structure's nodes.

Texts of one node that are drawn one after another are one marked-content sequence (ISO 32000-1
§14.6), so that a paragraph costs no more than without tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.logger import LOGGER
from weasyprint.pdf.stream import Stream

from nkbook.weasy.facts import Show
from nkbook.weasy.ours import draws
from nkbook.weasy.output.paint.nodes import Node
from nkbook.weasy.output.paint.tree import Artifact, Tree

_marked = Stream.marked
_add_image = Stream.add_image
_SAMPLE = 30  # characters of a text that a message prints


@dataclass(slots=True, eq=False)
class Content:
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


class Marking:
    """What is known of a document's tags while it is drawn."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.contents: dict[Any, Content] = {}  # by stream
        self.sequences: dict[Any, tuple[Content, int]] = {}  # by box: its content and MCID
        self.painted: set[Any] = set()  # boxes of which there is something in a stream

    @contextmanager
    def mark(self, stream: Any, box: Any) -> Iterator[None]:
        """Mark what is drawn of a box inside the block."""
        owner = self.tree.owners.get(box)
        if not isinstance(owner, Node):
            if owner is None:
                LOGGER.error("%r is drawn but has no place in the structure", box)
            pydyf.Stream.begin_marked_content(stream, "Artifact", _artifact(owner))
            try:
                yield
            finally:
                pydyf.Stream.end_marked_content(stream)
            return
        content = self.contents.get(stream)
        if content is None:
            content = self.contents[stream] = Content(stream)
        self.sequences[box] = content, content.open(owner)
        begin = len(stream.stream)
        try:
            yield
        finally:
            if len(stream.stream) > begin:
                self.painted.add(box)
            content.close()

    def unpainted(self) -> Iterator[Any]:
        """Yield the boxes of texts and pictures that are to be seen and were not drawn."""
        for box, owner in self.tree.owners.items():
            is_seen = isinstance(owner, Node) and box.style["visibility"] == "visible"
            if is_seen and box not in self.painted and getattr(box, "text", "x").strip():
                yield box


@dataclass(frozen=True, slots=True)
class Archiving:
    """A weasyprint.Document that is being written for the archive."""

    document: Any
    marking: Marking
    show: Show  # the sRGB colour of inks


@contextmanager
def marked(archiving: Archiving, stream: Any, box: Any, tag: Any) -> Iterator[None]:
    """Mark what is drawn of a box inside the block, in a document that has tags."""
    is_tagged = stream._tags is not None and draws(archiving.document, stream)
    with archiving.marking.mark(stream, box) if is_tagged else _marked(stream, box, tag):
        yield


def add_image(archiving: Archiving, stream: Any, image: Any, interpolate: Any, ratio: Any) -> Any:
    """Add an image that doesn't ask to be smoothed: PDF/A-2 §6.2.8 forbids that."""
    return _add_image(stream, image, interpolate and not draws(archiving.document, stream), ratio)


def report_lost(document: Any, marking: Marking) -> None:
    """Report what pages have and the file has not: texts, pictures and links, box by box."""
    for box in marking.unpainted():
        what = getattr(box, "text", "").strip() or box.element_tag
        LOGGER.error("%s is on a page and was not painted", what[:_SAMPLE])
    named = {name for page in document.pages for name in page.anchors}
    for page in document.pages:
        for kind, target, _, box in page.links:
            # One to nowhere is left out, and WeasyPrint has said so.
            leads = kind == "external" or (kind == "internal" and target in named)
            if leads and box.link_annotation is None:
                LOGGER.error("a link to %s is on a page and not in the file", target)


def _artifact(artifact: Artifact | None) -> Any:
    """Return the properties of an artifact (§14.8.2.2.2)."""
    properties = pydyf.Dictionary({"Type": f"/{artifact.type if artifact else 'Layout'}"})
    if artifact and artifact.subtype:
        properties["Subtype"] = f"/{artifact.subtype}"
    return properties
