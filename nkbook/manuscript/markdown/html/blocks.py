"""HTML's blocks: each element becomes the tokens of the Markdown that means the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from markdown_it.token import Token

from nkbook.manuscript.markdown.html import figures, tables
from nkbook.manuscript.markdown.html.media import dropped, is_safe
from nkbook.manuscript.markdown.html.nodes import Node
from nkbook.manuscript.markdown.html.tokens import (
    PROBLEM,
    add_class,
    aligned,
    block,
    global_attributes,
    pair,
    problem,
    tight,
    uncoloured,
)
from nkbook.manuscript.markdown.html.whitelist import BLOCKS, UNNAMED, Block
from nkbook.model.classes import GIVEN

_STYLES = {"a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}
_NOT_DATA = frozenset(("style", "align", "markdown", "width", "height", "bgcolor", "border"))
_WHOLE_NUMBER = re.compile(r"-?\d{1,6}\Z")


def tokens_of(root: Node) -> list[Token]:
    """Return the tokens of a tree, without any of HTML."""
    return _content(root)


def _content(node: Node) -> list[Token]:
    return [token for child in node.children for token in _tokens(child)]


def _tokens(node: Node) -> list[Token]:
    if not node.name:
        own = [node.token] if node.token is not None else []
        ends = [node.end] if node.end is not None else []
        return [*own, *_content(node), *ends]
    kind = BLOCKS.get(node.name)
    if kind is None:
        return [dropped(node.token)] if node.token is not None else []
    found = list(_MAKERS[kind](node))
    if node.token is not None and kind in (Block.PARAGRAPH, Block.DIV):
        found += uncoloured(node.attributes, node.token)
    return found


def _paragraph(node: Node) -> list[Token]:
    """Return a ``p``; one that is never closed is its first paragraph only."""
    attributes = aligned(node.attributes)
    found = _content(node)
    level = 0
    for position, token in enumerate(found):
        if token.type == "paragraph_open" and level == 0 and (attributes or token.hidden):
            given = {**token.attrs, **attributes}
            found[position] = token.copy(attrs=given, hidden=False)
            attributes.pop("id", None)
            if node.end is None:
                attributes = {}
        level += token.nesting
    return found


def _div(node: Node) -> list[Token]:
    given = node.attributes
    attributes = {
        name: value
        for name, value in given.items()
        if name.isascii() and name not in _NOT_DATA and not name.startswith("on")
    }
    attributes |= aligned(given)
    if node.name == "aside":
        add_class(attributes, "box")
    kept = {name: value for name, value in attributes.items() if value.strip() and is_safe(value)}
    return block("div", _content(node), node.lines, kept, {"closed": True})


def _center(node: Node) -> list[Token]:
    attributes = global_attributes(node.attributes)
    add_class(attributes, "center")
    return block("div", _content(node), node.lines, attributes, {"closed": True})


def _heading(node: Node) -> list[Token]:
    """Return a heading: a line of text; blocks in it come after it."""
    texts, rest = _first_texts(_content(node))
    if not texts:
        return rest
    merged = _merged(texts)
    attributes = aligned(node.attributes)
    return [*block(node.name, [merged], node.lines, attributes), *rest]


def _first_texts(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Return the inline tokens of the paragraphs that tokens begin with, and the other tokens."""
    texts, position = [], 0
    while position < len(tokens):
        if tokens[position].type == "paragraph_open":
            texts.append(tokens[position + 1])
            position += 3
        elif tokens[position].type == PROBLEM and not texts:
            position += 1
        else:
            break
    return texts, [*(t for t in tokens[:position] if t.type == PROBLEM), *tokens[position:]]


def _merged(texts: Sequence[Token]) -> Token:
    """Return one inline token of several, with a line break between them."""
    children: list[Token] = []
    for token in texts:
        if children:
            children.append(Token("hardbreak", "br", 0, markup="html"))
        children += token.children or []
    return texts[0].copy(children=children)


def _list(node: Node) -> Iterator[Token]:
    """Yield a list; what stands in it outside of its items comes before it."""
    items = [child for child in node.children if child.name == "li"]
    for child in node.children:
        if child.name != "li":
            yield from _tokens(child)
    if not items:
        return
    given, attributes = node.attributes, global_attributes(node.attributes)
    if node.name != "ol":
        content = [token for item in items for token in _item(item)]
        yield from block("ul", content, node.lines, attributes)
        return
    meta = {"style": _STYLES[given["type"]]} if given.get("type") in _STYLES else {}
    start = given.get("start", "").strip()
    if _WHOLE_NUMBER.match(start) and int(start) != 1:
        attributes["start"] = str(int(start))
    if "reversed" in given and node.token is not None:
        message = "a list cannot count down: its numbers go up"
        yield problem("NK210", message, "write the numbers as text", node.token)
    content = [token for item in items for token in _item(item)]
    yield from block("ol", content, node.lines, attributes, meta)


def _item(node: Node) -> list[Token]:
    content = tight(_content(node))
    return block("li", content, node.lines, global_attributes(node.attributes))


def _orphan(node: Node) -> list[Token]:
    """Return an item without a list, as browsers show it: a list of one."""
    return block("ul", _item(node), node.lines)


def _quotation(node: Node) -> list[Token]:
    attributes = global_attributes(node.attributes)
    return block("blockquote", _content(node), node.lines, attributes)


def _definitions(node: Node) -> list[Token]:
    if node.name != "dl":
        return _content(node)
    found: list[Token] = []
    outside: list[Token] = []
    for child in _grouped(node):
        if child.name == "dd" and not found:  # which XHTML has only after a term
            outside += _content(child)
        elif child.name == "dt":
            texts, rest = _first_texts(_content(child))
            inner = [_merged(texts)] if texts else []
            found += block("dt", inner, child.lines, global_attributes(child.attributes))
            outside += rest
        elif child.name == "dd":
            inner = tight(_content(child))
            found += block("dd", inner, child.lines, global_attributes(child.attributes))
        else:
            outside += _tokens(child)
    if not found:
        return outside
    if found[-1].type == "dt_close":  # nor is a term the last
        found += block("dd", [], node.lines)
    attributes = global_attributes(node.attributes)
    return [*outside, *block("dl", found, node.lines, attributes)]


def _grouped(node: Node) -> Iterator[Node]:
    """Yield what is in a list of definitions, and in the ``div`` that may group its parts."""
    for child in node.children:
        if child.name == "div":
            yield from _grouped(child)
        else:
            yield child


def _details(node: Node) -> list[Token]:
    attributes = global_attributes(node.attributes)
    attributes[GIVEN] = "details"
    return block("div", _content(node), node.lines, attributes, {"closed": True})


def _summary(node: Node) -> list[Token]:
    """Return the words that a folded text shows, as a bold paragraph of its own."""
    found = _content(node)
    for position, token in enumerate(found):
        if token.type == "inline":
            found[position] = token.copy(children=pair("strong", "strong", token.children or []))
        elif token.type == "paragraph_open":
            found[position] = token.copy(attrs={GIVEN: "summary"}, hidden=False)
    return found


def _rule(node: Node) -> list[Token]:
    attributes = global_attributes(node.attributes)
    return [Token("hr", "hr", 0, map=node.lines, attrs=dict(attributes), block=True)]


def _transparent(node: Node) -> list[Token]:
    content = _content(node)
    if node.name in UNNAMED or node.token is None:
        return content
    message = f"<{node.name}> has no place in a book and is left out; the text in it is printed"
    return [
        problem("NK210", message, "a fenced div says what the book is to show", node.token),
        *content,
    ]


def _table(node: Node) -> list[Token]:
    return tables.table(node, _content)


def _figure(node: Node) -> list[Token]:
    return figures.figure(node, _content)


_MAKERS: Mapping[Block, Callable[[Node], Sequence[Token] | Iterator[Token]]] = MappingProxyType(
    {
        Block.PARAGRAPH: _paragraph,
        Block.DIV: _div,
        Block.CENTER: _center,
        Block.HEADING: _heading,
        Block.LIST: _list,
        Block.ITEM: _orphan,
        Block.QUOTATION: _quotation,
        Block.DEFINITIONS: _definitions,
        Block.TABLE: _table,
        Block.PART: _content,
        Block.FIGURE: _figure,
        Block.CAPTION: _content,
        Block.DETAILS: _details,
        Block.SUMMARY: _summary,
        Block.RULE: _rule,
        Block.CONTENT: _transparent,
    }
)
