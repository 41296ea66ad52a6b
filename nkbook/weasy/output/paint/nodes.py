"""The elements of a PDF's logical structure while it is made (ISO 32000-1 §14.7.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

# Types of our own are mapped to standard ones: a program that knows them sees more than a Span.
ROLE_MAP = MappingProxyType(
    {"Em": "Span", "Strong": "Span", "Sub": "Span", "Sup": "Span", "Del": "Span"}
)


@dataclass(slots=True, eq=False)
class Node:
    """An element of the structure: its type, what is in it, and what is said of it."""

    type: str
    parent: Node | None = None
    children: list[Any] = field(default_factory=list)  # Node, or Leaf and Annotation of the tree
    after: list[Node] = field(default_factory=list)  # notes called in it, to be read next
    last: list[Node] = field(default_factory=list)  # notes called in its own lines
    texts: dict[str, str] = field(default_factory=dict)  # Alt, Lang, ID
    layout: dict[str, Any] = field(default_factory=dict)  # an attribute object (§14.8.5)
    words: str = ""  # what a link says
    listing: bool = False  # in the contents

    def ordered(self) -> Iterator[Any]:
        """Yield what is in the node in reading order."""
        for child in self.children:
            yield child
            if isinstance(child, Node):
                yield from child.after
        yield from self.last

    def add(self, type_: str) -> Node:
        """Return a new last child."""
        child = Node(type_, self, listing=self.listing)
        self.children.append(child)
        return child
