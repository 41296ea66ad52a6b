"""Finds where in the text each page begins: WeasyPrint's boxes, read against the source tree.

A place is the id of a block and a count of its characters before it. Spaces and invisible
characters don't count, because layout and other formats drop or add them; nor do notes, ruby,
generated content, running heads and folios, which are not in the run of the text.

A figure that has changed places with text begins no page: with it, pages would not be in order
where figures stay in their place. A page with nothing else begins where the text goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from nkbook.model.elements import ANNOTATIONS
from nkbook.model.trees import counted, has_class, is_call
from nkbook.weasy.facts import TextStart

_FLOATING = ("side-by-side", "placed")
_SAMPLE = 12  # characters that prove a place to be right


class _Leaf(NamedTuple):
    """Something in the flow: the element of its block, and its text or "" for a picture."""

    block: Any
    text: str
    repeats: bool  # in the head of a table, which is repeated on each page it goes on to


def text_starts(pages: Sequence[Any], root: Any) -> tuple[TextStart | None, ...]:
    """Return where the text of each page begins; None for a page without text and pictures.

    ``root`` is the document's element.
    """
    leaves = [list(_leaves(page._page_box, None)) for page in pages]
    _drop_repeated_headers(leaves)
    blocks = {leaf.block for page in leaves for leaf in page}
    source = _Source(root, blocks)
    used: Counter[Any] = Counter()
    starts: list[TextStart | None] = []
    waiting = 0  # pages of nothing but figures that have floated
    for page, kept in zip(leaves, source.in_order(leaves), strict=True):
        start = source.place(kept or page, used)
        if kept and waiting:
            starts[-waiting:] = [start] * waiting
        waiting = waiting + 1 if page and not kept else 0
        starts.append(start)
        for leaf in page:
            used[leaf.block] += len(leaf.text)
    return tuple(starts)


def _leaves(box: Any, block: Any, repeats: bool = False) -> Iterator[_Leaf]:
    """Yield what is in a page's flow, in order, with the element of its nearest block."""
    for placed in getattr(box, "children", ()):
        child = placed._box if isinstance(placed, AbsolutePlaceholder) else placed
        if isinstance(child, boxes.MarginBox | boxes.FootnoteAreaBox):
            continue
        if child.element_tag and ("::" in child.element_tag or is_call(child.element)):
            continue
        if isinstance(child, boxes.TextBox):
            if child.element.tag not in ANNOTATIONS and (text := counted(child.text)):
                yield _Leaf(block, text, repeats)
        elif isinstance(child, boxes.ReplacedBox):
            yield _Leaf(block, "", repeats)
        else:
            inner = isinstance(child, boxes.BlockContainerBox) and child.element is not None
            header = repeats or bool(getattr(child, "is_header", False))
            yield from _leaves(child, child.element if inner else block, header)


def _drop_repeated_headers(pages: Sequence[list[_Leaf]]) -> None:
    """Drop the rows that a table repeats at the head of each page it goes on to."""
    seen: set[Any] = set()
    for leaves in pages:
        leaves[:] = [leaf for leaf in leaves if not (leaf.repeats and leaf.block in seen)]
        seen |= {leaf.block for leaf in leaves if leaf.repeats}


class _Source:
    """The document's tree: what is inside what, and how much text is before each."""

    def __init__(self, root: Any, blocks: set[Any]) -> None:
        self._parents: Mapping[Any, Any] = {
            child: parent for parent in root.iter() for child in parent
        }
        self._blocks = blocks
        self._orders = {element: number for number, element in enumerate(root.iter())}

    def in_order(self, pages: Sequence[Sequence[_Leaf]]) -> list[list[_Leaf]]:
        """Return the leaves of each page without figures that have changed places with text."""
        following = len(self._orders)  # the number of the text behind a leaf
        after: list[int] = []
        for leaf in (leaf for page in reversed(pages) for leaf in reversed(page)):
            after.append(following)
            if self._floating(leaf) is None:
                following = self._orders.get(leaf.block, following)
        latest = -1  # and of the text before it
        found: list[list[_Leaf]] = []
        for page in pages:
            found.append([])
            for leaf in page:
                figure, following = self._floating(leaf), after.pop()
                if figure is None:
                    latest = max(latest, self._orders.get(leaf.block, latest))
                if figure is None or latest < self._orders[figure] < following:
                    found[-1].append(leaf)
        return found

    def _floating(self, leaf: _Leaf) -> Any | None:
        """Return the outermost figure that a leaf is in, or what may float as figures do."""
        found, element = None, leaf.block
        while element is not None:
            if element.tag == "figure" or any(has_class(element, name) for name in _FLOATING):
                found = element
            element = self._parents.get(element)
        return found

    def place(self, leaves: Sequence[_Leaf], used: Counter[Any]) -> TextStart | None:
        """Return the place of a page's first leaf; ``used`` counts what earlier pages have."""
        if not leaves:
            return None
        first = leaves[0]
        anchor = first.block
        while anchor is not None and not anchor.get("id"):
            anchor = self._parents.get(anchor)
        if anchor is None:
            return None
        offset = self._offset(anchor, first.block, used[first.block])
        sample = ""
        for leaf in leaves:
            if leaf.block is first.block:
                sample += leaf.text
        return TextStart(anchor.get("id"), offset, sample[:_SAMPLE] if first.text else "")

    def _offset(self, anchor: Any, block: Any, used: int) -> int:
        """Return how much text of ``anchor`` precedes character ``used`` of ``block``'s own."""
        before = own = 0
        for owner, text in self._texts(anchor, anchor):
            length = len(counted(text))
            if owner is block:
                if own + length > used:
                    return before + used - own
                own += length
            before += length
        return before

    def _texts(self, element: Any, owner: Any) -> Iterator[tuple[Any, str]]:
        """Yield the texts in an element in order, each with the block that it belongs to."""
        if element.get("data-call") or is_call(element) or element.tag in ANNOTATIONS:
            return
        owner = element if element in self._blocks else owner
        yield owner, element.text or ""
        for child in element:
            yield from self._texts(child, owner)
            yield owner, child.tail or ""
