"""Tokens, Markdown's and HTML's, as a tree in which every tag has its end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from markdown_it.token import Token

from nkbook.manuscript.markdown.depth import DEEPEST
from nkbook.manuscript.markdown.html.whitelist import BLOCKS, IMPLIED, SCOPES, TABLE_TAGS
from nkbook.model.raw_html import UNREAD, VOID, attributes_of, spelt

_NAMED = re.compile(r"""\s(?:id|name)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Node:
    """An element of HTML (``name``), a construct of Markdown (no name), or a leaf (no ``end``).

    ``token`` is what begins it, ``end`` what ends it: None for a leaf, and for an element whose
    closing tag is missing. ``tag`` is the tag as written.
    """

    token: Token | None = None
    name: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    end: Token | None = None

    @property
    def lines(self) -> list[int] | None:
        """Return the lines, from 0, from the opening tag to the closing one."""
        if self.token is None or self.token.map is None:
            return None
        last = self.end.map[1] if self.end and self.end.map else self.token.map[1]
        return [self.token.map[0], max(last, self.token.map[1])]

    def is_paragraph(self) -> bool:
        """Return True for a paragraph of Markdown."""
        return not self.name and self.token is not None and self.token.type == "paragraph_open"


def opening(token: Token) -> Node:
    """Return the node of an opening tag."""
    name = spelt(token.content)[0]
    return Node(token, name.lower(), attributes_of(token.content))


def is_tag(token: Token) -> bool:
    """Return True for a tag, not a comment."""
    return token.type in ("html_tag", "html_inline") and not token.content.startswith(("<!", "<?"))


@dataclass(slots=True)
class Tree:
    """Builds the tree of blocks; ``stray`` are closing tags of nothing."""

    root: Node = field(default_factory=Node)
    stray: list[Token] = field(default_factory=list)
    _stack: list[Node] = field(default_factory=list)
    _late: dict[int, list[Token]] = field(default_factory=dict)  # by the depth of a construct

    def read(self, tokens: Iterable[Token]) -> Node:
        """Return the root of a tree of all tokens."""
        self._stack = [self.root]
        for token in tokens:
            if is_tag(token):
                self._tag(token)
            elif token.nesting > 0:
                self._push(Node(token))
            elif token.nesting < 0:
                self._end_construct(token)
            else:
                self._stack[-1].children.append(Node(token))
        return self.root

    def _push(self, node: Node) -> None:
        self._stack[-1].children.append(node)
        self._stack.append(node)

    def _end_construct(self, token: Token) -> None:
        """End a construct of Markdown, and the elements that are open in it."""
        while self._stack[-1].name:
            self._stack.pop()
        self._stack.pop().end = token
        for closing in self._late.pop(len(self._stack), ()):
            self._close(closing)

    def _tag(self, token: Token) -> None:
        if spelt(token.content)[1]:
            self._close(token)
            return
        node = opening(token)
        self._imply(node.name)
        if node.name in VOID or node.name not in BLOCKS:
            self._stack[-1].children.append(node)
        elif sum(bool(one.name) for one in self._stack) < DEEPEST:
            self._push(node)

    def _imply(self, name: str) -> None:
        """End what an opening tag ends: an open paragraph, the item or cell before it."""
        if self._stack[-1].name == "p":
            self._stack.pop()
        ended, until = IMPLIED.get(name, ((), ()))
        for depth in range(len(self._stack) - 1, 0, -1):
            node = self._stack[depth]
            if not node.name or node.name in until:
                return
            if node.name in ended:
                del self._stack[depth:]

    def _close(self, token: Token) -> None:
        name = spelt(token.content)[0].lower()
        beyond = False
        for depth in range(len(self._stack) - 1, 0, -1):
            node = self._stack[depth]
            if node.name == name:
                if beyond:  # it ends with the list or quotation of Markdown that it is written in
                    inner = next(
                        n for n in range(depth + 1, len(self._stack)) if not self._stack[n].name
                    )
                    self._late.setdefault(inner, []).append(token)
                else:
                    del self._stack[depth:]
                    node.end = token
                return
            if not node.name:
                beyond = True
            elif node.name in SCOPES and (name not in TABLE_TAGS or node.name == "table"):
                break
        self.stray.append(token)


def split(tokens: Sequence[Token]) -> list[Token]:
    """Return block tokens with each paragraph ended where a tag of a block stands in its text.

    Elements in the text that are open there end, and begin again in the next piece.
    """
    found: list[Token] = []
    position = 0
    closed = _closed(tokens)
    while position < len(tokens):
        token = tokens[position]
        if token.type == "inline" and any(_parts(child, closed) for child in token.children or ()):
            within = position and tokens[position - 1].type == "paragraph_open"
            cell = position and tokens[position - 1].type in ("td_open", "th_open", "dt_open")
            if within:
                found.pop()
                found += _pieces(token, tokens[position - 1], tokens[position + 1], closed)
                position += 2
                continue
            if cell:
                start = Token("paragraph_open", "p", 1, map=token.map, block=True, hidden=True)
                stop = Token("paragraph_close", "p", -1, block=True, hidden=True)
                found += _pieces(token, start, stop, closed)
                position += 1
                continue
        found.append(token)
        position += 1
    return found


def _closed(tokens: Sequence[Token]) -> AbstractSet[str]:
    """Return the names that have a closing tag in a chapter."""
    every = (one for token in tokens for one in (token, *(token.children or ())))
    spellings = (spelt(token.content) for token in every if is_tag(token))
    return {name.lower() for name, closes in spellings if closes}


def _parts(token: Token, closed: AbstractSet[str]) -> bool:
    """Return True for a tag of a block; a bare one in text that is never closed is only words."""
    if not is_tag(token):
        return False
    spelling, closes = spelt(token.content)
    name = spelling.lower()
    if closes or name in closed or name in VOID or name in IMPLIED or name == "p":
        return name in BLOCKS
    return name in BLOCKS and token.content != f"<{spelling}>"


def _pieces(inline: Token, start: Token, stop: Token, closed: AbstractSet[str]) -> list[Token]:
    pieces: list[Token] = []
    text: list[Token] = []
    open_tags: list[Token] = []  # elements of HTML that are open
    level, begun = 0, 0  # of Markdown's mark-up; what the text repeats of the piece before

    def flush() -> None:
        nonlocal text, begun
        closing = [_closing(tag) for tag in reversed(open_tags)]
        if any(_prints(token) for token in text[begun:]):
            pieces.append(start)
            pieces.append(inline.copy(children=[*_without_ends(text), *closing]))
            pieces.append(stop)
        text = [tag.copy(content=_NAMED.sub("", tag.content)) for tag in open_tags]
        begun = len(text)

    children = inline.children or []
    closings = _closings(children)
    for number, child in enumerate(children):
        level += child.nesting
        if level == 0 and _parts(child, closed):
            flush()
            pieces.append(child.copy(type="html_tag", map=inline.map, meta=dict(child.meta)))
            continue
        if number in closings:
            open_tags.append(child)
        elif number in closings.values():
            open_tags.pop()
        text.append(child)
    open_tags.clear()
    flush()
    return pieces


def _closings(children: Sequence[Token]) -> dict[int, int]:
    """Return the positions of the tags in a text that are closed in it, and where; well nested."""
    found: dict[int, int] = {}
    stack: list[tuple[int, str]] = []
    for number, child in enumerate(children):
        if not is_tag(child):
            continue
        spelling, closes = spelt(child.content)
        name = spelling.lower()
        if name in BLOCKS or name in VOID or name in UNREAD:
            continue
        if not closes:
            stack.append((number, name))
            continue
        depth = next((n for n in range(len(stack) - 1, -1, -1) if stack[n][1] == name), None)
        if depth is not None:
            found[stack[depth][0]] = number
            del stack[depth:]
    return found


def _without_ends(text: Sequence[Token]) -> list[Token]:
    """Return a piece without the line ends next to the tags that it was cut at."""
    kept = [number for number, token in enumerate(text) if token.type != "softbreak"]
    return list(text[kept[0] : kept[-1] + 1])


def _closing(tag: Token) -> Token:
    content = f"</{spelt(tag.content)[0]}>"
    return Token("html_inline", "", 0, content=content, meta=dict(tag.meta))


def _prints(token: Token) -> bool:
    if token.type in ("softbreak", "html_inline"):
        return token.type == "html_inline" and is_tag(token) and not spelt(token.content)[1]
    return token.type != "text" or bool(token.content.strip())
