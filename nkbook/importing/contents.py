"""Reads tables of contents that are lists of links in Markdown: SUMMARY.md, _sidebar.md."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from nkbook.importing.model import Node

_SPACED = re.compile(r"\]\(([^()<>\n]*?[^()<>\s\"'][ ][^()<>\n\"']*?\.\w+(?:#[^()\n]*)?)\)")
# Headings of a list of contents that name the list, and no part of the book.
_OWN_TITLES = frozenset(
    ("", "summary", "contents", "table of contents", "toc", "目錄", "目录", "總目錄", "总目录")
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_PART = re.compile(
    r"第\s*[\d〇零一二三四五六七八九十百]+\s*[部篇編编卷輯辑]|[上中下]\s*[部篇編编卷冊册]|"
    r"part\b|volume\b|卷[一二三四五六七八九十]",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    r"第\s*[\d〇零一二三四五六七八九十百]+\s*[章回講讲課课]|chapter\b|appendix\b|附[錄录]|\d+[.、\s]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of links as it is written: entries before the first list, in lists, and after."""

    before: tuple[Node, ...]
    inside: tuple[Node, ...]
    after: tuple[Node, ...]


def read_links(text: str, base: str = "") -> Listed:
    """Return the entries of a table of contents; paths are relative to the folder ``base``.

    A heading over a list makes a part of the list's entries, except the first of level 1 before
    any entry, which is the list's own title.
    """
    tokens = MarkdownIt("commonmark").parse(_SPACED.sub(r"](<\1>)", text))
    before: list[Node] = []
    after: list[Node] = []
    parts: list[tuple[str, list[Node]]] = [("", [])]
    for block in SyntaxTreeNode(tokens).children:
        if block.type == "heading":
            parts.append((_title(block), []))
        elif block.type in ("bullet_list", "ordered_list"):
            for late in after:  # a list after them: they were between lists
                parts[-1][1].append(late)
            after.clear()
            parts[-1][1].extend(_entries(block, base))
        elif block.type == "paragraph":
            links = _links(block, base)
            has_lists = any(nodes for _, nodes in parts)
            (after if has_lists else before).extend(links)
    inside: list[Node] = []
    for title, nodes in parts:
        is_own_title = not inside and title.lower() in _OWN_TITLES
        if nodes and (is_own_title or not title):
            inside.extend(nodes)
        elif nodes:
            inside.append(Node(title, children=tuple(nodes), part=True))
    return Listed(tuple(before), tuple(inside), tuple(after))


def _entries(block: SyntaxTreeNode, base: str) -> list[Node]:
    nodes: list[Node] = []
    for item in block.children:
        children: list[Node] = []
        links: list[Node] = []
        title = ""
        for part in item.children:
            if part.type in ("bullet_list", "ordered_list"):
                children.extend(_entries(part, base))
            elif part.type in ("paragraph", "heading"):
                links.extend(_links(part, base))
                title = title or _title(part)
        if len(links) == 1:
            nodes.append(replace(links[0], children=tuple(children)))
        elif links:
            nodes.extend(links)
            nodes.extend(children)
        elif children:
            nodes.append(Node(title, children=tuple(children)))
    return nodes


def _links(block: SyntaxTreeNode, base: str) -> list[Node]:
    found = []
    for node in block.walk():
        if node.type == "link":
            path = source_path(str(node.attrs.get("href", "")), base)
            if path:
                found.append(Node(_text(node), path))
    return found


def _title(block: SyntaxTreeNode) -> str:
    return " ".join(_text(block).split())


def _text(node: SyntaxTreeNode) -> str:
    words = [
        one.content
        for one in node.walk()
        if one.type in ("text", "code_inline", "softbreak", "html_inline")
        and not one.content.startswith("<")
    ]
    return "".join(word or " " for word in words).strip()


def source_path(address: str, base: str) -> str | None:
    """Return the path in the source that a link in a file of the folder ``base`` names.

    None for an address on the web, for a place in the same file, and for what leads outside.
    """
    address = unquote(address.strip())
    if not address or _ADDRESS.match(address):
        return None
    path = address.partition("#")[0].partition("?")[0]
    if not path:
        return None
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(base, path)
    clean = posixpath.normpath(joined)
    return None if clean.startswith("..") or clean == "." else clean


def shaped(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return a tree of contents as books have it: parts of chapters, chapters with their sections.

    A group without a file is a part, unless its title is a chapter's (第三章 …); an entry with a
    file and entries below it is a chapter whose sections they are, unless its title is a part's.
    """
    alone = [node for node in nodes if node.path or node.children]
    if len(alone) == 1 and alone[0].children:  # all the book is below its title
        own = (replace(alone[0], children=()),) if alone[0].path else ()
        return (*own, *shaped(alone[0].children))
    return tuple(_shaped(node) for node in alone)


def _shaped(node: Node) -> Node:
    if not node.children:
        return node
    if node.part or (bool(_PART.match(node.title)) if node.path else _is_part(node)):
        own = (replace(node, children=(), part=False),) if node.path else ()
        chapters = (*own, *node.children)
        return Node(
            node.title, children=tuple(replace(one, part=False) for one in chapters), part=True
        )
    return node


def _is_part(node: Node) -> bool:
    return bool(_PART.match(node.title)) or not _CHAPTER.match(node.title)


def tokens_of(text: str) -> list[Token]:
    """Return the block tokens of a text in CommonMark."""
    return MarkdownIt("commonmark").parse(text)
