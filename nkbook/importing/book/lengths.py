"""Divides what would be too long for one chapter: other tools nest pages without end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nkbook.importing.folder import Folder
from nkbook.importing.model import Change, Done, Node, Outline

_LONGEST = 100_000  # characters of the source: some 140 pages of a Chinese book


def divided(outline: Outline, folder: Folder) -> Outline:
    """Return an outline in which the entries below a very long chapter are chapters themselves.

    It becomes a part, with its own text as the first chapter. In a part, which holds no other, it
    follows that part.
    """
    made = _Division(folder)
    body = tuple(node for one in outline.body for node in made.parts_of(one))
    changes = tuple(
        Change(Done.CHANGED, "a chapter too long for one: its sections are chapters", "", title)
        for title in made.titles
    )
    return replace(outline, body=body, changes=(*outline.changes, *changes))


@dataclass(slots=True)
class _Division:
    folder: Folder
    titles: tuple[str, ...] = ()

    def parts_of(self, node: Node) -> Iterator[Node]:
        """Yield a node of the body, or the parts that come of it."""
        if not node.part:
            yield from self._divided(node, "") if self._is_long(node) else (node,)
            return
        long = [child for child in node.children if self._is_long(child)]
        rest = tuple(child for child in node.children if not self._is_long(child))
        if rest:
            yield replace(node, children=rest)
        for child in long:
            yield from self._divided(child, "" if rest else node.title)

    def _divided(self, node: Node, over: str) -> Iterator[Node]:
        self.titles += (node.title,)
        own = (replace(node, children=()),) if node.path else ()
        title = f"{over}：{node.title}" if over else node.title
        yield from self.parts_of(Node(title, children=(*own, *node.children), part=True))

    def _is_long(self, node: Node) -> bool:
        return bool(node.title and node.children) and self._length(node) > _LONGEST

    def _length(self, node: Node) -> int:
        text = node.text if node.text is not None else self.folder.text(node.path or "")
        return len(text or "") + sum(map(self._length, node.children))
