"""The logical structure of a document: one node for each element of the source.

ISO 32000-1 §14.7 and §14.8. WeasyPrint's own tagger makes an element of every box, so that a
paragraph on two pages is two; here the boxes of all pages are read against their elements before
anything is drawn. What is no part of the text is an artifact (§14.8.2.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from nkbook.weasy.compose.composition import composition_of
from nkbook.weasy.compose.set_text import SetText
from nkbook.weasy.ours import CONTINUED
from nkbook.weasy.output.paint import words
from nkbook.weasy.output.paint.nodes import Node
from nkbook.weasy.output.paint.roles import Structure


@dataclass(frozen=True, slots=True)
class Artifact:
    """What assistive technology ignores: its kind and, of a page's furniture, its place."""

    type: str  # Pagination, Layout or Page
    subtype: str | None = None  # Header, Footer


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """A text box or picture, drawn as content of its node."""

    box: Any


@dataclass(frozen=True, slots=True, eq=False)
class Annotation:
    """A stretch of a link on a page: the box that carries WeasyPrint's annotation."""

    box: Any
    page: int


@dataclass(slots=True)
class Tree:
    """The structure of a document, and for each box that is drawn the node that has it."""

    root: Node
    owners: dict[Any, Node | Artifact] = field(default_factory=dict)


_LEADER = Artifact("Layout")
_REPEATED = Artifact("Pagination")


def build(pages: Sequence[Any]) -> Tree:
    """Return the structure of laid-out pages.

    A link whose annotation would lie inside one with the same target is taken off ``pages``.
    """
    builder = _Builder()
    for number, page in enumerate(pages):
        builder.read(page, number)
    return builder.finish()


def _shown(box: Any) -> str:
    """Return the text of a box, with marks for figures that are left open."""
    composition, text = composition_of(box.style), box.pango_layout
    if composition is None or not isinstance(text, SetText):
        return str(box.text)
    left = composition.numbers.rows(box, text, composition.shaper)
    return composition.numbers.marked(text, left) if left else str(box.text)


class _Builder:
    """Reads page after page; elements that were met before go on where they were."""

    def __init__(self) -> None:
        self._structure = Structure()
        self._tree = Tree(self._structure.root)
        self._seen_groups: set[Any] = set()  # elements of heads and feet of tables
        self._generated: dict[Any, dict[str, str]] = {}  # texts of ::before and ::after
        self._page: Any = None
        self._number = 0
        self._targets: dict[Any, list[str]] = {}  # of the boxes that have links on this page
        self._dropped: set[tuple[Any, str]] = set()

    def read(self, page: Any, number: int) -> None:
        """Read a page."""
        self._page, self._number = page, number
        self._targets = {}
        self._dropped = set()
        for _, target, _, box in page.links:
            self._targets.setdefault(box, []).append(target)
        for child in _children(page._page_box):
            if isinstance(child, boxes.MarginBox):
                place = "Footer" if "bottom" in child.at_keyword else "Header"
                self._artifact(child, Artifact("Pagination", place), None)
            else:
                self._visit(child, self._tree.root, None)
        if self._dropped:
            kept = [link for link in page.links if (link[3], link[1]) not in self._dropped]
            page.links[:] = kept

    def finish(self) -> Tree:
        """Return the tree, with the words of its links."""
        for element, node in self._structure.links():
            around = self._generated.get(element, {})
            shown = around.get("before", "") + words.words(element) + around.get("after", "")
            said = element.get("data-said-before", "") + shown
            node.words = words.squeezed(node.words or said)
        return self._tree

    def _visit(self, box: Any, parent: Node, target: str | None) -> None:
        """Read a box whose content belongs to ``parent``, inside a link to ``target`` or none."""
        if isinstance(box, boxes.TextBox):
            self._text(box, parent)
            return
        if box.is_leader:
            self._artifact(box, _LEADER, target)
            return
        if box.element_tag == CONTINUED:
            self._artifact(box, _REPEATED, target)
            return
        if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
            if box.element in self._seen_groups:
                self._artifact(box, _REPEATED, target)
                return
            self._seen_groups.add(box.element)
        replaced = isinstance(box, boxes.ReplacedBox)
        if replaced and words.is_decorative(box.element):
            self._artifact(box, _LEADER, target)
            return
        node = self._structure.node(box, parent, self._page.height)
        if box in self._targets:
            node, target = self._link(box, node, target)
        if replaced:
            self._leaf(box, node)
            return
        for child in _children(box):
            self._visit(child, node, target)

    def _text(self, box: Any, parent: Node) -> None:
        place = (box.element_tag or "").rpartition("::")[2]
        if place in ("before", "after"):
            texts = self._generated.setdefault(box.element, {})
            texts[place] = texts.get(place, "") + _shown(box)
        self._leaf(box, parent)

    def _leaf(self, box: Any, node: Node) -> None:
        node.children.append(Leaf(box))
        self._tree.owners[box] = node

    def _link(self, box: Any, node: Node, outer: str | None) -> tuple[Node, str | None]:
        """Take a box's links for annotations of a Link, but not a second one to the same place.

        WeasyPrint links every box inside a link again. Pictures may be higher than the line, so
        theirs stay.
        """
        target = outer
        for goal in self._targets[box]:
            if goal == outer and not isinstance(box, boxes.ReplacedBox):
                self._dropped.add((box, goal))
            else:
                target = goal
                node = self._structure.link(box, node)
                node.children.append(Annotation(box, self._number))
        return node, target

    def _artifact(self, box: Any, artifact: Artifact, target: str | None) -> None:
        """Read a box as artifact; a link in it still belongs to the link's element."""
        if box in self._targets:
            node = self._structure.known(box.element) or self._tree.root
            _, target = self._link(box, node, target)
        if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
            self._tree.owners[box] = artifact
            return
        for child in _children(box):
            self._artifact(child, artifact, target)


def _children(box: Any) -> Iterator[Any]:
    """Yield the boxes in a box, in order; those of a line in place of the line."""
    for placed in box.children:
        child = placed._box if isinstance(placed, AbsolutePlaceholder) else placed
        if isinstance(child, boxes.LineBox):
            yield from _children(child)
        else:
            yield child
