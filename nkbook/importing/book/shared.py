"""What every chapter begins with: the book's title over each chapter's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nkbook.importing.folder import Folder
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.text.header import split_header
from nkbook.importing.text.headings import plain, read_headings

_FEWEST = 3
_INDEXES = ("readme.md", "index.md", "_index.md")


def without_shared(outline: Outline, folder: Folder) -> Outline:
    """Return an outline whose chapters lose the heading that all begin with, if there is one.

    Each has another heading below it, which is then its title; the shared one is the book's where
    no settings give one.
    """
    texts = [
        text
        for path in _paths((*outline.front, *outline.body, *outline.back))
        if not path.lower().endswith(_INDEXES) and (text := folder.text(path) or "").strip()
    ]
    firsts = {_first(text) for text in texts}
    if len(texts) < _FEWEST or len(firsts) != 1 or not (words := firsts.pop()):
        return outline

    def rewrite(text: str, _page: Page, log: Log) -> str:
        if _first(text) != words:
            return text
        text, headings = read_headings(text)
        lines = text.split("\n")
        lines[headings[0].line] = ""
        log.changed("the book's title over a chapter's own", words)
        return "\n".join(lines).lstrip("\n")

    return replace(outline, title=outline.title or words, rewrites=(rewrite, *outline.rewrites))


def _first(text: str) -> str:
    """Return the heading of level 1 above all, where another one follows before any text."""
    headed = split_header(text, "")
    if headed.values.get("title"):
        return ""
    written, headings = read_headings(headed.text)
    lines = written.split("\n")
    if len(headings) < 2 or headings[0].level != 1 or headings[1].level > 2:  # noqa: PLR2004
        return ""
    between = [*lines[: headings[0].line], *lines[headings[0].line + 1 : headings[1].line]]
    return "" if any(line.strip() for line in between) else plain(headings[0].text)


def _paths(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if node.path and node.text is None:
            yield node.path
        yield from _paths(node.children)
